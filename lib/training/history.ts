/** One epoch as it was: losses are means over the examples, times in seconds. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's batches while they were learnt from, with dropout: not comparable with validation's. */
  readonly loss: number;
  readonly accuracy?: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  /** The one used during the epoch. */
  readonly learningRate: number;
  /** Training and validation together. */
  readonly seconds: number;
}

export interface History {
  readonly epochs: readonly EpochRecord[];
  /** The epoch with the lowest validation loss (training loss where there is no validation), from 1. */
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly seconds: number;
  /** Training examples a second, validation not counted. */
  readonly examplesPerSecond: number;
}

/** The state of a running epoch, for display; loss and accuracy are means since the epoch began. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly accuracy?: number;
  readonly history: readonly EpochRecord[];
  /** Of the epochs so far; undefined during the first. */
  readonly secondsPerEpoch?: number;
}

/** Told of a training as it goes. `onBatch` is called a few times a second, not for each batch. */
export interface Callback {
  onBatch?(progress: TrainingProgress): void | Promise<void>;
  onEpoch?(record: EpochRecord, history: readonly EpochRecord[]): void | Promise<void>;
  onEnd?(history: History): void | Promise<void>;
}

/** The value that early stopping, the plateau rule and `bestEpoch` watch. */
export const monitored = (record: EpochRecord): number => record.validationLoss ?? record.loss;

export function bestEpoch(epochs: readonly EpochRecord[]): number {
  return epochs.reduce((best, record) => (monitored(record) < monitored(best) ? record : best)).epoch;
}
