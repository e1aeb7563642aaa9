import type { Examples, InputArray } from '../data/dataset';
import type { ModelCard } from '../weights';

/** What is said of a model beside its weights; a card without files. */
export type ModelFacts = Pick<
  ModelCard,
  'task' | 'classNames' | 'thresholds' | 'preprocessing' | 'provenance' | 'licence' | 'pretrained'
> &
  Partial<Pick<ModelCard, 'saved'>>;

/** Inputs of a model before the card's scaling: bytes of pictures, features of sounds; row-major [size, ...inputShape]. */
export type Prepared = Pick<Examples<InputArray>, 'inputs' | 'inputShape'>;

/** What a model must give, before what is said of it is known to be enough. */
export interface ModelSource {
  readonly facts: ModelFacts;
  readonly inputShape: readonly (number | null)[];
  readonly numClasses: number;
  readonly activation: 'softmax' | 'sigmoid' | 'linear' | undefined;
  /** Outputs [size, classes] of inputs that have the model's shape; z-scores and ranges are its own affair. */
  outputs(prepared: Prepared): Promise<Float32Array>;
  close(): void;
}
