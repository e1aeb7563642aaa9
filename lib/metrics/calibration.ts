import { checkCount, checkLengths, checkRows } from './checks';
import { type Interval, wilsonInterval } from './interval';

export interface CalibrationBin {
  /** Confidences above `low` (the first bin: at least 0) up to and including `high`. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly meanConfidence: number;
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly interval: Interval;
}

export interface Calibration {
  /** By ascending confidence; bins without examples are left out. */
  readonly bins: readonly CalibrationBin[];
  /** Mean over the examples of |accuracy - mean confidence| of their bin (Guo and others, 2017); 0 is perfect. */
  readonly expectedCalibrationError: number;
}

/**
 * Compares how sure a model is with how often it is right, in bins of equal width.
 *
 * @param correct 1 or true where the prediction was right.
 * @param confidences probability of the predicted class, 0 to 1.
 * @param options bins: their number, default 10.
 */
export function calibrationCurve(
  correct: ArrayLike<number | boolean>,
  confidences: ArrayLike<number>,
  { bins = 10 }: { bins?: number } = {},
): Calibration {
  checkCount('bins', bins, 1);
  checkConfidences(correct, confidences);
  const counts = new Array<number>(bins).fill(0);
  const hits = new Array<number>(bins).fill(0);
  const sums = new Array<number>(bins).fill(0);
  for (let i = 0; i < confidences.length; i++) {
    let bin = Math.max(Math.ceil(confidences[i] * bins) - 1, 0);
    // The product rounds: 0.07 * 100 is 7.000000000000001, yet 0.07 belongs below the edge 7 / 100.
    if (bin > 0 && confidences[i] <= bin / bins) bin--;
    counts[bin]++;
    sums[bin] += confidences[i];
    if (correct[i]) hits[bin]++;
  }
  const curve = counts.flatMap((count, bin): CalibrationBin[] => {
    if (count === 0) return [];
    return [
      {
        low: bin / bins,
        high: (bin + 1) / bins,
        count,
        meanConfidence: sums[bin] / count,
        accuracy: hits[bin] / count,
        interval: wilsonInterval(hits[bin], count),
      },
    ];
  });
  const gaps = curve.map(({ count, accuracy, meanConfidence }) => count * Math.abs(accuracy - meanConfidence));
  return { bins: curve, expectedCalibrationError: gaps.reduce((sum, gap) => sum + gap, 0) / confidences.length };
}

export interface ConfidentAccuracy {
  /** Number of examples with at least that confidence, and their share of all. */
  readonly count: number;
  readonly coverage: number;
  /** Share of those that are right, with Wilson's 95 % interval; undefined where there are none. */
  readonly accuracy?: number;
  readonly interval?: Interval;
}

/** How often a model is right where it is at least `threshold` sure: what "reliable above 70 %" really means. */
export function accuracyAbove(
  threshold: number,
  correct: ArrayLike<number | boolean>,
  confidences: ArrayLike<number>,
): ConfidentAccuracy {
  checkConfidences(correct, confidences);
  let count = 0;
  let hits = 0;
  for (let i = 0; i < confidences.length; i++) {
    if (confidences[i] < threshold) continue;
    count++;
    if (correct[i]) hits++;
  }
  const coverage = count / confidences.length;
  return count === 0
    ? { count, coverage }
    : { count, coverage, accuracy: hits / count, interval: wilsonInterval(hits, count) };
}

/**
 * Probability of the predicted class of each example.
 * @param probabilities row-major [examples, numClasses], such as the outputs of an evaluation.
 */
export function topConfidences(probabilities: ArrayLike<number>, numClasses: number): Float64Array {
  const size = Math.floor(probabilities.length / numClasses);
  checkRows('probabilities', probabilities, size, numClasses);
  const confidences = new Float64Array(size);
  for (let i = 0; i < probabilities.length; i++) {
    const example = Math.floor(i / numClasses);
    confidences[example] = Math.max(confidences[example], probabilities[i]);
  }
  return confidences;
}

function checkConfidences(correct: ArrayLike<number | boolean>, confidences: ArrayLike<number>): void {
  checkLengths({ name: 'correct', length: correct.length }, { name: 'confidences', length: confidences.length });
  for (let i = 0; i < confidences.length; i++) {
    if (!(confidences[i] >= 0 && confidences[i] <= 1)) {
      throw new RangeError(`confidences[${i}] is ${confidences[i]}: a confidence is a probability, 0 to 1`);
    }
  }
}
