import { tf } from '../tensorflow';

export interface MnistCnnConfig {
  readonly numClasses?: number;
  readonly filters?: readonly [number, number];
  readonly units?: number;
  readonly dropoutRate?: number;
}

/**
 * Two 3x3 convolutions, each normalised and pooled, then a dense layer: 225,418 parameters, 192 of them batch
 * statistics.
 *
 * [batch, 28, 28, 1] in [0, 1] -> 13x13x32 -> 5x5x64 -> probabilities [batch, 10].
 */
export function mnistCnn({
  numClasses = 10,
  filters = [32, 64],
  units = 128,
  dropoutRate = 0.5,
}: MnistCnnConfig = {}): tf.LayersModel {
  const { conv2d, batchNormalization, maxPooling2d, dropout, flatten, dense } = tf.layers;
  return tf.sequential({
    name: 'mnist_cnn',
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: filters[0], kernelSize: 3, activation: 'relu' }),
      batchNormalization(),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: filters[1], kernelSize: 3, activation: 'relu' }),
      batchNormalization(),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units, activation: 'relu' }),
      dropout({ rate: dropoutRate }),
      dense({ units: numClasses, activation: 'softmax' }),
    ],
  });
}
