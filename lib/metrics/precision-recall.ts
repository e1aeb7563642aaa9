import { rankByScore } from './ranking';

export interface PrecisionRecallCurve {
  /** By ascending threshold; one longer than thresholds: ends in 1, where no example is taken for positive. */
  readonly precision: number[];
  /** By ascending threshold, so from 1 down to 0. */
  readonly recall: number[];
  readonly thresholds: number[];
}

/**
 * Precision and recall at each threshold, as scikit-learn orders them.
 *
 * @param yTrueBinary 1 for the class in question, 0 for all others.
 * @param scores higher means more likely 1.
 * @throws RangeError where lengths differ or are 0, a score is NaN, or there is no positive example.
 */
export function precisionRecallCurve(yTrueBinary: ArrayLike<number>, scores: ArrayLike<number>): PrecisionRecallCurve {
  const { thresholds, truePositives, falsePositives } = rankByScore(yTrueBinary, scores);
  const positives = truePositives[truePositives.length - 1];
  if (positives === 0) {
    throw new RangeError(`all ${yTrueBinary.length} examples are negative: recall needs at least one positive`);
  }
  const precision = truePositives.map((count, i) => count / (count + falsePositives[i]));
  const recall = truePositives.map((count) => count / positives);
  return {
    precision: [...precision.reverse(), 1],
    recall: [...recall.reverse(), 0],
    thresholds: [...thresholds].reverse(),
  };
}

/** Mean of the precisions, each weighted by the recall it adds: the curve's area as steps, without interpolation. */
export function averagePrecisionScore(yTrueBinary: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { precision, recall } = precisionRecallCurve(yTrueBinary, scores);
  return recall.slice(0, -1).reduce((sum, value, i) => sum + (value - recall[i + 1]) * precision[i], 0);
}
