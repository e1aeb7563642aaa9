import { checkFinite, checkLabels, checkLengths } from './checks';

/** Counts of positives and negatives at or above each distinct score, highest score first. */
export interface RankedCounts {
  readonly thresholds: readonly number[];
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
}

/**
 * Sorts examples by score; those of equal score enter together, so that their order does not matter.
 * @throws RangeError where lengths differ or are 0, a label is not 0 or 1, or a score is NaN or infinite.
 */
export function rankByScore(yTrueBinary: ArrayLike<number>, scores: ArrayLike<number>): RankedCounts {
  checkLengths({ name: 'yTrueBinary', length: yTrueBinary.length }, { name: 'scores', length: scores.length });
  checkLabels('yTrueBinary', yTrueBinary, 2);
  checkFinite('scores', scores);
  const order = Float64Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let positives = 0;
  order.forEach((example, rank) => {
    positives += yTrueBinary[example];
    const last = rank + 1 === order.length || scores[order[rank + 1]] !== scores[example];
    if (!last) return;
    thresholds.push(scores[example]);
    truePositives.push(positives);
    falsePositives.push(rank + 1 - positives);
  });
  return { thresholds, truePositives, falsePositives };
}
