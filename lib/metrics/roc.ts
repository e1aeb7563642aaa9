import { rankByScore } from './ranking';

export interface RocCurve {
  /** Ascending from 0 to 1; same length as tpr and thresholds. */
  readonly fpr: number[];
  readonly tpr: number[];
  /** An example is positive where its score is at least the threshold; the first is Infinity, where none is. */
  readonly thresholds: number[];
}

export interface RocOptions {
  /** Leaves out points on a straight line between their neighbours, as scikit-learn does; default true. */
  dropIntermediate?: boolean;
}

/**
 * Receiver operating characteristic: false and true positive rate at each threshold.
 *
 * @param yTrueBinary 1 for the class in question, 0 for all others.
 * @param scores higher means more likely 1.
 * @throws RangeError where lengths differ or are 0, a score is NaN, or only one class occurs.
 */
export function rocCurve(
  yTrueBinary: ArrayLike<number>,
  scores: ArrayLike<number>,
  { dropIntermediate = true }: RocOptions = {},
): RocCurve {
  const { thresholds, truePositives, falsePositives } = rankByScore(yTrueBinary, scores);
  const last = thresholds.length - 1;
  const [positives, negatives] = [truePositives[last], falsePositives[last]];
  if (positives === 0 || negatives === 0) {
    throw new RangeError(
      `all ${yTrueBinary.length} examples are ${positives === 0 ? 'negative' : 'positive'}: a ROC curve needs both`,
    );
  }
  const isCorner = (i: number) => {
    if (i === 0 || i === last || !dropIntermediate) return true;
    const bends = (counts: readonly number[]) => counts[i + 1] - counts[i] !== counts[i] - counts[i - 1];
    return bends(truePositives) || bends(falsePositives);
  };
  const kept = thresholds.flatMap((_, i) => (isCorner(i) ? [i] : []));
  return {
    fpr: [0, ...kept.map((i) => falsePositives[i] / negatives)],
    tpr: [0, ...kept.map((i) => truePositives[i] / positives)],
    thresholds: [Infinity, ...kept.map((i) => thresholds[i])],
  };
}

/**
 * Area under the ROC curve: the probability that a positive example scores higher than a negative one, ties half.
 *
 * @param options zeroDivision is the score where only one class occurs; without it that is an error.
 * @throws RangeError as rocCurve does.
 */
export function rocAucScore(
  yTrueBinary: ArrayLike<number>,
  scores: ArrayLike<number>,
  { zeroDivision }: { zeroDivision?: number } = {},
): number {
  if (zeroDivision !== undefined && hasOneClass(yTrueBinary)) return zeroDivision;
  const { fpr, tpr } = rocCurve(yTrueBinary, scores);
  return fpr.slice(1).reduce((area, x, i) => area + ((x - fpr[i]) * (tpr[i + 1] + tpr[i])) / 2, 0);
}

function hasOneClass(labels: ArrayLike<number>): boolean {
  for (let i = 1; i < labels.length; i++) if (labels[i] !== labels[0]) return false;
  return labels.length > 0;
}
