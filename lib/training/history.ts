import type { tf } from '../tensorflow';
import type { TrainStep } from './step/train-step';

/** One epoch as it was: losses and metrics are means over the examples, times in seconds. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's batches while they were learnt from, with dropout: not comparable with validation's. */
  readonly loss: number;
  readonly accuracy?: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  /** Of the task, those but accuracy, by name. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly validationMetrics?: Readonly<Record<string, number>>;
  /** The one used during the epoch; of a schedule, in its last step. */
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
  /** Training examples a second, validation not counted; 0 where nothing was left to train. */
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

/** What a callback may look at and change. */
export interface Training {
  readonly model: tf.LayersModel;
  readonly step: TrainStep;
  /** Of the next update; may be set where it does not follow a schedule. Kept in the checkpoint. */
  learningRate: number;
  /** Ends the training after this epoch. */
  stop(): void;
}

/**
 * Told of a training as it goes. `onBatch` is called a few times a second, not for each batch; `onEpoch` before the
 * checkpoint of that epoch is written, so that a resumed run knows what it changed.
 */
export interface Callback {
  onBatch?(progress: TrainingProgress, training: Training): void | Promise<void>;
  onEpoch?(record: EpochRecord, history: readonly EpochRecord[], training: Training): void | Promise<void>;
  onEnd?(history: History, training: Training): void | Promise<void>;
}

/** The value that early stopping, the plateau rule and `bestEpoch` watch. */
export const monitored = (record: EpochRecord): number => record.validationLoss ?? record.loss;

/** @returns 0 where there are no epochs. */
export function bestEpoch(epochs: readonly EpochRecord[]): number {
  let best: EpochRecord | undefined;
  for (const record of epochs) if (best === undefined || monitored(record) < monitored(best)) best = record;
  return best?.epoch ?? 0;
}
