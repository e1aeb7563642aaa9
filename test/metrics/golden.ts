import assert from 'node:assert/strict';
import golden from '../golden/metrics.json';

export { golden };

/**
 * Both sides compute in 64 bits and differ by the order of their sums only: some units in the last place, times the
 * few hundred terms of the longest sum here.
 */
const TOLERANCE = 1e-12;

export function assertClose(actual: number, expected: number, what: string): void {
  const difference = Math.abs(actual - expected);
  // Equal infinities differ by NaN, and a NaN must fail.
  assert.ok(
    actual === expected || difference <= TOLERANCE * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} instead of ${expected}`,
  );
}

export function assertAllClose(actual: readonly number[], expected: readonly (number | string)[], what: string): void {
  assert.equal(actual.length, expected.length, `${what}: number of values`);
  actual.forEach((value, i) => {
    assertClose(value, Number(expected[i]), `${what}[${i}]`);
  });
}
