import { checkOptions, integer, object } from '../options';

/** Milliseconds that one answer takes: the median, and the quartiles between which half of all answers lie. */
export interface Latency {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface LatencyOptions {
  /** Answers before the clock counts: the first compile what later ones reuse. */
  readonly warmUp?: number;
  readonly repeats?: number;
}

const OPTIONS = object({
  warmUp: integer({ min: 0, max: 1_000_000 }).default(10),
  repeats: integer({ min: 1, max: 1_000_000 }).default(50),
});

/**
 * Times one answer of a model, again and again: `latency(() => predict(model, pixels))`.
 * @throws UserError where an option is out of range.
 */
export async function latency(answer: () => unknown, options: LatencyOptions = {}): Promise<Latency> {
  const { warmUp, repeats } = checkOptions('latency', OPTIONS, options);
  for (let i = 0; i < warmUp; i++) await answer();
  const times = new Float64Array(repeats);
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await answer();
    times[i] = performance.now() - start;
  }
  times.sort();
  return { low: quantile(times, 0.25), median: quantile(times, 0.5), high: quantile(times, 0.75) };
}

/** Of ascending values, linear between two of them. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
}
