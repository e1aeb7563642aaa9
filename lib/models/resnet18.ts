import { tf } from '../tensorflow';
import { InputNormalization } from './input-normalization';

export interface ResNet18Config {
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  readonly numClasses?: number;
  /** Subtracted from the input, and divided by, channel by channel; default: the input is taken as it is. */
  readonly normalization?: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
}

/** Filters of the four stages; each has two blocks of two convolutions, and all but the first halve the sides. */
const STAGES = [64, 128, 256, 512] as const;

/**
 * ResNet-18 (He and others, 2016), as torchvision builds it: 11,689,512 trainable parameters at 1000 classes. Layers are
 * named as there.
 *
 * [batch, 224, 224, 3] -> 112x112x64 -> 56x56x64 -> 28x28x128 -> 14x14x256 -> 7x7x512 -> 512 -> probabilities.
 */
export function resNet18({
  inputShape = [224, 224, 3],
  numClasses = 1000,
  normalization,
}: ResNet18Config = {}): tf.LayersModel {
  const input = tf.input({ shape: [...inputShape] });
  let x: tf.SymbolicTensor = input;
  if (normalization !== undefined) x = chain(x, [new InputNormalization({ name: 'normalization', ...normalization })]);
  x = chain(x, [
    ...convolution('conv1', 'bn1', { filters: 64, kernel: 7, stride: 2 }),
    relu('relu'),
    // What is pooled is not negative, so zeros at the border are as good as none.
    tf.layers.zeroPadding2d({ name: 'maxpool_pad', padding: 1 as never }),
    tf.layers.maxPooling2d({ name: 'maxpool', poolSize: 3, strides: 2 }),
  ]);
  for (const [stage, filters] of STAGES.entries()) {
    x = block(x, `layer${stage + 1}.0`, filters, stage === 0 ? 1 : 2);
    x = block(x, `layer${stage + 1}.1`, filters, 1);
  }
  const output = chain(x, [
    tf.layers.globalAveragePooling2d({ name: 'avgpool' }),
    tf.layers.dense({ name: 'fc', units: numClasses, activation: 'softmax' }),
  ]);
  return tf.model({ name: 'resnet18', inputs: input, outputs: output });
}

/** Two convolutions, and what came in added to what comes out; where the shape changes, through a convolution of its own. */
function block(x: tf.SymbolicTensor, name: string, filters: number, stride: 1 | 2): tf.SymbolicTensor {
  const branch = chain(x, [
    ...convolution(`${name}.conv1`, `${name}.bn1`, { filters, kernel: 3, stride }),
    relu(`${name}.relu1`),
    ...convolution(`${name}.conv2`, `${name}.bn2`, { filters, kernel: 3, stride: 1 }),
  ]);
  const shortcut =
    stride === 1 && x.shape[3] === filters
      ? x
      : chain(x, convolution(`${name}.downsample.0`, `${name}.downsample.1`, { filters, kernel: 1, stride }));
  const sum = tf.layers.add({ name: `${name}.add` }).apply([branch, shortcut]) as tf.SymbolicTensor;
  return chain(sum, [relu(`${name}.relu2`)]);
}

interface Convolution {
  readonly filters: number;
  readonly kernel: 1 | 3 | 7;
  readonly stride: 1 | 2;
}

/** Padded symmetrically by half a window, without bias, normalised. */
function convolution(name: string, norm: string, { filters, kernel, stride }: Convolution): tf.layers.Layer[] {
  const explicit = stride > 1 && kernel > 1;
  const pad = explicit
    ? [tf.layers.zeroPadding2d({ name: `${name}.pad`, padding: Math.floor(kernel / 2) as never })]
    : [];
  return [
    ...pad,
    tf.layers.conv2d({
      name,
      filters,
      kernelSize: kernel,
      strides: stride,
      padding: explicit ? 'valid' : 'same',
      useBias: false,
      kernelInitializer: tf.initializers.varianceScaling({ scale: 2, mode: 'fanOut', distribution: 'normal' }),
    }),
    tf.layers.batchNormalization({ name: norm, epsilon: 1e-5, momentum: 0.9 }),
  ];
}

const relu = (name: string) => tf.layers.activation({ name, activation: 'relu' });

function chain(x: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
}
