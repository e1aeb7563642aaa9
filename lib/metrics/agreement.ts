import { countClasses } from './checks';
import { type ConfusionMatrix, confusionMatrix } from './confusion';

export interface KappaOptions {
  /** What a confusion of classes i and j weighs: 1 (default), |i - j| or (i - j)^2, for classes that have an order. */
  weights?: 'linear' | 'quadratic';
  /** The score where both sides know one class only, and chance explains everything; without it that is an error. */
  zeroDivision?: number;
}

/**
 * Agreement beyond chance (Cohen, 1960): 1 perfect, 0 what chance gives.
 * @throws RangeError where lengths differ or are 0, or all labels of both sides are one class.
 */
export function cohenKappaScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { weights, zeroDivision }: KappaOptions = {},
): number {
  const matrix = confusionMatrix(yTrue, yPred, countClasses(yTrue, yPred));
  const { rows, columns, size } = marginals(matrix);
  const weigh = (i: number, j: number) => {
    if (weights === undefined) return i === j ? 0 : 1;
    return weights === 'linear' ? Math.abs(i - j) : (i - j) ** 2;
  };
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j < matrix.length; j++) {
      observed += weigh(i, j) * matrix[i][j];
      expected += (weigh(i, j) * rows[i] * columns[j]) / size;
    }
  }
  if (expected > 0) return 1 - observed / expected;
  if (zeroDivision !== undefined) return zeroDivision;
  throw new RangeError('kappa is undefined: yTrue and yPred hold one and the same class only; give zeroDivision');
}

/**
 * Correlation of true and predicted classes (Matthews, 1975; several classes: Gorodkin, 2004), -1 to 1;
 * 0 where one side is constant.
 * @throws RangeError where lengths differ or are 0.
 */
export function matthewsCorrcoef(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  const matrix = confusionMatrix(yTrue, yPred, countClasses(yTrue, yPred));
  const { rows, columns, size } = marginals(matrix);
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const correct = matrix.reduce((sum, row, c) => sum + row[c], 0);
  const covariance = correct * size - dot(rows, columns);
  const variances = (size ** 2 - dot(rows, rows)) * (size ** 2 - dot(columns, columns));
  return variances === 0 ? 0 : covariance / Math.sqrt(variances);
}

function marginals(matrix: ConfusionMatrix): { rows: number[]; columns: number[]; size: number } {
  const rows = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = matrix.map((_, c) => matrix.reduce((sum, row) => sum + row[c], 0));
  return { rows, columns, size: rows.reduce((sum, count) => sum + count, 0) };
}
