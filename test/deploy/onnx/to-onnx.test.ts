import assert from 'node:assert/strict';
import test from 'node:test';
import { toOnnx } from '../../../lib/deploy';
import { audioMae, efficientNet, modelRegistry } from '../../../lib/models';
import { setSeed, tf } from '../../../lib/tensorflow';
import { goldenNumbers } from '../../golden/numbers';
import { type OnnxCase, onOnnxruntime } from './on-onnxruntime';

const sizeOf = (shape: readonly (number | null)[]) => shape.reduce<number>((size, side) => size * (side ?? 1), 1);

/** Three examples of each input, about zero. */
function inputsOf(model: tf.LayersModel): tf.Tensor[] {
  return model.inputs.map(({ shape }, i) => {
    const sides = [3, ...shape.slice(1).map((side) => side ?? 7)];
    return tf.tensor(goldenNumbers(sizeOf(sides), 500 + i), sides);
  });
}

/** Trained models have statistics that are not 0 and 1, and biases that are not 0. */
function stir(model: tf.LayersModel): tf.LayersModel {
  const weights = model.getWeights().map((weight, i) => {
    const name = model.weights[i].originalName;
    const variance = /variance/.test(name);
    if (weight.rank > 1 && !variance) return weight;
    const about = variance || /gamma/.test(name) ? 1 : 0;
    return tf.tensor(
      Array.from(goldenNumbers(weight.size, i), (value) => about + value),
      weight.shape,
    );
  });
  model.setWeights(weights);
  return model;
}

/** The difference as a share of the outputs' spread; of probabilities, that of their logarithms: logits but for a constant. */
function difference(expected: ArrayLike<number>, actual: ArrayLike<number>, probabilities: boolean): number {
  const of = (values: ArrayLike<number>) => Array.from(values, (value) => (probabilities ? Math.log(value) : value));
  const [wanted, found] = [of(expected), of(actual)];
  const spread = Math.max(...wanted) - Math.min(...wanted);
  return Math.max(...wanted.map((value, i) => Math.abs(value - found[i]))) / spread;
}

function check(cases: Readonly<Record<string, OnnxCase>>): void {
  const results = onOnnxruntime(cases);
  for (const [name, { model, inputs }] of Object.entries(cases)) {
    const wanted = [model.predict(inputs.length === 1 ? inputs[0] : [...inputs])].flat() as tf.Tensor[];
    assert.equal(results[name].length, wanted.length);
    wanted.forEach((output, i) => {
      const values = output.dataSync();
      const probabilities = values.every((value) => value > 0 && value < 1);
      assert.deepEqual(results[name][i].shape, output.shape, name);
      const found = difference(values, results[name][i].values, probabilities);
      // Float32 sums in another order.
      assert.ok(found <= 1e-5, `${name}, output ${i}: ${found} of the spread`);
    });
  }
}

const caseOf = (model: tf.LayersModel): OnnxCase => ({ model: stir(model), inputs: inputsOf(model) });

test('every registered model gives the same by onnxruntime', () => {
  setSeed(1);
  const cases = Object.entries(modelRegistry).map(([name, { build, inputShape }]) => {
    // Networks for large pictures are the same for smaller ones, and sooner done.
    const model = build(inputShape[0] >= 224 ? { inputShape: [96, 96, 3] } : undefined);
    return [name, caseOf(model)] as const;
  });
  check(Object.fromEntries(cases));
});

test('a transformer of spectrograms gives the same by onnxruntime, by the mean of its patches and by its class token', () => {
  setSeed(1);
  const build = (pooling: 'mean' | 'token') =>
    audioMae({ size: 'tiny', pooling, normalization: { mean: [0.4], deviation: [0.3] } }).classifier;
  check({ mean: caseOf(build('mean')), token: caseOf(build('token')) });
});

test('the options of published networks are written too', () => {
  setSeed(1);
  const small = { inputShape: [64, 64, 3], numClasses: 5 } as const;
  check({
    normalized: caseOf(efficientNet('lite0', { ...small, normalization: { mean: [0.5], deviation: [0.5] } })),
    pytorch: caseOf(efficientNet('b0', { ...small, convention: 'pytorch' })),
  });
});

const { layers } = tf;
type Built = (x: tf.SymbolicTensor) => tf.SymbolicTensor | tf.SymbolicTensor[];
const one =
  (layer: tf.layers.Layer): Built =>
  (x) =>
    layer.apply(x) as tf.SymbolicTensor;

/** Each layer with the options that change how it is written, by the shape that it is given. */
const zoo: Readonly<Record<string, readonly [readonly number[], Built]>> = {
  conv1d: [[9, 4], one(layers.conv1d({ filters: 5, kernelSize: 3, strides: 2, padding: 'same', activation: 'tanh' }))],
  conv2dSame: [[7, 8, 3], one(layers.conv2d({ filters: 4, kernelSize: [3, 2], strides: 2, padding: 'same' }))],
  conv2dDilated: [
    [9, 8, 3],
    one(layers.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2, activation: 'gelu' as never })),
  ],
  conv2dNoBias: [
    [7, 8, 3],
    one(layers.conv2d({ filters: 4, kernelSize: 3, useBias: false, activation: 'hardSigmoid' })),
  ],
  conv3d: [[5, 6, 7, 2], one(layers.conv3d({ filters: 3, kernelSize: 2, padding: 'same' }))],
  depthwise: [
    [7, 8, 3],
    one(layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', strides: 2 })),
  ],
  separable: [
    [7, 8, 3],
    one(layers.separableConv2d({ filters: 4, kernelSize: 3, depthMultiplier: 2, activation: 'elu' })),
  ],
  transposedSame: [[4, 5, 3], one(layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }))],
  transposedValid: [[4, 5, 3], one(layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 3 }))],
  transposedWide: [[4, 5, 3], one(layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 3, padding: 'same' }))],
  maxPooling1d: [[9, 4], one(layers.maxPooling1d({ poolSize: 2, padding: 'same' }))],
  averagePooling1d: [[9, 4], one(layers.averagePooling1d({ poolSize: 3, strides: 1, padding: 'same' }))],
  averagePooling2d: [[7, 8, 3], one(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }))],
  maxPooling3d: [[5, 6, 7, 2], one(layers.maxPooling3d({ poolSize: 2 }))],
  globalAverage1d: [[9, 4], one(layers.globalAveragePooling1d({}))],
  globalMax2d: [[7, 8, 3], one(layers.globalMaxPooling2d({}))],
  dense3: [[6, 5], one(layers.dense({ units: 4, activation: 'swish' as never }))],
  denseNoBias: [[6], one(layers.dense({ units: 4, useBias: false, activation: 'softplus' }))],
  layerNormalization: [[6, 5], one(layers.layerNormalization({}))],
  batchNormalizationFirst: [[6, 5], one(layers.batchNormalization({ scale: false }))],
  rescaling: [[6, 5, 3], one(layers.rescaling({ scale: 1 / 255, offset: -1 }))],
  permute: [[4, 5, 6], one(layers.permute({ dims: [3, 1, 2] }))],
  reshape: [[4, 6], one(layers.reshape({ targetShape: [8, 3] }))],
  repeatVector: [[4], one(layers.repeatVector({ n: 3 }))],
  zeroPadding: [
    [4, 5, 3],
    one(
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
  ],
  cropping: [
    [7, 8, 3],
    one(
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
  ],
  upSampling: [[4, 5, 3], one(layers.upSampling2d({ size: [2, 3] }))],
  upSamplingBilinear: [[4, 5, 3], one(layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }))],
  reluCapped: [[4, 5], one(layers.reLU({ maxValue: 0.3 }))],
  leakyRelu: [[4, 5], one(layers.leakyReLU({ alpha: 0.2 }))],
  elu: [[4, 5], one(layers.elu({}))],
  prelu: [[4, 5, 3], one(layers.prelu({ alphaInitializer: 'randomUniform', sharedAxes: [1, 2] }))],
  thresholdedRelu: [[4, 5], one(layers.thresholdedReLU({ theta: 0.2 }))],
  mish: [[4, 5], one(layers.activation({ activation: 'mish' as never }))],
  lstmHard: [[6, 5], one(layers.lstm({ units: 4, returnSequences: true }))],
  lstmBackwards: [
    [6, 5],
    one(layers.lstm({ units: 4, goBackwards: true, recurrentActivation: 'sigmoid', useBias: false })),
  ],
  lstmState: [
    [6, 5],
    (x) => layers.lstm({ units: 4, returnState: true, recurrentActivation: 'sigmoid' }).apply(x) as tf.SymbolicTensor[],
  ],
  gru: [[6, 5], one(layers.gru({ units: 4, returnSequences: true, recurrentActivation: 'sigmoid' }))],
  gruHard: [[6, 5], one(layers.gru({ units: 4 }))],
  simpleRnn: [[6, 5], one(layers.simpleRNN({ units: 4, activation: 'tanh' }))],
  bidirectional: [
    [6, 5],
    one(
      layers.bidirectional({
        layer: layers.lstm({ units: 4, returnSequences: true, recurrentActivation: 'sigmoid' }) as never,
        mergeMode: 'concat',
      }),
    ),
  ],
  bidirectionalLast: [
    [6, 5],
    one(
      layers.bidirectional({
        layer: layers.gru({ units: 3, recurrentActivation: 'sigmoid' }) as never,
        mergeMode: 'concat',
      }),
    ),
  ],
};

test('every layer, with the options that change how it is written, gives the same by onnxruntime', () => {
  setSeed(2);
  const cases = Object.entries(zoo).map(([name, [shape, build]]) => {
    const input = tf.input({ shape: [...shape] });
    return [name, caseOf(tf.model({ inputs: input, outputs: build(input) }))] as const;
  });
  check(Object.fromEntries(cases));
});

test('normalisations are taken over by what follows, past pooling and flattening', () => {
  setSeed(3);
  const input = tf.input({ shape: [8, 9, 3] });
  const chain = [
    layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
    layers.batchNormalization(),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 5, kernelSize: 2, activation: 'relu' }),
    layers.batchNormalization(),
    layers.dropout({ rate: 0.5 }),
    layers.flatten(),
    layers.dense({ units: 6, activation: 'relu' }),
    layers.batchNormalization(),
    layers.dense({ units: 3, activation: 'softmax' }),
  ];
  const output = chain.reduce<tf.SymbolicTensor>((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const model = stir(tf.model({ inputs: input, outputs: output }));
  check({ folded: { model, inputs: inputsOf(model) } });
  const { operators } = toOnnx(model);
  for (const operator of ['Mul', 'BatchNormalization', 'Gather']) assert.ok(!operators.has(operator), operator);
});

test('branches, shared layers, models within models, two inputs and two outputs', () => {
  setSeed(4);
  const [left, right] = [tf.input({ shape: [6, 6, 2] }), tf.input({ shape: [6, 6, 2] })];
  const shared = layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same' });
  const inner = tf.sequential({
    layers: [layers.conv2d({ inputShape: [6, 6, 4], filters: 4, kernelSize: 1 }), layers.reLU()],
  });
  const [a, b] = [left, right].map((input) => shared.apply(input) as tf.SymbolicTensor);
  const joined = layers.concatenate().apply([inner.apply(a) as tf.SymbolicTensor, b]) as tf.SymbolicTensor;
  const weights = layers
    .reshape({ targetShape: [1, 1, 8] })
    .apply(layers.globalAveragePooling2d({}).apply(joined) as tf.SymbolicTensor) as tf.SymbolicTensor;
  const weighed = layers.multiply().apply([joined, weights]) as tf.SymbolicTensor;
  const sum = layers.add().apply([a, b]) as tf.SymbolicTensor;
  const ends = [layers.average().apply([a, b]), layers.maximum().apply([a, sum]), layers.minimum().apply([b, sum])];
  const rest = layers.flatten().apply(layers.concatenate().apply(ends as tf.SymbolicTensor[])) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: [left, right],
    outputs: [weighed, layers.dense({ units: 2 }).apply(rest) as tf.SymbolicTensor],
  });
  check({ branches: caseOf(model) });
});

test('an embedding takes numbers of rows', () => {
  const model = tf.sequential({
    layers: [layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 5 }), layers.lstm({ units: 3 })],
  });
  check({ embedding: { model, inputs: [tf.tensor2d([0, 1, 8, 3, 3, 2, 2, 1, 0, 5], [2, 5])] } });
});

test('bytes are brought to the model’s range within the file', () => {
  setSeed(5);
  const model = tf.sequential({ layers: [layers.conv2d({ inputShape: [5, 5, 3], filters: 2, kernelSize: 3 })] });
  const bytes = tf.tensor(
    Array.from({ length: 75 }, (_, i) => (i * 37) % 256),
    [1, 5, 5, 3],
  );
  const [mean, deviation] = [
    [0.1, 0.2, 0.3],
    [0.5, 0.6, 0.7],
  ];
  const input = { type: 'uint8', range: [-1, 1], mean, deviation } as const;
  const [{ values }] = onOnnxruntime({ bytes: { model, inputs: [bytes], options: { input } } }).bytes;
  const x = bytes.div(127.5).sub(1).sub(tf.tensor1d(mean)).div(tf.tensor1d(deviation));
  const wanted = (model.predict(x) as tf.Tensor).dataSync();
  wanted.forEach((value, i) => {
    assert.ok(Math.abs(value - values[i]) <= 1e-5, `${i}: ${values[i]}, expected ${value}`);
  });
});

test('what has no twin is refused, by layer and option', () => {
  const refused = (shape: number[], layer: tf.layers.Layer) => {
    const input = tf.input({ shape });
    return () => toOnnx(tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor }));
  };
  const cases: [() => unknown, string][] = [
    [
      refused([4, 4, 3], layers.conv2d({ name: 'a', filters: 1, kernelSize: 1, dataFormat: 'channelsFirst' })),
      "toOnnx: layer a (Conv2D): dataFormat 'channelsFirst' has no twin; build it with channels last.",
    ],
    [
      refused([4, 3], layers.lstm({ name: 'b', units: 2, goBackwards: true, returnSequences: true })),
      'toOnnx: layer b (LSTM): goBackwards with returnSequences has no twin; reverse the input instead.',
    ],
    [
      refused([4, 4, 4, 3], layers.convLstm2d({ name: 'c', filters: 2, kernelSize: 2 })),
      'toOnnx: layer c (ConvLSTM2D): this class of layers has no twin in ONNX; give toOnnx a converter of your own.',
    ],
    [
      refused([4, 3], layers.bidirectional({ name: 'd', layer: layers.lstm({ units: 2 }) as never, mergeMode: 'sum' })),
      "toOnnx: layer d (Bidirectional): mergeMode sum has no twin; use 'concat'.",
    ],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: 'UserError', message });
});
