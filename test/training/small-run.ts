/** A model, data and options small enough to be trained many times in a test. */

import type { Examples } from '../../lib/data';
import { tf } from '../../lib/tensorflow';
import type { EpochRecord, FitOptions } from '../../lib/training';
import { goldenNumbers } from '../golden/numbers';

/** Four pixels; the class is the brighter half. */
export function twoHalves(size: number, stream: number): Examples {
  const inputs = Uint8Array.from(goldenNumbers(size * 4, stream), (value) => (value + 0.5) * 255);
  const labels = Int32Array.from({ length: size }, (_, i) => {
    const [a, b, c, d] = inputs.subarray(4 * i, 4 * i + 4);
    return a + b > c + d ? 0 : 1;
  });
  return { inputs, inputShape: [2, 2, 1], labels, size };
}

export function smallModel(): tf.LayersModel {
  const { flatten, dense, batchNormalization, dropout } = tf.layers;
  return tf.sequential({
    layers: [
      flatten({ inputShape: [2, 2, 1] }),
      dense({ units: 16, activation: 'relu' }),
      batchNormalization({ momentum: 0.9 }),
      dropout({ rate: 0.2 }),
      dense({ units: 2, activation: 'softmax' }),
    ],
  });
}

export const options: FitOptions = {
  optimizer: 'adam',
  learningRate: 0.01,
  loss: 'categoricalCrossentropy',
  batchSize: 16,
  epochs: 6,
  seed: 3,
};
// 100 is no multiple of 16: the last batch is smaller.
export const data = { train: twoHalves(100, 1), validation: twoHalves(60, 2) };
export const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));
export const withoutTimes = (epochs: readonly EpochRecord[]) => epochs.map(({ seconds, ...rest }) => rest);
