/** Each layer that `forward` computes with a kernel of its own, against Keras and against the layer of tfjs. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, forward, tf } from '../../../lib/tensorflow';
import { kerasKernels } from '../../golden/keras-kernels';
import { goldenNumbers, relativeError } from '../../golden/numbers';

const { layers } = tf;
const IMAGE = [2, 5, 4, 3];
const SEQUENCE = [3, 5, 4];
const VOLUME = [2, 3, 4, 3, 2];
const VIDEO = [2, 3, 5, 4, 2];
const gates = { units: 2, recurrentActivation: 'sigmoid' } as const;
const activation = (name: string) => () => layers.activation({ activation: name as 'relu' });

/** Named as in test/golden/keras_kernels.py. */
const cases: Record<string, [shape: number[], build: () => tf.layers.Layer]> = {
  conv2dSwish: [
    IMAGE,
    () => layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'swish', useBias: false }),
  ],
  conv2dStrided: [IMAGE, () => layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu6' })],
  depthwise: [
    IMAGE,
    () => layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2, activation: 'relu' }),
  ],
  depthwiseStrided: [
    IMAGE,
    () => layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
  ],
  separable: [IMAGE, () => layers.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'swish' })],
  denseOverTime: [SEQUENCE, () => layers.dense({ units: 3, activation: 'gelu' as 'relu' })],
  layerNormalization: [SEQUENCE, () => layers.layerNormalization({ epsilon: 1e-6 })],
  layerNormalizationUnscaled: [IMAGE, () => layers.layerNormalization({ center: false, scale: false })],
  batchNormalizationOverTime: [SEQUENCE, () => layers.batchNormalization()],
  batchNormalizationUnscaled: [IMAGE, () => layers.batchNormalization({ center: false, scale: false })],
  averagePooling: [IMAGE, () => layers.averagePooling2d({ poolSize: 2, padding: 'same' })],
  globalAverage2d: [IMAGE, () => layers.globalAveragePooling2d({})],
  globalAverage1d: [SEQUENCE, () => layers.globalAveragePooling1d()],
  globalMax2d: [IMAGE, () => layers.globalMaxPooling2d({})],
  globalMax1d: [SEQUENCE, () => layers.globalMaxPooling1d()],
  lstmBackwards: [SEQUENCE, () => layers.lstm({ ...gates, goBackwards: true })],
  lstmBackwardsSequences: [SEQUENCE, () => layers.lstm({ ...gates, goBackwards: true, returnSequences: true })],
  bidirectional: [SEQUENCE, () => bidirectional(false)],
  bidirectionalSequences: [SEQUENCE, () => bidirectional(true)],
  conv1d: [
    SEQUENCE,
    () => layers.conv1d({ filters: 3, kernelSize: 2, strides: 2, padding: 'same', activation: 'relu' }),
  ],
  conv1dCausal: [
    SEQUENCE,
    () => layers.conv1d({ filters: 3, kernelSize: 2, padding: 'causal' as 'same', dilationRate: 2 }),
  ],
  conv2dDilated: [
    IMAGE,
    () => layers.conv2d({ filters: 3, kernelSize: 2, padding: 'same', dilationRate: [2, 1], activation: 'relu' }),
  ],
  separableDilated: [
    IMAGE,
    () => layers.separableConv2d({ filters: 3, kernelSize: 2, padding: 'same', dilationRate: 2 }),
  ],
  conv2dTranspose: [
    IMAGE,
    () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
  ],
  conv3d: [VOLUME, () => layers.conv3d({ filters: 3, kernelSize: 2, padding: 'same', activation: 'relu' })],
  conv3dTranspose: [VOLUME, () => layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: [1, 2, 1] })],
  maxPooling1d: [SEQUENCE, () => layers.maxPooling1d({ poolSize: 3, strides: 2, padding: 'same' })],
  averagePooling1d: [SEQUENCE, () => layers.averagePooling1d({ poolSize: 2 })],
  simpleRnn: [SEQUENCE, () => layers.simpleRNN({ units: 2, returnSequences: true })],
  gru: [SEQUENCE, () => layers.gru(gates)],
  gruBackwardsSequences: [SEQUENCE, () => layers.gru({ ...gates, goBackwards: true, returnSequences: true })],
  lstmRelu: [SEQUENCE, () => layers.lstm({ ...gates, activation: 'relu', useBias: false })],
  bidirectionalSum: [
    SEQUENCE,
    () => layers.bidirectional({ layer: layers.gru(gates) as tf.layers.RNN, mergeMode: 'sum' }),
  ],
  convLstm2d: [
    VIDEO,
    () => layers.convLstm2d({ filters: 2, kernelSize: 2, padding: 'same', recurrentActivation: 'sigmoid' }),
  ],
  distributedConvolution: [
    VIDEO,
    () => layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu' }) }),
  ],
  layerNormalizationOverTwo: [SEQUENCE, () => layers.layerNormalization({ axis: [1, 2] as unknown as number })],
  batchNormalizationFirst: [IMAGE, () => layers.batchNormalization({ axis: 1 })],
  leakyRelu: [SEQUENCE, () => layers.leakyReLU({ alpha: 0.3 })],
  relu: [SEQUENCE, () => layers.reLU()],
  relu6: [SEQUENCE, () => layers.reLU({ maxValue: 6 })],
  elu: [SEQUENCE, activation('elu')],
  selu: [SEQUENCE, activation('selu')],
  softplus: [SEQUENCE, activation('softplus')],
  sigmoid: [SEQUENCE, activation('sigmoid')],
  tanh: [SEQUENCE, activation('tanh')],
  softmax: [SEQUENCE, () => layers.softmax({ axis: -1 })],
  swish: [SEQUENCE, activation('swish')],
  gelu: [SEQUENCE, activation('gelu')],
  geluTanh: [SEQUENCE, activation('gelu_new')],
};

function bidirectional(returnSequences: boolean): tf.layers.Layer {
  const layer = layers.lstm({ ...gates, returnSequences }) as tf.layers.RNN;
  return layers.bidirectional({ layer, mergeMode: 'concat' });
}

/** tfjs has no gradient of its own there, or none that runs. */
const brokenInTfjs = [
  'layerNormalizationUnscaled',
  'batchNormalizationUnscaled',
  'batchNormalizationFirst',
  'conv1dCausal',
  'conv2dDilated',
  'separableDilated',
  'conv3dTranspose',
];

const numbers = (shape: readonly number[], stream: number) =>
  tf.tensor(
    goldenNumbers(
      shape.reduce((product, n) => product * n, 1),
      stream,
    ),
    [...shape],
  );

/** The output, and the gradients of sum(output * numbers(99)) to the input and each trainable weight. */
function differentiate(run: (x: tf.Tensor) => tf.Tensor, model: tf.LayersModel) {
  return (x: tf.Tensor): tf.Tensor[] => {
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const input = tf.grads((x: tf.Tensor, ...rest: tf.Tensor[]) => {
      const output = run(x);
      return rest.reduce((sum, unused) => sum.add(unused.sum().mul(0)), output.mul(numbers(output.shape, 99)).sum());
    });
    const [dx, ...dWeights] = input([x, ...weights]);
    return [run(x), dx, ...dWeights];
  };
}

for (const [name, [shape, build]] of Object.entries(cases)) {
  test(`${name}: value and gradients are Keras' and the layer's own, with a kernel of its own`, () => {
    const input = tf.input({ shape: shape.slice(1) });
    const layer = build();
    const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
    model.trainableWeights.forEach((weight, i) => {
      (weight.read() as tf.Variable).assign(numbers(weight.shape as number[], 10 + i).mul(2));
    });
    // The layer must not be asked: it would be right without any kernel.
    const call = layer.call;
    layer.call = () => assert.fail(`${layer.getClassName()} has no kernel`);
    const fused = differentiate((x) => forward(model, x, { training: true }), model);
    const x = numbers(shape, 1).mul(8);
    const eager = fused(x);
    const compiled = compile(fused)(x);
    layer.call = call;
    const plain = brokenInTfjs.includes(name)
      ? undefined
      : differentiate((x) => model.apply(x, { training: true }) as tf.Tensor, model)(x);

    const { output, gradients } = kerasKernels.layers[name];
    const keras = [output, ...gradients];
    assert.equal(eager.length, keras.length);
    eager.forEach((tensor, i) => {
      const what = i === 0 ? 'value' : `gradient ${i - 1}`;
      const actual = { eager: tensor.dataSync(), compiled: compiled[i].dataSync() };
      for (const [how, values] of Object.entries(actual)) {
        // float32 sums in another order.
        const fromKeras = relativeError(values, keras[i]);
        assert.ok(fromKeras <= 1e-5, `${how} ${what}: ${fromKeras} from Keras`);
        const fromTfjs = plain === undefined ? 0 : relativeError(values, plain[i].dataSync());
        assert.ok(fromTfjs <= 1e-5, `${how} ${what}: ${fromTfjs} from tfjs`);
      }
    });
  });
}
