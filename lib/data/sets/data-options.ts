import { checkOptions, fraction, integer, object, oneOf } from '../../options';

/** How much of a data set is read, and how it is split. All choices are stratified and follow from the seed. */
export interface DataOptions {
  /** 'auto' (default): the full set where it is stored whole, else the embedded sample; provenance says which. */
  source?: 'auto' | 'sample' | 'full';
  /** Fraction of the training examples set aside for validation, 0 to below 1; default 0.1. */
  validation?: number;
  /** At most so many training examples, validation included, of each class at least one; default all. */
  trainSize?: number;
  /** At most so many test examples; default all. */
  testSize?: number;
  /** Default 0. */
  seed?: number;
}

const OPTIONS = object({
  source: oneOf('auto', 'sample', 'full').default('auto'),
  validation: fraction({ min: 0, below: 1 }).default(0.1),
  trainSize: integer({ min: 1 }).optional(),
  testSize: integer({ min: 1 }).optional(),
  seed: integer().default(0),
});

/**
 * Options with their defaults. What a config says beside them, of features or a model, is left alone.
 * @param set the data set's function; begins the sentence.
 * @throws UserError where an option is out of range.
 */
export function checkDataOptions(set: string, options: DataOptions) {
  const { source, validation, trainSize, testSize, seed } = options;
  return checkOptions(set, OPTIONS, { source, validation, trainSize, testSize, seed });
}

export type CheckedDataOptions = ReturnType<typeof checkDataOptions>;
