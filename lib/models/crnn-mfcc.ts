import { tf } from '../tensorflow';
import { LSTM_GATES } from './lstm-gates';
import { reorderSteps } from './reorder-steps';
import { classifier, convolutionBlocks } from './sound-blocks';

export interface CrnnMfccConfig {
  readonly inputShape?: readonly [bands: number, frames: number, channels: number];
  readonly numClasses?: number;
  readonly filters?: readonly [number, number, number];
  /** Units of each direction of both LSTMs. */
  readonly lstmUnits?: readonly [number, number];
  readonly units?: number;
  /** The order in which the recurrence is given the frames, for an ablation; default: as they come. */
  readonly stepOrder?: readonly number[];
}

/**
 * Three convolution blocks that keep time, two bidirectional LSTMs along it, mean and maximum over time, one dense
 * layer: 1,531,399 trainable parameters at 7 classes (1,532,071 with batch statistics).
 *
 * [batch, 40, 124, 3] z-scores -> 20x124x48 -> 10x124x96 -> 5x124x192 -> 124 steps of 960 -> of 256 -> of 128
 * -> mean and maximum, 256 -> probabilities [batch, 7].
 */
export function crnnMfcc({
  inputShape = [40, 124, 3],
  numClasses = 7,
  filters = [48, 96, 192],
  lstmUnits = [128, 64],
  units = 160,
  stepOrder,
}: CrnnMfccConfig = {}): tf.LayersModel {
  const { permute, reshape, bidirectional, lstm, globalAveragePooling1d, globalMaxPooling1d, concatenate } = tf.layers;
  const input = tf.input({ shape: [...inputShape] });
  const maps = convolutionBlocks(input, { filters, poolSize: [2, 1], dropoutRates: [0.25, 0.3, 0.3] });
  const [, bands, frames, channels] = maps.shape as number[];
  // One step a frame, its numbers channel by channel, as PyTorch lays them out.
  const turned = permute({ dims: [2, 3, 1] }).apply(maps);
  let sequence = reshape({ targetShape: [frames, channels * bands] }).apply(turned) as tf.SymbolicTensor;
  if (stepOrder !== undefined) sequence = reorderSteps(stepOrder).apply(sequence) as tf.SymbolicTensor;
  lstmUnits.forEach((size, i) => {
    const layer = lstm({ ...LSTM_GATES, units: size, returnSequences: true }) as tf.RNN;
    const both = bidirectional({ name: `lstm${i + 1}`, layer, mergeMode: 'concat' });
    sequence = both.apply(sequence) as tf.SymbolicTensor;
  });
  const pools = [globalAveragePooling1d({}), globalMaxPooling1d({})];
  const pooled = pools.map((pool) => pool.apply(sequence) as tf.SymbolicTensor);
  const together = concatenate().apply(pooled) as tf.SymbolicTensor;
  return tf.model({ name: 'crnn_mfcc', inputs: input, outputs: classifier(together, units, numClasses) });
}
