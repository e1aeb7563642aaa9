import { tf } from '../tensorflow';

export interface InceptionV3Config {
  /** At least 75 pixels a side. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  readonly numClasses?: number;
  /** Multiplies the filters of every convolution; 1 is the published network. */
  readonly width?: number;
  readonly dropoutRate?: number;
}

/** One convolution: filters, kernel [height, width], and what differs from stride 1 and padding 'same'. */
interface Convolution {
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly stride?: 1 | 2;
  readonly padding?: 'same' | 'valid';
}

/** A row of convolutions, one after the other; where it ends in several, they stand side by side. */
interface Branch {
  readonly path: readonly Convolution[];
  readonly fork?: readonly Convolution[];
  /** What comes before the convolutions. */
  readonly pool?: 'average' | 'halve';
}

const conv = (filters: number, height: number, width = height): Convolution => ({ filters, kernel: [height, width] });
const halving = (filters: number, size: number): Convolution => ({
  ...conv(filters, size),
  stride: 2,
  padding: 'valid',
});
const valid = (filters: number, size: number): Convolution => ({ ...conv(filters, size), padding: 'valid' });

/** 35 x 35 at 299 pixels: windows of 1, 3 and 5, the pooled branch growing. */
const blockA = (pooled: number): Branch[] => [
  { path: [conv(64, 1)] },
  { path: [conv(48, 1), conv(64, 5)] },
  { path: [conv(64, 1), conv(96, 3), conv(96, 3)] },
  { pool: 'average', path: [conv(pooled, 1)] },
];

/** 17 x 17: windows of 7, taken apart into rows and columns. */
const blockB = (inner: number): Branch[] => [
  { path: [conv(192, 1)] },
  { path: [conv(inner, 1), conv(inner, 1, 7), conv(192, 7, 1)] },
  { path: [conv(inner, 1), conv(inner, 7, 1), conv(inner, 1, 7), conv(inner, 7, 1), conv(192, 1, 7)] },
  { pool: 'average', path: [conv(192, 1)] },
];

/** 8 x 8: rows and columns side by side. */
const BLOCK_C: Branch[] = [
  { path: [conv(320, 1)] },
  { path: [conv(384, 1)], fork: [conv(384, 1, 3), conv(384, 3, 1)] },
  { path: [conv(448, 1), conv(384, 3)], fork: [conv(384, 1, 3), conv(384, 3, 1)] },
  { pool: 'average', path: [conv(192, 1)] },
];

const STEM: (Convolution | 'halve')[] = [
  halving(32, 3),
  valid(32, 3),
  conv(64, 3),
  'halve',
  valid(80, 1),
  valid(192, 3),
  'halve',
];

/** The blocks of Inception-v3 (Szegedy and others, Rethinking the Inception Architecture, 2016), as Keras builds them. */
const BLOCKS: Branch[][] = [
  blockA(32),
  blockA(64),
  blockA(64),
  [{ path: [halving(384, 3)] }, { path: [conv(64, 1), conv(96, 3), halving(96, 3)] }, { pool: 'halve', path: [] }],
  blockB(128),
  blockB(160),
  blockB(160),
  blockB(192),
  [
    { path: [conv(192, 1), halving(320, 3)] },
    { path: [conv(192, 1), conv(192, 1, 7), conv(192, 7, 1), halving(192, 3)] },
    { pool: 'halve', path: [] },
  ],
  BLOCK_C,
  BLOCK_C,
];

/**
 * Inception-v3: blocks of convolutions of several sizes side by side. Each convolution is normalised, then ReLU. Here
 * convolutions have a bias and normalisation a scale, which the published network leaves out and `importInceptionV3`
 * sets to 0 and 1: the same function, on the fused kernels. Without its last layer it has 21,802,784 parameters as
 * published and 34,432 more here.
 *
 * [batch, height, width, 3] in [0, 1] -> probabilities; published weights want [-1, 1], which their import folds in.
 */
export function inceptionV3({
  inputShape = [299, 299, 3],
  numClasses = 1000,
  width = 1,
  dropoutRate = 0,
}: InceptionV3Config = {}): tf.LayersModel {
  for (const side of inputShape.slice(0, 2)) {
    if (side < 75) throw new RangeError(`Inception-v3 takes images of at least 75 pixels a side, not ${side}`);
  }
  const { globalAveragePooling2d, dropout, dense } = tf.layers;
  const input = tf.input({ shape: [...inputShape] });
  let x = input;
  for (const step of STEM) x = step === 'halve' ? pooled(x, 'halve') : convolution(x, step, width);
  for (const block of BLOCKS) {
    const branches = block.flatMap(({ pool, path, fork }) => {
      const start = pool === undefined ? x : pooled(x, pool);
      const end = path.reduce((value, step) => convolution(value, step, width), start);
      return fork === undefined ? [end] : fork.map((step) => convolution(end, step, width));
    });
    x = tf.layers.concatenate().apply(branches) as tf.SymbolicTensor;
  }
  x = globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;
  if (dropoutRate > 0) x = dropout({ rate: dropoutRate }).apply(x) as tf.SymbolicTensor;
  const output = dense({ units: numClasses, activation: 'softmax' }).apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output, name: 'inception_v3' });
}

function convolution(
  x: tf.SymbolicTensor,
  { filters, kernel, stride = 1, padding = 'same' }: Convolution,
  width: number,
): tf.SymbolicTensor {
  const { conv2d, batchNormalization, reLU } = tf.layers;
  const layers = [
    conv2d({ filters: Math.max(1, Math.round(filters * width)), kernelSize: [...kernel], strides: stride, padding }),
    batchNormalization({ epsilon: 1e-3 }),
    reLU(),
  ];
  return layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
}

function pooled(x: tf.SymbolicTensor, kind: 'average' | 'halve'): tf.SymbolicTensor {
  const { averagePooling2d, maxPooling2d } = tf.layers;
  const layer =
    kind === 'halve'
      ? maxPooling2d({ poolSize: 3, strides: 2 })
      : averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' });
  return layer.apply(x) as tf.SymbolicTensor;
}
