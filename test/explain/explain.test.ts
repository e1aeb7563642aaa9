import assert from 'node:assert/strict';
import test from 'node:test';
import { fitPca, gradCam, layerSignals, project } from '../../lib/explain';
import { brainTumorCnn, mnistLstm } from '../../lib/models';
import { setSeed, tf } from '../../lib/tensorflow';
import { goldenNumbers, relativeError } from '../golden/numbers';

/** One convolution of 1x1 that hands on the picture in one map and its negative in another; class 0 likes the first. */
function tinyModel(): tf.LayersModel {
  const { conv2d, globalAveragePooling2d, dense } = tf.layers;
  const model = tf.sequential({
    layers: [
      conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 1 }),
      globalAveragePooling2d({}),
      dense({ units: 2, activation: 'softmax' }),
    ],
  });
  model.setWeights([
    tf.tensor4d([1, -1], [1, 1, 1, 2]),
    tf.tensor1d([0, 1]),
    tf.tensor2d([
      [3, 0],
      [0, 3],
    ]),
    tf.tensor1d([0, 0]),
  ]);
  return model;
}

test('Grad-CAM, on paper: where the map that the class likes is strong', () => {
  // A white square in the upper left quarter.
  const picture = Uint8Array.from({ length: 16 }, (_, i) => (i % 4 < 2 && i < 8 ? 255 : 0));
  const model = tinyModel();
  const before = tf.memory().numTensors;
  const { values, height, width } = gradCam(model, Uint8Array.of(...picture, ...picture), [0, 1]);
  assert.deepEqual([height, width], [4, 4]);
  // Class 0: the picture itself. Class 1: its negative. The map has the picture's size, so nothing is resized.
  assert.deepEqual(
    [...values.subarray(0, 16)],
    [...picture].map((value) => value / 255),
  );
  assert.deepEqual(
    [...values.subarray(16)],
    [...picture].map((value) => 1 - value / 255),
  );
  assert.equal(tf.memory().numTensors, before, 'Grad-CAM leaks tensors');
});

test('Grad-CAM of a real model: the picture’s size, 0 to 1; what has no last convolution is refused', () => {
  setSeed(2);
  const model = brainTumorCnn();
  const { values } = gradCam(
    model,
    Uint8Array.from(goldenNumbers(2 * 4096, 1), (v) => 255 * (v + 0.5)),
    [0, 3],
  );
  assert.equal(values.length, 2 * 4096);
  assert.ok(values.every((value) => value >= 0 && value <= 1));
  for (const [call, message] of [
    [() => gradCam(model, new Uint8Array(10), [0]), /1 pictures of 64 x 64 x 1 have 4096 bytes, not 10/],
    [() => gradCam(mnistLstm(), new Uint8Array(784), [0]), /./],
  ] as const) {
    assert.throws(call, { name: 'RangeError', message });
  }
});

test('signals of layers: norms and spreads as computed by hand', () => {
  const { flatten, dense } = tf.layers;
  const model = tf.sequential({
    layers: [flatten({ inputShape: [1, 2, 1] }), dense({ units: 2, activation: 'softmax' })],
  });
  model.setWeights([
    tf.tensor2d([
      [1, 0],
      [0, 1],
    ]),
    tf.tensor1d([0, 0]),
  ]);
  const before = tf.memory().numTensors;
  // Two pictures, (1, 0) of class 0 and (0, 1) of class 1: logits are the pictures.
  const [signal] = layerSignals(model, Uint8Array.of(255, 0, 0, 255), Int32Array.of(0, 1));
  assert.equal(tf.memory().numTensors, before, 'layerSignals leaks tensors');
  assert.ok(Math.abs(signal.mean - 0.5) < 1e-6 && Math.abs(signal.variation - 0.5) < 1e-6);
  // dL/dz = (softmax - target) / 2 for each; softmax of (1, 0) gives e / (e + 1). The four entries of the kernel's
  // gradient are +-q / 2 with q = 1 / (e + 1).
  const q = 1 / (Math.E + 1);
  assert.ok(Math.abs(signal.gradientNorm - q) < 1e-6, `${signal.gradientNorm} ${q}`);
});

test('sigmoid convolutions let less of the pictures’ differences and of the gradient through than ReLU', () => {
  const inputs = Uint8Array.from(goldenNumbers(8 * 4096, 4), (v) => 255 * (v + 0.5));
  const labels = Int32Array.from({ length: 8 }, (_, i) => i % 4);
  const [relu, sigmoid] = (['relu', 'sigmoid'] as const).map((activation) => {
    setSeed(6);
    return layerSignals(brainTumorCnn({ activation }), inputs, labels);
  });
  assert.deepEqual(relu.map(({ layer }) => layer.replace(/_Conv2D\d+|_Dense\d+|\d+$/, '')).length, 6);
  const share = (signals: typeof relu) => signals[0].gradientNorm / signals[5].gradientNorm;
  assert.ok(share(sigmoid) < share(relu) / 10, `${share(sigmoid)} ${share(relu)}`);
  assert.ok(sigmoid[3].variation < relu[3].variation, `${sigmoid[3].variation} ${relu[3].variation}`);
});

test('projections are the coordinates from which examples are drawn again', () => {
  const x = tf.tensor2d(goldenNumbers(30 * 6, 5), [30, 6]);
  const pca = fitPca(x, { components: 6 });
  const back = tf.matMul(project(pca, x), pca.axes).add(pca.mean);
  assert.ok(relativeError(back.dataSync(), x.dataSync()) < 1e-5);
});

test('gradCam reads float pictures as bytes, and networks whose ways part and meet again', () => {
  setSeed(3);
  const input = tf.input({ shape: [8, 8, 1] });
  const { conv2d, add, activation, globalAveragePooling2d, dense } = tf.layers;
  const x = conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' }).apply(
    input,
  ) as tf.SymbolicTensor;
  const branch = conv2d({ filters: 2, kernelSize: 3, padding: 'same' }).apply(x) as tf.SymbolicTensor;
  const sum = activation({ name: 'maps', activation: 'relu' }).apply(add().apply([x, branch]) as tf.SymbolicTensor);
  const pooled = globalAveragePooling2d({}).apply(sum);
  const model = tf.model({
    inputs: input,
    outputs: dense({ units: 2, activation: 'softmax' }).apply(pooled) as tf.SymbolicTensor,
  });
  // A head by hand: both maps speak for the second class, so its heat is not nothing everywhere.
  const heads = [
    [-1, 1],
    [-1, 0.5],
  ];
  model.layers[model.layers.length - 1].setWeights([tf.tensor2d(heads), tf.zeros([2])]);
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256);
  const floats = Float32Array.from(bytes, (value) => value / 255);
  const [first, again] = [
    gradCam(model, bytes, [1], { layer: 'maps' }),
    gradCam(model, floats, [1], { layer: 'maps' }),
  ];
  assert.ok(relativeError(again.values, first.values) < 1e-5);
  // The head is linear in the maps' means: the weights of its column, over 64 places, are the gradient.
  const maps = tf
    .model({ inputs: input, outputs: sum as tf.SymbolicTensor })
    .predict(tf.tensor4d(floats, [1, 8, 8, 1]));
  const heat = Array.from({ length: 64 }, (_, place) => {
    const values = (maps as tf.Tensor).dataSync().subarray(2 * place, 2 * place + 2);
    return Math.max(0, values[0] * heads[0][1] + values[1] * heads[1][1]);
  });
  const most = Math.max(...heat, 1e-12);
  assert.ok(Math.max(...heat.map((value, i) => Math.abs(value / most - first.values[i]))) < 1e-4);
  assert.throws(() => gradCam(model, floats, [1], { layer: 'none' }), /has no layer none/);
});
