import { type Interval, normalQuantile } from './interval';
import { rankByScore } from './ranking';

export interface AucInterval extends Interval {
  readonly auc: number;
  readonly standardError: number;
}

/**
 * Area under the ROC curve with its confidence interval (DeLong, DeLong and Clarke-Pearson, 1988): the area is a mean
 * over pairs of a positive and a negative example, and what each example contributes to it shows how much it would vary
 * in another sample. The interval ends at 0 and 1; of an area of exactly 1 it has no width, however few examples.
 *
 * @param yTrueBinary 1 for the class in question, 0 for all others.
 * @param scores higher means more likely 1.
 * @throws RangeError unless there are two examples of either kind at least, and 0 < confidence < 1.
 */
export function rocAucInterval(
  yTrueBinary: ArrayLike<number>,
  scores: ArrayLike<number>,
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): AucInterval {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence is ${confidence}: it must lie between 0 and 1, such as 0.95`);
  }
  const { thresholds, truePositives, falsePositives } = rankByScore(yTrueBinary, scores);
  const last = thresholds.length - 1;
  const [positives, negatives] = [truePositives[last], falsePositives[last]];
  if (positives < 2 || negatives < 2) {
    throw new RangeError(
      `${positives} positive and ${negatives} negative examples: the interval of an AUC needs two of each`,
    );
  }
  // Of each group of equal scores: how many there are, and the share of the other kind that they are ordered rightly to.
  const groups = thresholds.map((_, i) => {
    const [above, below] = [truePositives[i - 1] ?? 0, negatives - falsePositives[i]];
    const [ownPositives, ownNegatives] = [truePositives[i] - above, falsePositives[i] - (falsePositives[i - 1] ?? 0)];
    return {
      positive: { count: ownPositives, value: (below + ownNegatives / 2) / negatives },
      negative: { count: ownNegatives, value: (above + ownPositives / 2) / positives },
    };
  });
  const ofPositives = moments(groups.map(({ positive }) => positive));
  const ofNegatives = moments(groups.map(({ negative }) => negative));
  const auc = ofPositives.mean;
  const standardError = Math.sqrt(ofPositives.variance / positives + ofNegatives.variance / negatives);
  const half = normalQuantile(0.5 + confidence / 2) * standardError;
  return { auc, standardError, low: Math.max(0, auc - half), high: Math.min(1, auc + half) };
}

/** Mean and unbiased variance of values that occur `count` times each. */
function moments(values: readonly { readonly count: number; readonly value: number }[]) {
  const size = values.reduce((sum, { count }) => sum + count, 0);
  const mean = values.reduce((sum, { count, value }) => sum + count * value, 0) / size;
  const variance = values.reduce((sum, { count, value }) => sum + count * (value - mean) ** 2, 0) / (size - 1);
  return { mean, variance };
}
