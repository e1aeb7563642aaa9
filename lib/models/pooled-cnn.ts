import { tf } from '../tensorflow';

export interface PooledCnnConfig {
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  readonly numClasses?: number;
  /** Filters of the convolutions, a list a block; pooling stands between the blocks. */
  readonly filters?: readonly (readonly number[])[];
  readonly dropoutRate?: number;
}

/**
 * Blocks of normalised 3x3 convolutions that end in a mean over the whole picture, so that it matters little where
 * something lies: 293,284 parameters, 928 of them batch statistics.
 *
 * [batch, 64, 64, 1] in [0, 1] -> 32x32x16 -> 16x16x32 -> 8x8x64 -> 8x8x128 -> [128] -> probabilities [batch, 4].
 */
export function pooledCnn({
  inputShape = [64, 64, 1],
  numClasses = 4,
  filters = [[16], [32, 32], [64, 64], [128, 128]],
  dropoutRate = 0.4,
}: PooledCnnConfig = {}): tf.LayersModel {
  const { conv2d, batchNormalization, reLU, maxPooling2d, globalAveragePooling2d, dropout, dense } = tf.layers;
  const model = tf.sequential({ name: 'pooled_cnn' });
  filters.forEach((block, i) => {
    if (i > 0) model.add(maxPooling2d({ poolSize: 2 }));
    for (const filters of block) {
      const input = model.layers.length === 0 ? { inputShape: [...inputShape] } : {};
      model.add(conv2d({ ...input, filters, kernelSize: 3, padding: 'same' }));
      model.add(batchNormalization({ momentum: 0.9 }));
      model.add(reLU());
    }
  });
  model.add(globalAveragePooling2d({}));
  model.add(dropout({ rate: dropoutRate }));
  model.add(dense({ units: numClasses, activation: 'softmax' }));
  return model;
}
