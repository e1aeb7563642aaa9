import { createRandom } from '../random';
import { checkCount } from './checks';
import type { Interval } from './interval';

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 1,000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * Confidence interval of any metric by resampling the examples (Efron, 1979; percentile method): the metric is
 * computed on samples of as many examples, drawn with repetition, and the middle 95 % of its values are the interval.
 * The same seed gives the same interval.
 *
 * @param size number of examples.
 * @param metric computes the metric on the examples at `indices`; NaN where it is undefined there: such a resample does
 * not count.
 * @throws RangeError where the metric is undefined on more than half of the resamples.
 */
export function bootstrapInterval(
  size: number,
  metric: (indices: Int32Array) => number,
  { seed, resamples = 1000, confidence = 0.95 }: BootstrapOptions,
): Interval {
  checkCount('size', size, 1);
  checkCount('resamples', resamples, 2);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence is ${confidence}: it must lie between 0 and 1, such as 0.95`);
  }
  const random = createRandom(seed);
  const indices = new Int32Array(size);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < size; j++) indices[j] = random.integer(size);
    const value = metric(indices);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (2 * values.length < resamples) {
    throw new RangeError(`the metric is undefined on ${resamples - values.length} of ${resamples} resamples`);
  }
  values.sort((a, b) => a - b);
  return { low: quantile(values, (1 - confidence) / 2), high: quantile(values, (1 + confidence) / 2) };
}

/** Linear between the two values nearest in rank, as NumPy's default. @param sorted ascending. */
function quantile(sorted: readonly number[], fraction: number): number {
  const at = fraction * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
