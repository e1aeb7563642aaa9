import { tf } from '../tensorflow';

export interface AisfxConfig {
  /** [frames, bands, 1]: 100 frames of 96 bands are 2.3 s. */
  readonly inputShape?: readonly [frames: number, bands: number, channels: number];
}

const FILTERS = [64, 128, 256, 512] as const;

/**
 * The network of A. B. Ma and A. Lerch that names sound effects (Representation Learning for the Automatic Indexing of
 * Sound Effects Libraries, ISMIR 2022), up to its 512 features: 4,689,992 parameters. Eight convolutions in four
 * blocks, then the mean over the bands and the largest value over time.
 *
 * Log-mel spectra [batch, 100, 96, 1] -> 50x48x64 -> 25x24x128 -> 12x12x256 -> 12x12x512 -> features [batch, 512].
 */
export function aisfx({ inputShape = [100, 96, 1] }: AisfxConfig = {}): tf.LayersModel {
  const { conv2d, batchNormalization, activation, maxPooling2d } = tf.layers;
  const layers = FILTERS.flatMap((filters, i) => {
    const block = `conv_block${i + 1}`;
    const convolutions = [1, 2].flatMap((n) => [
      conv2d({ name: `${block}.conv${n}`, filters, kernelSize: 3, padding: 'same', useBias: false }),
      batchNormalization({ name: `${block}.bn${n}`, epsilon: 1e-5, momentum: 0.9 }),
      activation({ name: `${block}.relu${n}`, activation: 'relu' }),
    ]);
    const last = i === FILTERS.length - 1;
    return last ? convolutions : [...convolutions, maxPooling2d({ name: `${block}.pool`, poolSize: 2 })];
  });
  const input = tf.input({ shape: [...inputShape] });
  const maps = layers.reduce<tf.SymbolicTensor>((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const pooled = new MeanThenMax({ name: 'pool' }).apply(maps) as tf.SymbolicTensor;
  return tf.model({ name: 'aisfx', inputs: input, outputs: pooled });
}

/** [batch, frames, bands, channels] -> [batch, channels]: the mean over the bands, of that the largest over the frames. */
class MeanThenMax extends tf.layers.Layer {
  static readonly className = 'MeanThenMax';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return x.mean(2).max(1);
    });
  }

  override computeOutputShape([batch, , , channels]: number[]): tf.Shape {
    return [batch, channels];
  }
}

tf.serialization.registerClass(MeanThenMax);
