import { checkCount, checkLabels, checkLengths, checkMatrix } from './checks';

/** Counts by class, rows true, columns predicted: matrix[t][p] examples of class t were taken for class p. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * Counts how examples of each class were classified. Rows true, columns predicted, as in scikit-learn.
 * confusionMatrix([0, 0, 1], [0, 1, 1], 2) is [[1, 1], [0, 1]].
 *
 * @throws RangeError where lengths differ, nothing is given, or a label is out of range.
 */
export function confusionMatrix(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, numClasses: number): number[][] {
  checkCount('numClasses', numClasses, 1);
  checkLengths({ name: 'yTrue', length: yTrue.length }, { name: 'yPred', length: yPred.length });
  checkLabels('yTrue', yTrue, numClasses);
  checkLabels('yPred', yPred, numClasses);
  const matrix = Array.from({ length: numClasses }, () => new Array<number>(numClasses).fill(0));
  for (let i = 0; i < yTrue.length; i++) matrix[yTrue[i]][yPred[i]]++;
  return matrix;
}

export interface ConfusedPair {
  readonly classes: readonly [string, string];
  /** Confusions in both directions together. */
  readonly count: number;
  /** The first class taken for the second. */
  readonly forward: number;
  /** The second class taken for the first. */
  readonly backward: number;
}

/**
 * The pairs of classes that are confused most, both directions together, highest count first (ties: order of classes).
 * Pairs never confused are left out.
 */
export function mostConfusedPairs(
  matrix: ConfusionMatrix,
  classNames: readonly string[],
  { limit = 5 }: { limit?: number } = {},
): ConfusedPair[] {
  checkMatrix(matrix, classNames);
  const pairs = classNames.flatMap((first, i) =>
    classNames.slice(i + 1).map((second, offset): ConfusedPair => {
      const forward = matrix[i][i + 1 + offset];
      const backward = matrix[i + 1 + offset][i];
      return { classes: [first, second], count: forward + backward, forward, backward };
    }),
  );
  return mostFrequent(pairs, limit);
}

export interface FrequentError {
  readonly trueClass: string;
  readonly predictedClass: string;
  readonly count: number;
  /** Share of the examples of the true class, 0 to 1. */
  readonly rate: number;
}

/** The most frequent errors in one direction, "this class taken for that one", highest count first; without zeros. */
export function mostFrequentErrors(
  matrix: ConfusionMatrix,
  classNames: readonly string[],
  { limit = 5 }: { limit?: number } = {},
): FrequentError[] {
  checkMatrix(matrix, classNames);
  const errors = matrix.flatMap((row, t) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, p): FrequentError[] =>
      t === p ? [] : [{ trueClass: classNames[t], predictedClass: classNames[p], count, rate: count / (support || 1) }],
    );
  });
  return mostFrequent(errors, limit);
}

function mostFrequent<T extends { readonly count: number }>(confusions: T[], limit: number): T[] {
  return confusions
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit);
}
