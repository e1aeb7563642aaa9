import { tf } from '../tensorflow';

/** PyTorch's; Keras' own is 1e-3. */
const EPSILON = 1e-5;
/** A tenth of each batch, as PyTorch: a small corpus has few batches for the running statistics to settle. */
const MOMENTUM = 0.9;

/** Three convolution blocks over features: 3x3 "same", normalised, ReLU, pooled, dropped. Layers named as in PyTorch. */
export function convolutionBlocks(
  input: tf.SymbolicTensor,
  { filters, poolSize, dropoutRates }: ConvolutionBlocks,
): tf.SymbolicTensor {
  return filters.reduce((x, size, i) => {
    const { conv2d, batchNormalization, activation, maxPooling2d, dropout } = tf.layers;
    const layers = [
      conv2d({ name: `conv${i + 1}`, filters: size, kernelSize: 3, padding: 'same' }),
      batchNormalization({ name: `bn${i + 1}`, epsilon: EPSILON, momentum: MOMENTUM }),
      activation({ activation: 'relu' }),
      maxPooling2d({ poolSize: [...poolSize] }),
      dropout({ rate: dropoutRates[i] }),
    ];
    return layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  }, input);
}

export interface ConvolutionBlocks {
  readonly filters: readonly number[];
  readonly poolSize: readonly [bands: number, frames: number];
  readonly dropoutRates: readonly number[];
}

/** The end of both models: a dense layer, dropout, probabilities of the classes. */
export function classifier(features: tf.SymbolicTensor, units: number, numClasses: number): tf.SymbolicTensor {
  const { dense, dropout } = tf.layers;
  const hidden = dense({ name: 'fc1', units, activation: 'relu' }).apply(features);
  const dropped = dropout({ rate: 0.35 }).apply(hidden);
  return dense({ name: 'fc2', units: numClasses, activation: 'softmax' }).apply(dropped) as tf.SymbolicTensor;
}
