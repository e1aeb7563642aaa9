import { UserError } from '../../errors';
import type { Dataset, Examples, Provenance } from '../dataset';
import { stratifiedSplit } from '../split';
import { fullFolder, isStored, readStored, type StoredFile, sampleFolder } from '../storage/stored-set';

/** How much of a data set is read, and how it is split. All choices are stratified and follow from the seed. */
export interface DataOptions {
  /** 'auto' (default): the full set where it is stored whole, else the embedded sample; provenance says which. */
  source?: 'auto' | 'sample' | 'full';
  /** Fraction of the training examples set aside for validation, 0 to below 1; default 0.1. */
  validation?: number;
  /** At most so many training examples, validation included; default all. */
  trainSize?: number;
  /** At most so many test examples; default all. */
  testSize?: number;
  /** Default 0. */
  seed?: number;
}

/** A part of a data set before it is chosen from: its labels, and how rows are copied out of it. */
export interface Part {
  readonly labels: Int32Array;
  select(indices: ArrayLike<number>): Examples;
}

/**
 * Finds the files of a data set: the full one, or the sample.
 * @throws UserError where the one asked for is missing or damaged.
 */
export function openSource(
  name: string,
  source: DataOptions['source'] = 'auto',
): { files: StoredFile[]; provenance: Provenance } {
  const full = fullFolder(name);
  const sample = sampleFolder(name);
  const fetchFull = `run npm run data -- ${name}`;
  const restoreSample = `restore it by git checkout -- ${sample}`;
  switch (source) {
    case 'sample':
      return readStored(sample, restoreSample);
    case 'full':
      if (!isStored(full)) throw new UserError(`${full}: the full data set is not there; ${fetchFull}.`);
      return readStored(full, fetchFull);
    case 'auto':
      break;
    default:
      throw new UserError(`data source: expected auto, sample or full, not ${JSON.stringify(source)}.`);
  }
  if (!isStored(full)) return readStored(sample, restoreSample);
  try {
    return readStored(full, fetchFull);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { files, provenance } = readStored(sample, restoreSample);
    const note = [provenance.note, `the full set was left aside: ${error.message}`].filter(Boolean).join('; ');
    return { files, provenance: { ...provenance, note } };
  }
}

/** Which examples of the training and of the test part go where; ascending. */
export interface PartIndices {
  /** Of the training part. */
  readonly train: Int32Array;
  /** Of the training part as well. */
  readonly validation: Int32Array;
  /** Of the test part. */
  readonly test: Int32Array;
}

/**
 * Draws train, validation and test by the options. Validation comes out of the training part, never of the test part.
 * @throws UserError where an option is out of range.
 */
export function splitParts(
  train: Part,
  test: Part,
  options: DataOptions,
): Pick<Dataset, 'train' | 'validation' | 'test'> {
  const indices = splitIndices(train.labels, test.labels, options);
  return {
    train: train.select(indices.train),
    validation: train.select(indices.validation),
    test: test.select(indices.test),
  };
}

/** The choice that `splitParts` makes, where more than inputs and labels is to follow it. */
export function splitIndices(
  trainLabels: Int32Array,
  testLabels: Int32Array,
  { validation = 0.1, trainSize, testSize, seed = 0 }: DataOptions,
): PartIndices {
  if (!(validation >= 0 && validation < 1)) {
    throw new UserError(`validation: expected a fraction from 0 to below 1, not ${validation}.`);
  }
  if (!Number.isSafeInteger(seed)) throw new UserError(`seed: expected an integer, not ${seed}.`);
  const drawn = draw(trainLabels, 'trainSize', trainSize, seed);
  const labels = drawn.map((index) => trainLabels[index]);
  const { chosen, rest } = stratifiedSplit(labels, { count: Math.round(labels.length * validation), seed });
  return {
    train: rest.map((i) => drawn[i]),
    validation: chosen.map((i) => drawn[i]),
    test: draw(testLabels, 'testSize', testSize, seed),
  };
}

/** A stratified subsample, ascending; everything where no size is given or fewer examples are there. */
function draw(labels: Int32Array, option: string, size: number | undefined, seed: number): Int32Array {
  if (size === undefined) return labels.map((_, index) => index);
  if (!Number.isInteger(size) || size < 1) {
    throw new UserError(`${option}: expected a whole number of examples, at least 1, not ${size}.`);
  }
  return stratifiedSplit(labels, { count: Math.min(size, labels.length), seed }).chosen;
}
