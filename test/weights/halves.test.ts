import assert from 'node:assert/strict';
import test from 'node:test';
import { encodeHalves } from '../../lib/weights/halves';
import { numberFormats } from '../../lib/weights/number-formats';

const decoded = (halves: Uint16Array) => numberFormats.F16.decode(halves.slice().buffer as ArrayBuffer);

test('each of the 65,536 halves comes back as it was', () => {
  const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter(
    (bits) => !Number.isNaN(decoded(Uint16Array.of(bits))[0]),
  );
  assert.deepEqual(encodeHalves(decoded(all) as Float32Array), all);
});

test('what lies between two halves goes to the nearer one, halfway to the even one', () => {
  // Halves around 1 are 2^-10 apart, the smallest ones 2^-24.
  const cases: [number, number][] = [
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
    [2 - 2 ** -12, 2],
    [2 ** -25, 0],
    [3 * 2 ** -25, 2 ** -23],
    [2 ** -25 + 2 ** -40, 2 ** -24],
    [2 ** -14 - 2 ** -26, 2 ** -14],
    [65_519, 65_504],
    [65_520, Number.POSITIVE_INFINITY],
    [-1e10, Number.NEGATIVE_INFINITY],
  ];
  const values = Float32Array.from(cases, ([value]) => value);
  assert.deepEqual(
    [...decoded(encodeHalves(values))],
    cases.map(([, half]) => half),
  );
  assert.ok(Number.isNaN(decoded(encodeHalves(Float32Array.of(Number.NaN)))[0]));
});

test('a view into a longer buffer is encoded alone', () => {
  assert.equal(encodeHalves(new Float32Array([1, 2, 3, 4]).subarray(1, 3)).length, 2);
});
