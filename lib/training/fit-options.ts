import type { Augment } from '../augment/augment';
import {
  callable,
  checkOptions,
  either,
  fraction,
  integer,
  listOf,
  made,
  number,
  object,
  oneOf,
  text,
} from '../options';
import { getSeed } from '../tensorflow';
import type { Part } from './batches';
import { type OptimizerChoice, optimizerNames } from './chosen-optimizer';
import type { TaskChoice } from './chosen-task';
import type { Callback } from './history';
import type { Optimizer } from './optimizers';
import { anyLearningRate } from './schedules/schedule';
import { mixedPrecision } from './step/mixed-precision';
import { anyTask } from './tasks/task';

export interface FitOptions extends TaskChoice, OptimizerChoice {
  /** Times that all examples are learnt from. */
  readonly epochs: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** Batches whose mean gradient makes one update; default 1. */
  readonly accumulate?: number;
  /** Validates, and ends, with a moving average of the weights that forgets by this in each update, such as 0.999. */
  readonly ema?: number;
  /** Stops after so many epochs without a lower validation loss, and restores the best weights. */
  readonly earlyStopping?: { readonly patience: number };
  /** Multiplies the learning rate by `factor` after so many epochs without a lower validation loss. */
  readonly reduceOnPlateau?: { readonly factor: number; readonly patience: number; readonly minLearningRate: number };
  /** Changes each training batch at random; part of the compiled step. Validation sees examples as they are. */
  readonly augment?: Augment;
  /** Governs shuffling, augmentation and dropout; default that of `setSeed`. */
  readonly seed?: number;
  readonly callbacks?: readonly Callback[];
  /** A file, written after each epoch. Where it exists, the run goes on from it, with the same result. */
  readonly checkpoint?: string;
}

export interface TrainingData {
  readonly train: Part;
  readonly validation?: Part;
}

const OPTIONS = object({
  epochs: integer({ min: 1 }),
  batchSize: integer({ min: 1 }).default(32),
  accumulate: integer({ min: 1 }).default(1),
  ema: number({ above: 0, below: 1 }).optional(),
  task: anyTask.optional(),
  loss: oneOf('categoricalCrossentropy', 'meanSquaredError').optional(),
  targets: oneOf('labels', 'inputs').optional(),
  classWeights: listOf(number({ min: 0 })).optional(),
  optimizer: either(`${optimizerNames.join(', ')}, or an optimiser such as adamW({ learningRate: 1e-3 })`, [
    oneOf(...optimizerNames),
    made<Optimizer>('an optimiser', ({ create }) => typeof create === 'function'),
  ]).default('adam'),
  learningRate: anyLearningRate.optional(),
  clipNorm: number({ above: 0 }).optional(),
  weightDecay: number({ min: 0 }).optional(),
  earlyStopping: object({ patience: integer({ min: 1 }) }).optional(),
  reduceOnPlateau: object({
    factor: fraction({ above: 0, below: 1 }),
    patience: integer({ min: 1 }),
    minLearningRate: number({ min: 0 }),
  }).optional(),
  augment: callable<Augment>().optional(),
  seed: integer().default(() => getSeed()),
  callbacks: listOf(made<Callback>('a callback such as { onEpoch }', (value) => typeof value === 'object')).default([]),
  checkpoint: text.optional(),
  mixedPrecision,
});

/** @throws UserError where an option is unknown, missing or out of range. */
export const checkFitOptions = (options: FitOptions) => checkOptions('fit', OPTIONS, options);

export type CheckedFitOptions = ReturnType<typeof checkFitOptions>;
