/**
 * float32 in [-0.5, 0.5): a multiplicative hash of position and stream, the same integers as `numbers` in the
 * Python scripts beside this file. So weights and inputs of reference models need not be stored.
 */
export function goldenNumbers(count: number, stream: number): Float32Array {
  const modulus = 2n ** 32n;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const mixed = (BigInt(i) * 2654435761n + BigInt(stream) * 40503n + 12345n) % modulus;
    values[i] = Number((mixed * 2246822519n + 7n) % modulus) / 2 ** 32 - 0.5;
  }
  return values;
}

/** Largest difference over largest magnitude of the reference. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new RangeError(`${actual.length} values, expected ${expected.length}`);
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i++) {
    // A NaN must not slip through a comparison.
    if (!Number.isFinite(actual[i])) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    magnitude = Math.max(magnitude, Math.abs(expected[i]));
  }
  return difference / magnitude;
}
