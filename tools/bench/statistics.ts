/** The few statistics of a benchmark: a middle, and how far the single measurements lie from each other. */

/** A value with the lowest and the highest of the measurements it stands for. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The mean of the two middle values where their number is even. @throws RangeError without values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median: there are no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Ours over theirs, measurement by measurement: the two of one repetition were taken one after the other, so a
 * machine that slows down for a minute slows down both.
 * @throws RangeError where the two were not measured equally often.
 */
export function pairedRatios(ours: readonly number[], theirs: readonly number[]): number[] {
  if (ours.length !== theirs.length) {
    throw new RangeError(`pairedRatios: ${ours.length} measurements against ${theirs.length}; they come in pairs`);
  }
  return ours.map((value, i) => value / theirs[i]);
}

/** The name with the highest median, undefined without names. */
export function fastest(rates: Readonly<Record<string, readonly number[]>>): string | undefined {
  const names = Object.keys(rates);
  return names.sort((a, b) => median(rates[b]) - median(rates[a]))[0];
}
