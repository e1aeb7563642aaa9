import { tf } from '../tensorflow';

export interface CifarCnnConfig {
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  readonly numClasses?: number;
  /** Filters of both convolutions of each block. */
  readonly filters?: readonly number[];
  readonly blockDropout?: number;
  /** Units of the dense layers before the last. */
  readonly units?: readonly [number, number];
  readonly denseDropout?: number;
}

/**
 * Blocks of two 3x3 convolutions, the first keeping the size and normalised, the second losing the border; then
 * pooling and dropout, and three dense layers. 686,506 parameters by default, 1,472 of them batch statistics.
 *
 * [batch, 32, 32, 3] in [0, 1] -> 15x15x32 -> 6x6x64 -> 2x2x128 -> probabilities [batch, 10].
 */
export function cifarCnn({
  inputShape = [32, 32, 3],
  numClasses = 10,
  filters = [32, 64, 128],
  blockDropout = 0.25,
  units = [512, 256],
  denseDropout = 0.5,
}: CifarCnnConfig = {}): tf.LayersModel {
  const { conv2d, batchNormalization, maxPooling2d, dropout, flatten, dense } = tf.layers;
  const model = tf.sequential({ name: 'cifar_cnn' });
  filters.forEach((filters, block) => {
    const input = block === 0 ? { inputShape: [...inputShape] } : {};
    model.add(conv2d({ ...input, filters, kernelSize: 3, padding: 'same', activation: 'relu' }));
    model.add(batchNormalization());
    model.add(conv2d({ filters, kernelSize: 3, activation: 'relu' }));
    model.add(maxPooling2d({ poolSize: 2 }));
    model.add(dropout({ rate: blockDropout }));
  });
  model.add(flatten());
  model.add(dense({ units: units[0], activation: 'relu' }));
  model.add(batchNormalization());
  model.add(dropout({ rate: denseDropout }));
  model.add(dense({ units: units[1], activation: 'relu' }));
  model.add(dropout({ rate: denseDropout }));
  model.add(dense({ units: numClasses, activation: 'softmax' }));
  return model;
}
