import { type Dataset, type Examples, inParts } from '../dataset';
import type { PartName } from '../part-words';
import { splitCorpus } from '../split-corpus';
import type { CheckedDataOptions } from './data-options';

/** Examples of a set's own training or test part, before any are chosen: their labels, and how rows are copied out. */
export interface Drawable {
  readonly labels: Int32Array;
  select(rows: ArrayLike<number>): Examples;
}

/**
 * Draws train, validation and test of a set that its authors parted in two. Validation comes out of the training part,
 * never of the test part.
 * @throws UserError where fewer training examples are asked for than there are classes.
 */
export function drawParts(
  train: Drawable,
  test: Drawable,
  { validation, trainSize, testSize, seed }: Omit<CheckedDataOptions, 'source'>,
  classNames: readonly string[],
): Pick<Dataset, 'train' | 'validation' | 'test'> & { notes: readonly string[] } {
  const labelled = (labels: Int32Array, part: PartName) => Array.from(labels, (label) => ({ label, part }));
  const examples = [...labelled(train.labels, 'train'), ...labelled(test.labels, 'test')];
  const rows = splitCorpus(examples, { validation, trainSize, testSize, seed }, classNames);
  const parts = inParts({
    train: train.select(rows.train),
    validation: train.select(rows.validation),
    test: test.select(rows.test.map((row) => row - train.labels.length)),
  });
  return { ...parts, notes: rows.notes };
}
