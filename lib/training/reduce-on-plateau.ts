import { type EpochRecord, monitored } from './history';

export interface PlateauOptions {
  readonly factor: number;
  readonly patience: number;
  readonly minLearningRate: number;
  /** A smaller improvement counts as none; Keras' default. */
  readonly minDelta?: number;
}

/**
 * The learning rate for the next epoch: multiplied by `factor` after `patience` epochs without improvement, never
 * under `minLearningRate` (Keras' ReduceLROnPlateau). A pure function of what has happened, so a resumed run agrees.
 */
export function reduceOnPlateau(epochs: readonly EpochRecord[], initial: number, options: PlateauOptions): number {
  const { factor, patience, minLearningRate, minDelta = 1e-4 } = options;
  let learningRate = initial;
  let best = Number.POSITIVE_INFINITY;
  let wait = 0;
  for (const record of epochs) {
    if (monitored(record) < best - minDelta) {
      best = monitored(record);
      wait = 0;
    } else if (++wait >= patience) {
      learningRate = Math.min(learningRate, Math.max(learningRate * factor, minLearningRate));
      wait = 0;
    }
  }
  return learningRate;
}
