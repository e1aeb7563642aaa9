/** Each class of tf.layers with each option that changes its result, for every-layer.test.ts. */

import { tf } from '../../../lib/tensorflow';

const { layers } = tf;

export type Options = Readonly<Record<string, unknown>>;

export interface LayerFamily {
  /** Shapes with their batch. */
  readonly inputs: readonly number[][];
  /** The inputs are numbers below this, int32. */
  readonly numbersBelow?: number;
  /** Options of every variant; a function makes a value anew for each. */
  readonly base?: Options;
  /** Options that are varied one by one. */
  readonly vary?: Readonly<Record<string, readonly unknown[]>>;
  /** Further variants. */
  readonly also?: readonly Options[];
  /** Variants of which tf.layers itself makes no, or another, result: what is right, by plain operations. */
  readonly instead?: readonly { readonly options: Options; readonly is: Reference }[];
  readonly refused?: readonly { readonly options: Options; readonly says: RegExp }[];
  /** It changes its input at random in training, and is tested there in random-layers.test.ts. */
  readonly random?: true;
}

/** From the inputs and the weights in the order of `getWeights`. */
export type Reference = (inputs: readonly tf.Tensor[], weights: readonly tf.Tensor[], training: boolean) => tf.Tensor;

const IMAGE = [2, 7, 6, 3];
const VOLUME = [2, 5, 4, 5, 2];
const SEQUENCE = [3, 6, 4];
const VECTOR = [4, 5];

const ACTIVATIONS = [
  'elu',
  'selu',
  'relu',
  'relu6',
  'linear',
  'sigmoid',
  'hardSigmoid',
  'softplus',
  'softsign',
  'tanh',
  'softmax',
  'logSoftmax',
  'gelu',
  'gelu_new',
  'mish',
  'swish',
];

const toLast = (x: tf.Tensor) => tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;
const toFirst = (y: tf.Tensor) => tf.transpose(y, [0, 3, 1, 2]);

/** A kernel with zeros between its taps: what a dilated convolution is. */
function spread(kernel: tf.Tensor, rates: readonly number[]): tf.Tensor {
  let wide = kernel;
  rates.forEach((rate, axis) => {
    const { shape } = wide;
    const taps = shape[axis];
    const apart = tf.reshape(wide, [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)]);
    const padding = apart.shape.map((_, i): [number, number] => (i === axis + 1 ? [0, rate - 1] : [0, 0]));
    const filled = tf.reshape(tf.pad(apart, padding), [...shape.slice(0, axis), taps * rate, ...shape.slice(axis + 1)]);
    const size = filled.shape.map((n, i) => (i === axis ? (taps - 1) * rate + 1 : n));
    wide = tf.slice(
      filled,
      size.map(() => 0),
      size,
    );
  });
  return wide;
}

const dilated2d =
  (rates: readonly number[], padding: 'same' | 'valid'): Reference =>
  ([x], [kernel, bias]) =>
    tf.conv2d(x as tf.Tensor4D, spread(kernel, rates) as tf.Tensor4D, 1, padding).add(bias);

/** Depthwise, one convolution with strides of its own for each channel. */
function eachChannel(x: tf.Tensor, kernel: tf.Tensor, strides: [number, number], padding: 'same' | 'valid'): tf.Tensor {
  const kernels = tf.split(kernel, kernel.shape[2] as number, 2) as tf.Tensor4D[];
  const channels = tf.split(x, kernels.length, 3) as tf.Tensor4D[];
  return tf.concat(
    channels.map((channel, i) => tf.conv2d(channel, kernels[i], strides, padding)),
    3,
  );
}

/**
 * Batch normalisation from its definition. tf.layers itself has no gradient without gamma and beta, nor along another
 * axis than the last, and does not freeze it.
 */
const normalized =
  ({ gamma = false, beta = false, axis = 3, frozen = false }): Reference =>
  ([x], weights, training) => {
    const shape = x.shape.map((size, i) => (i === axis ? size : 1));
    const [movingMean, movingVariance] = weights.slice(-2).map((weight) => weight.reshape(shape));
    const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
    const { mean, variance } =
      training && !frozen ? tf.moments(x, others, true) : { mean: movingMean, variance: movingVariance };
    const normal = x.sub(mean).div(variance.add(1e-3).sqrt());
    const scaled = gamma ? normal.mul(weights[0].reshape(shape)) : normal;
    return beta ? scaled.add(weights[gamma ? 1 : 0].reshape(shape)) : scaled;
  };

/** tf.layers itself has no gradient of these two. */
const unmasked =
  (value: number): Reference =>
  ([x]) =>
    x.mul(tf.max(tf.step(tf.abs(x.sub(value))), -1, true));
const above =
  (theta: number): Reference =>
  ([x]) =>
    x.mul(tf.step(x.sub(theta)));

const standardized =
  (axes: number[], part: { gamma?: boolean; beta?: boolean } = {}): Reference =>
  ([x], weights) => {
    const { mean, variance } = tf.moments(x, axes, true);
    const normal = x.sub(mean).div(variance.add(1e-3).sqrt());
    if (part.gamma) return normal.mul(weights[0]);
    return part.beta ? normal.add(weights[0]) : normal;
  };

/** The textbook recurrence of Shi and others (2015), step by step, for images of 5 x 4 and kernels of 2 x 2. */
const convLstm =
  ({ rates = [1, 1], channelsFirst = false }): Reference =>
  ([sequence], [kernel, recurrent, bias]) => {
    const wide = spread(kernel, rates) as tf.Tensor4D;
    let hidden: tf.Tensor | undefined;
    let carry: tf.Tensor | undefined;
    for (const image of tf.unstack(sequence, 1)) {
      const x = (channelsFirst ? toLast(image) : image) as tf.Tensor4D;
      let z: tf.Tensor = tf.conv2d(x, wide, 1, 'valid').add(bias);
      if (hidden) z = z.add(tf.conv2d(hidden as tf.Tensor4D, recurrent as tf.Tensor4D, 1, 'same'));
      const [i, f, c, o] = tf.split(z, 4, 3);
      const gate = (x: tf.Tensor) => tf.clipByValue(x.mul(0.2).add(0.5), 0, 1);
      const next: tf.Tensor = gate(i).mul(tf.tanh(c));
      carry = carry ? gate(f).mul(carry).add(next) : next;
      hidden = gate(o).mul(tf.tanh(carry));
    }
    return channelsFirst ? toFirst(hidden!) : hidden!;
  };

interface Transposed {
  readonly strides?: number | readonly number[];
  readonly padding?: string;
  readonly activation?: string;
  readonly dataFormat?: string;
}

/** A convolution of the images with zeros between their entries, the kernel mirrored; tf.layers has no gradient. */
const transposed3d =
  ({ strides = 1, padding = 'valid', activation, dataFormat }: Transposed): Reference =>
  ([given], [kernel, bias]) => {
    const first = dataFormat === 'channelsFirst';
    const x = first ? tf.transpose(given, [0, 2, 3, 4, 1]) : given;
    const taps = kernel.shape.slice(0, 3);
    const steps = typeof strides === 'number' ? [strides, strides, strides] : strides;
    const rest = taps.map((size, i) => Math.max(steps[i] - size, 0));
    const around = taps.map((size, i): [number, number] => [size - 1, size - 1 + rest[i]]);
    const apart = tf.pad(spread(x, [1, ...steps]), [[0, 0], ...around, [0, 0]]) as tf.Tensor5D;
    const mirrored = tf.transpose(tf.reverse(kernel, [0, 1, 2]), [0, 1, 2, 4, 3]) as tf.Tensor5D;
    let y: tf.Tensor = tf.conv3d(apart, mirrored, 1, 'valid');
    if (padding === 'same') {
      const begin = taps.map((size, i) => Math.floor(Math.max(size - steps[i], 0) / 2));
      y = tf.slice(y, [0, ...begin, 0], [x.shape[0], ...steps.map((step, i) => step * x.shape[i + 1]), y.shape[4]!]);
    }
    if (first) y = tf.transpose(y, [0, 4, 1, 2, 3]);
    if (bias) y = y.add(first ? bias.reshape([1, -1, 1, 1, 1]) : bias);
    if (activation === 'relu') return tf.relu(y);
    return activation === 'hardSigmoid' ? tf.clipByValue(y.mul(0.2).add(0.5), 0, 1) : y;
  };

const convolution = {
  kernelSize: [2, [3, 2]],
  strides: [2, [2, 1], [1, 2]],
  padding: ['same', 'valid'],
  activation: ['relu', 'hardSigmoid', 'softmax'],
  useBias: [false],
};

const pool = { padding: ['same', 'valid'] };

const recurrent = {
  useBias: [false],
  returnSequences: [true],
  returnState: [true],
  goBackwards: [true],
  unroll: [true],
};

const stateful = {
  options: { stateful: true, batchInputShape: SEQUENCE },
  says: /stateful: true is not supported; hand its state on .* returnState, and initialState/,
};

const recurrentMore = [
  { returnSequences: true, goBackwards: true },
  { returnSequences: true, returnState: true },
  { returnState: true, goBackwards: true },
];

const wrapped =
  (options: object = {}) =>
  () =>
    layers.lstm({ units: 2, recurrentActivation: 'sigmoid', ...options });

export const layerFamilies: Readonly<Record<string, LayerFamily>> = {
  activation: { inputs: [SEQUENCE], base: { activation: 'relu' }, vary: { activation: ACTIVATIONS } },
  add: { inputs: [VECTOR, VECTOR, VECTOR], base: {}, also: [] },
  alphaDropout: { inputs: [VECTOR], base: { rate: 0.3 }, vary: { rate: [0.2], noiseShape: [[4, 1]] }, random: true },
  average: { inputs: [VECTOR, VECTOR] },
  averagePooling1d: { inputs: [SEQUENCE], vary: { ...pool, poolSize: [3], strides: [1, 3] }, refused: [causal()] },
  averagePooling2d: {
    inputs: [IMAGE],
    vary: { ...pool, poolSize: [3, [3, 2]], strides: [1, [1, 2]], dataFormat: ['channelsFirst'] },
    also: [{ padding: 'same', strides: 2, poolSize: 3 }],
    refused: [causal()],
  },
  averagePooling3d: {
    inputs: [VOLUME],
    vary: { ...pool, poolSize: [3, [2, 1, 2]], strides: [1, [1, 2, 1]], dataFormat: ['channelsFirst'] },
    refused: [causal()],
  },
  batchNormalization: {
    inputs: [IMAGE],
    vary: { axis: [3], momentum: [0.5], epsilon: [0.1] },
    instead: [
      { options: { axis: 1 }, is: normalized({ gamma: true, beta: true, axis: 1 }) },
      { options: { axis: 2 }, is: normalized({ gamma: true, beta: true, axis: 2 }) },
      { options: { trainable: false }, is: normalized({ gamma: true, beta: true, frozen: true }) },
      { options: { center: false }, is: normalized({ gamma: true }) },
      { options: { scale: false }, is: normalized({ beta: true }) },
      { options: { center: false, scale: false }, is: normalized({}) },
    ],
  },
  bidirectional: {
    inputs: [SEQUENCE],
    base: { layer: wrapped() },
    vary: {
      mergeMode: ['concat', 'sum', 'ave', 'mul', null],
      layer: [
        wrapped({ returnSequences: true }),
        wrapped({ goBackwards: true, returnSequences: true }),
        wrapped({ recurrentActivation: 'hardSigmoid' }),
        wrapped({ returnState: true }),
        () => layers.gru({ units: 2, returnSequences: true }),
        () => layers.simpleRNN({ units: 2 }),
      ],
    },
    also: [
      { mergeMode: 'sum', layer: wrapped({ returnSequences: true }) },
      { mergeMode: null, layer: wrapped({ returnSequences: true, returnState: true }) },
    ],
    refused: [{ options: { layer: wrapped({ stateful: true }), batchInputShape: SEQUENCE }, says: stateful.says }],
  },
  categoryEncoding: {
    inputs: [[3, 2]],
    numbersBelow: 4,
    refused: ['oneHot', 'multiHot', 'count'].map((outputMode) => ({
      options: { numTokens: 4, outputMode },
      says: /categoryEncoding|CategoryEncoding.*tf\.oneHot/,
    })),
  },
  centerCrop: {
    inputs: [IMAGE],
    refused: [{ options: { height: 4, width: 3 }, says: /CenterCrop.*tf\.layers\.cropping2D/ }],
  },
  concatenate: { inputs: [SEQUENCE, SEQUENCE], vary: { axis: [1, 2, -1] } },
  conv1d: {
    inputs: [SEQUENCE],
    base: { filters: 3, kernelSize: 3 },
    vary: {
      filters: [2],
      kernelSize: [2],
      strides: [2],
      padding: ['same'],
      activation: ['relu', 'hardSigmoid', 'softmax'],
      useBias: [false],
    },
    instead: [
      {
        options: { padding: 'causal' },
        is: ([x], [kernel, bias]) =>
          tf
            .conv1d(
              tf.pad(x, [
                [0, 0],
                [2, 0],
                [0, 0],
              ]) as tf.Tensor3D,
              kernel as tf.Tensor3D,
              1,
              'valid',
            )
            .add(bias),
      },
      {
        options: { padding: 'causal', dilationRate: 2 },
        is: ([x], [kernel, bias]) =>
          tf
            .conv1d(
              tf.pad(x, [
                [0, 0],
                [4, 0],
                [0, 0],
              ]) as tf.Tensor3D,
              spread(kernel, [2]) as tf.Tensor3D,
              1,
              'valid',
            )
            .add(bias),
      },
      ...(['same', 'valid'] as const).map((padding) => ({
        options: { padding, dilationRate: 2 },
        is: (([x], [kernel, bias]) =>
          tf.conv1d(x as tf.Tensor3D, spread(kernel, [2]) as tf.Tensor3D, 1, padding).add(bias)) as Reference,
      })),
    ],
    refused: [
      { options: { dataFormat: 'channelsFirst' }, says: /dataFormat channelsFirst .* tf\.layers\.permute/ },
      { options: { dilationRate: 2, strides: 2 }, says: /dilationRate 2 together with strides 2/ },
    ],
  },
  conv2d: {
    inputs: [IMAGE],
    base: { filters: 3, kernelSize: 3 },
    vary: { ...convolution, filters: [2] },
    also: [
      { dataFormat: 'channelsFirst', padding: 'same' },
      { dataFormat: 'channelsFirst', activation: 'softmax' },
    ],
    instead: [
      { options: { dilationRate: 2, padding: 'same' }, is: dilated2d([2, 2], 'same') },
      { options: { dilationRate: [1, 2] }, is: dilated2d([1, 2], 'valid') },
    ],
    refused: [
      { options: { dilationRate: 2, strides: 2 }, says: /dilationRate 2,2 together with strides 2,2/ },
      causal(),
    ],
  },
  conv2dTranspose: {
    inputs: [IMAGE],
    base: { filters: 2, kernelSize: 3 },
    vary: { ...convolution, activation: ['relu', 'hardSigmoid'], filters: [3], dataFormat: ['channelsFirst'] },
    refused: [{ options: { dilationRate: 2 }, says: /dilationRate 2,2 .* itself ignores it/ }],
  },
  conv3d: {
    inputs: [VOLUME],
    base: { filters: 2, kernelSize: 2 },
    vary: {
      filters: [3],
      kernelSize: [[2, 1, 3]],
      strides: [2, [1, 2, 1]],
      padding: ['same'],
      dataFormat: ['channelsFirst'],
      activation: ['relu', 'hardSigmoid'],
      useBias: [false],
    },
    instead: [
      {
        options: { dilationRate: 2, padding: 'same' },
        is: ([x], [kernel, bias]) =>
          tf.conv3d(x as tf.Tensor5D, spread(kernel, [2, 2, 2]) as tf.Tensor5D, 1, 'same').add(bias),
      },
    ],
    refused: [causal()],
  },
  conv3dTranspose: {
    inputs: [[2, 3, 2, 3, 2]],
    instead: [
      {},
      { filters: 3 },
      { kernelSize: [2, 1, 3] },
      { strides: 2 },
      { strides: [1, 3, 1] },
      { padding: 'same' },
      { padding: 'same', strides: 2, kernelSize: 3 },
      { dataFormat: 'channelsFirst' },
      { activation: 'relu' },
      { activation: 'hardSigmoid' },
      { useBias: false },
    ].map((options) => ({ options: { filters: 2, kernelSize: 2, ...options }, is: transposed3d(options) })),
    refused: [
      { options: { filters: 2, kernelSize: 2, dilationRate: 2 }, says: /dilationRate 2,2,2 .* itself ignores it/ },
    ],
  },
  convLstm2d: {
    inputs: [[2, 3, 5, 4, 2]],
    base: { filters: 2, kernelSize: 2 },
    vary: {
      ...recurrent,
      unroll: [false],
      filters: [3],
      kernelSize: [[3, 2]],
      padding: ['same'],
      strides: [2, [1, 2]],
      activation: ['relu'],
      recurrentActivation: ['sigmoid'],
      unitForgetBias: [true],
      implementation: [2],
    },
    also: recurrentMore,
    instead: [
      { options: { dataFormat: 'channelsFirst' }, is: convLstm({ channelsFirst: true }) },
      { options: { dilationRate: [1, 2] }, is: convLstm({ rates: [1, 2] }) },
    ],
    refused: [{ ...stateful, options: { stateful: true, batchInputShape: [2, 3, 5, 4, 2] } }],
  },
  cropping2D: {
    inputs: [IMAGE],
    base: { cropping: 1 },
    vary: {
      cropping: [
        [2, 1],
        [
          [1, 2],
          [0, 1],
        ],
      ],
      dataFormat: ['channelsFirst'],
    },
  },
  dense: {
    inputs: [VECTOR],
    base: { units: 3 },
    vary: { units: [1], activation: ACTIVATIONS, useBias: [false] },
  },
  depthwiseConv2d: {
    inputs: [IMAGE],
    base: { kernelSize: 3 },
    vary: {
      kernelSize: [2, [3, 2]],
      strides: [2],
      padding: ['same'],
      depthMultiplier: [2],
      dataFormat: ['channelsFirst'],
      activation: ['relu', 'hardSigmoid', 'softmax'],
      useBias: [false],
    },
    also: [{ strides: 2, padding: 'same', depthMultiplier: 2 }],
    instead: (['same', 'valid'] as const).flatMap((padding) =>
      (
        [
          [2, 1],
          [1, 3],
          [2, 3],
        ] as [number, number][]
      ).map((strides) => ({
        options: { strides, padding },
        is: (([x], [kernel, bias]) => eachChannel(x, kernel, strides, padding).add(bias)) as Reference,
      })),
    ),
    refused: [
      { options: { dilationRate: 2, padding: 'same' }, says: /dilationRate 2,2 .* itself ignores it/ },
      causal(),
    ],
  },
  dot: {
    inputs: [SEQUENCE, SEQUENCE],
    base: { axes: 2 },
    vary: { axes: [1, [1, 1], -1], normalize: [true] },
  },
  dropout: {
    inputs: [SEQUENCE],
    base: { rate: 0.3 },
    vary: { rate: [0.2], noiseShape: [[3, 1, 4]], seed: [7] },
    random: true,
  },
  elu: { inputs: [VECTOR], vary: { alpha: [1] } },
  embedding: {
    inputs: [[3, 5]],
    numbersBelow: 6,
    base: { inputDim: 6, outputDim: 4 },
    vary: { inputDim: [7], outputDim: [2], maskZero: [true], inputLength: [5] },
  },
  flatten: { inputs: [IMAGE], vary: { dataFormat: ['channelsFirst', 'channelsLast'] } },
  gaussianDropout: { inputs: [VECTOR], base: { rate: 0.3 }, vary: { rate: [0.2] }, random: true },
  gaussianNoise: { inputs: [VECTOR], base: { stddev: 0.3 }, vary: { stddev: [0.2] }, random: true },
  globalAveragePooling1d: { inputs: [SEQUENCE] },
  globalAveragePooling2d: { inputs: [IMAGE], vary: { dataFormat: ['channelsFirst'] } },
  globalMaxPool1d: { inputs: [SEQUENCE] },
  globalMaxPool2d: { inputs: [IMAGE], vary: { dataFormat: ['channelsFirst'] } },
  gru: {
    inputs: [SEQUENCE],
    base: { units: 3 },
    vary: { ...recurrent, units: [1], activation: ['relu'], recurrentActivation: ['sigmoid'], implementation: [1] },
    also: recurrentMore,
    refused: [stateful],
  },
  layerNormalization: {
    inputs: [SEQUENCE],
    vary: { epsilon: [0.1], axis: [-1, 1, 2, [1, 2]] },
    instead: [
      { options: { center: false }, is: standardized([2], { gamma: true }) },
      { options: { scale: false }, is: standardized([2], { beta: true }) },
      { options: { center: false, scale: false, axis: 1 }, is: standardized([1]) },
    ],
  },
  leakyReLU: { inputs: [VECTOR], vary: { alpha: [0.1, 0] } },
  lstm: {
    inputs: [SEQUENCE],
    base: { units: 3 },
    vary: {
      ...recurrent,
      units: [1],
      activation: ['relu'],
      recurrentActivation: ['sigmoid'],
      unitForgetBias: [true],
      implementation: [1],
    },
    also: [
      ...recurrentMore,
      ...recurrentMore.map((options) => ({ ...options, recurrentActivation: 'sigmoid' })),
      { recurrentActivation: 'sigmoid', useBias: false },
    ],
    refused: [stateful],
  },
  masking: {
    inputs: [SEQUENCE],
    instead: [
      { options: {}, is: unmasked(0) },
      { options: { maskValue: 1 }, is: unmasked(1) },
    ],
  },
  maxPool1d: { inputs: [SEQUENCE], vary: { ...pool, poolSize: [3], strides: [1, 3] }, refused: [causal()] },
  maxPool2d: {
    inputs: [IMAGE],
    vary: { ...pool, poolSize: [3, [3, 2]], strides: [1, [1, 2]], dataFormat: ['channelsFirst'] },
    also: [{ padding: 'same', strides: 2, poolSize: 3 }],
    refused: [causal()],
  },
  maxPooling3d: {
    inputs: [VOLUME],
    vary: { ...pool, poolSize: [3, [2, 1, 2]], strides: [1, [1, 2, 1]], dataFormat: ['channelsFirst'] },
    refused: [causal()],
  },
  maximum: { inputs: [VECTOR, VECTOR] },
  minimum: { inputs: [VECTOR, VECTOR] },
  multiply: { inputs: [VECTOR, VECTOR, VECTOR] },
  permute: { inputs: [SEQUENCE], base: { dims: [2, 1] }, vary: { dims: [[1, 2]] } },
  prelu: { inputs: [SEQUENCE], vary: { sharedAxes: [1, [1, 2]] } },
  randomWidth: {
    inputs: [IMAGE],
    refused: [{ options: { factor: 0.3, interpolation: 'nearest', seed: 1 }, says: /RandomWidth.*lib\/augment/ }],
  },
  reLU: { inputs: [VECTOR], vary: { maxValue: [6, 1, 0.5] } },
  repeatVector: { inputs: [VECTOR], base: { n: 3 }, vary: { n: [1] } },
  rescaling: { inputs: [VECTOR], base: { scale: 0.5 }, vary: { scale: [2], offset: [1] } },
  reshape: { inputs: [SEQUENCE], base: { targetShape: [3, 8] }, vary: { targetShape: [[24], [-1, 3], [2, 3, 4]] } },
  resizing: {
    inputs: [IMAGE],
    refused: [
      { options: { height: 4, width: 3 }, says: /Resizing.*tf\.layers\.upSampling2d/ },
      { options: { height: 4, width: 3, interpolation: 'nearest', cropToAspectRatio: true }, says: /Resizing/ },
    ],
  },
  rnn: {
    inputs: [SEQUENCE],
    base: { cell: () => layers.lstmCell({ units: 2 }) },
    vary: {
      returnSequences: [true],
      returnState: [true],
      goBackwards: [true],
      unroll: [true],
      cell: [
        () => layers.simpleRNNCell({ units: 2 }),
        () => layers.gruCell({ units: 2 }),
        () => [layers.lstmCell({ units: 2 }), layers.gruCell({ units: 3 }), layers.simpleRNNCell({ units: 4 })],
        () => layers.stackedRNNCells({ cells: [layers.lstmCell({ units: 3 }), layers.lstmCell({ units: 2 })] }),
      ],
    },
    also: [
      { cell: () => [layers.lstmCell({ units: 2 }), layers.gruCell({ units: 3 })], returnState: true },
      ...recurrentMore,
    ],
    refused: [stateful],
  },
  separableConv2d: {
    inputs: [IMAGE],
    base: { filters: 4, kernelSize: 3 },
    vary: {
      filters: [2],
      kernelSize: [[3, 2]],
      strides: [2],
      padding: ['same'],
      depthMultiplier: [2],
      activation: ['relu', 'hardSigmoid', 'softmax'],
      useBias: [false],
    },
    instead: [
      {
        options: { dilationRate: 2, padding: 'same' },
        is: ([x], [depthwise, pointwise, bias]) =>
          tf
            .conv2d(
              eachChannel(x, spread(depthwise, [2, 2]), [1, 1], 'same') as tf.Tensor4D,
              pointwise as tf.Tensor4D,
              1,
              'valid',
            )
            .add(bias),
      },
      {
        options: { strides: [2, 1], padding: 'same' },
        is: ([x], [depthwise, pointwise, bias]) =>
          tf
            .conv2d(eachChannel(x, depthwise, [2, 1], 'same') as tf.Tensor4D, pointwise as tf.Tensor4D, 1, 'valid')
            .add(bias),
      },
      {
        options: { dataFormat: 'channelsFirst' },
        is: ([x], [depthwise, pointwise, bias]) =>
          toFirst(
            tf.separableConv2d(toLast(x), depthwise as tf.Tensor4D, pointwise as tf.Tensor4D, 1, 'valid').add(bias),
          ),
      },
    ],
    refused: [{ options: { dilationRate: 2, strides: 2 }, says: /dilationRate 2,2 together with strides 2,2/ }],
  },
  simpleRNN: {
    inputs: [SEQUENCE],
    base: { units: 3 },
    vary: { ...recurrent, units: [1], activation: ['relu'] },
    also: recurrentMore,
    refused: [stateful],
  },
  softmax: {
    inputs: [SEQUENCE],
    base: { axis: -1 },
    vary: { axis: [2, [2]] },
    refused: [
      { options: { axis: 1 }, says: /the axis 1 of an input of 3 axes .* axis: -1/ },
      { options: { axis: [1, 2] }, says: /the axis 1,2 of an input of 3 axes/ },
    ],
  },
  spatialDropout1d: {
    inputs: [SEQUENCE],
    base: { rate: 0.3 },
    vary: { rate: [0.2], noiseShape: [[3, 1, 4]], seed: [7] },
    random: true,
  },
  thresholdedReLU: {
    inputs: [VECTOR],
    instead: [
      { options: {}, is: above(1) },
      { options: { theta: 0.3 }, is: above(0.3) },
    ],
  },
  timeDistributed: {
    inputs: [[2, 3, 4, 3]],
    base: { layer: () => layers.dense({ units: 2 }) },
    vary: {
      layer: [
        () => layers.conv1d({ filters: 2, kernelSize: 2 }),
        () => layers.flatten(),
        wrapped(),
        () => layers.batchNormalization(),
        () => tf.sequential({ layers: [layers.flatten({ inputShape: [4, 3] }), layers.dense({ units: 2 })] }),
      ],
    },
  },
  upSampling2d: {
    inputs: [IMAGE],
    vary: { size: [[3, 2]], interpolation: ['bilinear', 'nearest'], dataFormat: ['channelsFirst'] },
  },
  zeroPadding2d: {
    inputs: [IMAGE],
    vary: {
      padding: [
        2,
        [1, 2],
        [
          [1, 0],
          [2, 3],
        ],
      ],
      dataFormat: ['channelsFirst'],
    },
  },
};

function causal() {
  return { options: { padding: 'causal' }, says: /padding causal is not supported; give 'same' or 'valid'/ };
}
