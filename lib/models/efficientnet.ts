import { tf } from '../tensorflow';
import { InputNormalization } from './input-normalization';

/** One stage: so many blocks of one kind, the first with the stride. */
interface Stage {
  readonly kernel: 3 | 5;
  readonly stride: 1 | 2;
  /** How many times more channels there are within a block than before it. */
  readonly expansion: 1 | 6;
  readonly filters: number;
  readonly repeats: number;
}

/** EfficientNet-B0 (Tan and Le, 2019, table 1); the others are the same, wider and deeper. */
const STAGES: readonly Stage[] = [
  { kernel: 3, stride: 1, expansion: 1, filters: 16, repeats: 1 },
  { kernel: 3, stride: 2, expansion: 6, filters: 24, repeats: 2 },
  { kernel: 5, stride: 2, expansion: 6, filters: 40, repeats: 2 },
  { kernel: 3, stride: 2, expansion: 6, filters: 80, repeats: 3 },
  { kernel: 5, stride: 1, expansion: 6, filters: 112, repeats: 3 },
  { kernel: 5, stride: 2, expansion: 6, filters: 192, repeats: 4 },
  { kernel: 3, stride: 1, expansion: 6, filters: 320, repeats: 1 },
];
const STEM_FILTERS = 32;
const TOP_FILTERS = 1280;

/** Side of the images in pixels, factors of width and depth, and dropout before the classifier. */
interface Variant {
  readonly size: number;
  readonly width: number;
  readonly depth: number;
  readonly dropout: number;
  /** For phones: ReLU6 in place of swish, no squeeze-and-excitation, stem and top never wider. */
  readonly lite?: boolean;
}

const VARIANTS = {
  b0: { size: 224, width: 1.0, depth: 1.0, dropout: 0.2 },
  b1: { size: 240, width: 1.0, depth: 1.1, dropout: 0.2 },
  b2: { size: 260, width: 1.1, depth: 1.2, dropout: 0.3 },
  b3: { size: 300, width: 1.2, depth: 1.4, dropout: 0.3 },
  lite0: { size: 224, width: 1.0, depth: 1.0, dropout: 0.2, lite: true },
} satisfies Record<string, Variant>;

export type EfficientNetVariant = keyof typeof VARIANTS;
export const efficientNetVariants = Object.keys(VARIANTS) as EfficientNetVariant[];

export interface EfficientNetConfig {
  /** Default: the variant's own size, three channels. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  readonly numClasses?: number;
  readonly dropoutRate?: number;
  /** How often the last block's residual branch is left out of a training example; earlier blocks less, in proportion. */
  readonly dropPathRate?: number;
  /** Subtracted from the input, and divided by, channel by channel; default: the input is taken as it is. */
  readonly normalization?: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
  /**
   * How strided convolutions are padded, and the epsilon of batch normalisation: weights trained in one way do not fit
   * the other. 'tensorflow' (default): as the authors and Keras; 'pytorch': symmetrically, as torchvision and timm.
   */
  readonly convention?: 'tensorflow' | 'pytorch';
}

/**
 * EfficientNet (Tan and Le, 2019): mobile inverted bottlenecks with squeeze-and-excitation. Trainable parameters at 1000
 * classes: b0 5,288,548, b1 7,794,184, b2 9,109,994, b3 12,233,232, lite0 4,652,008. Layers are named as in Keras.
 *
 * [batch, 224, 224, 3] -> 112x112x32 -> 112x112x16 -> 56x56x24 -> 28x28x40 -> 14x14x112 -> 7x7x1280 -> probabilities.
 */
export function efficientNet(variant: EfficientNetVariant, config: EfficientNetConfig = {}): tf.LayersModel {
  const { size, width, depth, dropout, lite = false }: Variant = VARIANTS[variant];
  const {
    inputShape = [size, size, 3],
    numClasses = 1000,
    dropoutRate = dropout,
    dropPathRate = 0.2,
    normalization,
    convention = 'tensorflow',
  } = config;
  const style: Style = { convention, activation: lite ? 'relu6' : 'swish', squeeze: !lite };
  const blocks = STAGES.flatMap((stage, index) => {
    const ends = lite && (index === 0 || index === STAGES.length - 1);
    const repeats = ends ? stage.repeats : Math.ceil(depth * stage.repeats);
    return Array.from({ length: repeats }, (_, i) => ({
      ...stage,
      name: `block${index + 1}${'abcdefghij'[i]}`,
      stride: i === 0 ? stage.stride : (1 as const),
      filters: rounded(stage.filters * width),
    }));
  });

  const input = tf.input({ shape: [...inputShape] });
  let x =
    normalization === undefined
      ? input
      : chain(input, [new InputNormalization({ name: 'normalization', ...normalization })]);
  const stem = { filters: lite ? STEM_FILTERS : rounded(STEM_FILTERS * width), kernel: 3, stride: 2 } as const;
  x = chain(x, convolution('stem', stem, style));
  blocks.forEach((block, i) => {
    x = bottleneck(x, block, (dropPathRate * i) / blocks.length, style);
  });
  const top = { filters: lite ? TOP_FILTERS : rounded(TOP_FILTERS * width), kernel: 1, stride: 1 } as const;
  const output = chain(x, [
    ...convolution('top', top, style),
    tf.layers.globalAveragePooling2d({ name: 'avg_pool' }),
    tf.layers.dropout({ name: 'top_dropout', rate: dropoutRate }),
    tf.layers.dense({ name: 'predictions', units: numClasses, activation: 'softmax' }),
  ]);
  return tf.model({ name: `efficientnet_${variant}`, inputs: input, outputs: output });
}

/** What all blocks of one network share. */
interface Style {
  readonly convention: 'tensorflow' | 'pytorch';
  readonly activation: 'swish' | 'relu6';
  readonly squeeze: boolean;
}

type Block = Stage & { readonly name: string };

/** Expanded, filtered channel by channel, weighed by squeeze-and-excitation, projected; and added to what came in. */
function bottleneck(x: tf.SymbolicTensor, block: Block, dropPathRate: number, style: Style): tf.SymbolicTensor {
  const { name, kernel, stride, expansion, filters } = block;
  const before = x.shape[3] as number;
  const inner = before * expansion;
  let y = x;
  if (expansion > 1) y = chain(y, convolution(`${name}_expand`, { filters: inner, kernel: 1, stride: 1 }, style));
  y = chain(y, [
    ...padded(`${name}_dwconv_pad`, kernel, stride, style),
    tf.layers.depthwiseConv2d({ name: `${name}_dwconv`, ...spaced(kernel, stride, style), useBias: false }),
    batchNorm(`${name}_bn`, style),
    activation(`${name}_activation`, style),
  ]);
  if (style.squeeze) y = squeezeExcitation(y, name, Math.max(1, Math.floor(before / 4)));
  y = chain(y, [
    tf.layers.conv2d({
      name: `${name}_project_conv`,
      filters,
      kernelSize: 1,
      useBias: false,
      kernelInitializer: INITIALIZER(),
    }),
    batchNorm(`${name}_project_bn`, style),
  ]);
  if (stride !== 1 || before !== filters) return y;
  // A mask of one number an example leaves the whole branch out.
  if (dropPathRate > 0) {
    y = chain(y, [
      tf.layers.dropout({ name: `${name}_drop`, rate: dropPathRate, noiseShape: [null as never, 1, 1, 1] }),
    ]);
  }
  return tf.layers.add({ name: `${name}_add` }).apply([y, x]) as tf.SymbolicTensor;
}

/** Weighs each channel by a number between 0 and 1 that follows from all channels' means (Hu and others, 2018). */
function squeezeExcitation(x: tf.SymbolicTensor, name: string, filters: number): tf.SymbolicTensor {
  const channels = x.shape[3] as number;
  const weights = chain(x, [
    tf.layers.globalAveragePooling2d({ name: `${name}_se_squeeze` }),
    tf.layers.reshape({ name: `${name}_se_reshape`, targetShape: [1, 1, channels] }),
    tf.layers.conv2d({
      name: `${name}_se_reduce`,
      filters,
      kernelSize: 1,
      activation: 'swish',
      kernelInitializer: INITIALIZER(),
    }),
    tf.layers.conv2d({
      name: `${name}_se_expand`,
      filters: channels,
      kernelSize: 1,
      activation: 'sigmoid',
      kernelInitializer: INITIALIZER(),
    }),
  ]);
  return tf.layers.multiply({ name: `${name}_se_excite` }).apply([x, weights]) as tf.SymbolicTensor;
}

/** Layers of a convolution over all channels, normalised and activated. */
function convolution(
  name: string,
  { filters, kernel, stride }: { readonly filters: number; readonly kernel: 1 | 3; readonly stride: 1 | 2 },
  style: Style,
): tf.layers.Layer[] {
  return [
    ...padded(`${name}_conv_pad`, kernel, stride, style),
    tf.layers.conv2d({
      name: `${name}_conv`,
      filters,
      ...spaced(kernel, stride, style),
      useBias: false,
      kernelInitializer: INITIALIZER(),
    }),
    batchNorm(`${name}_bn`, style),
    activation(`${name}_activation`, style),
  ];
}

/** TensorFlow pads as much as the stride wants, the odd pixel behind; PyTorch half a window on every side. */
function padded(name: string, kernel: number, stride: number, { convention }: Style): tf.layers.Layer[] {
  const explicit = convention === 'pytorch' && stride > 1;
  return explicit ? [tf.layers.zeroPadding2d({ name, padding: Math.floor(kernel / 2) as never })] : [];
}

function spaced(kernel: number, stride: number, { convention }: Style) {
  const padding: 'valid' | 'same' = convention === 'pytorch' && stride > 1 ? 'valid' : 'same';
  return { kernelSize: kernel, strides: stride, padding };
}

const batchNorm = (name: string, { convention }: Style) =>
  tf.layers.batchNormalization({ name, epsilon: convention === 'pytorch' ? 1e-5 : 1e-3, momentum: 0.99 });

const activation = (name: string, style: Style) =>
  tf.layers.activation({ name, activation: style.activation as never });

/** Normal, by the number of outputs, as the authors draw theirs. */
const INITIALIZER = () => tf.initializers.varianceScaling({ scale: 2, mode: 'fanOut', distribution: 'normal' });

/** A number of filters as the authors round it: to a multiple of 8, by no more than a tenth down. */
function rounded(filters: number): number {
  const near = Math.max(8, Math.floor((filters + 4) / 8) * 8);
  return near < 0.9 * filters ? near + 8 : near;
}

function chain(x: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
}
