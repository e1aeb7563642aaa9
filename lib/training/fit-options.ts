import type { Augment } from '../augment/augment';
import type { TrainingOptions } from '../config';
import type { Examples, InputArray } from '../data/dataset';
import type { Callback } from './history';

export interface FitOptions extends TrainingOptions {
  /** Governs shuffling and dropout; default: that of `setSeed`. */
  readonly seed?: number;
  /** Weight of each class in the loss; the mean of a batch is still over its examples, as in Keras. */
  readonly classWeights?: readonly number[];
  /** Changes each training batch at random; part of the compiled step. Validation sees examples as they are. */
  readonly augment?: Augment;
  readonly callbacks?: readonly Callback[];
  /** A file, written after each epoch. Where it exists, the run goes on from it, with the same result. */
  readonly checkpoint?: string;
}

export interface TrainingData {
  readonly train: Examples<InputArray>;
  readonly validation?: Examples<InputArray>;
}
