import assert from 'node:assert/strict';
import test from 'node:test';
import {
  counted,
  duration,
  inPercents,
  number,
  percent,
  points,
  probability,
  typography,
} from '../../lib/locale/numbers';

test('numbers: three digits, decimal comma, whole counts, powers of ten below 0.0001', () => {
  const written: [number, string][] = [
    [0, '0'],
    [0.0241239, '0,0241'],
    [99.96, '100'],
    [686506, '686\u202f506'],
    [1234.5, '1\u202f235'],
    [-0.5, '−0,5'],
    [-140, '−140'],
    [-4.322e-10, '−4,3 × 10⁻¹⁰'],
    [4.322e-10, '4,3 × 10⁻¹⁰'],
    [0.0001, '0,0001'],
    [0.00009, '9,0 × 10⁻⁵'],
    [Number.NaN, '—'],
    [Number.POSITIVE_INFINITY, '—'],
  ];
  for (const [value, text] of written) assert.equal(number(value), text);
});

test('percentages have a narrow no-break space; differences of percentages are points', () => {
  assert.equal(percent(0.8579), '85,8\u202f%');
  assert.equal(percent(0.8579, 2), '85,79\u202f%');
  assert.equal(percent(0.9, 0), '90\u202f%');
  assert.equal(percent(-0.034), '−3,4\u202f%');
  assert.equal(percent(Number.NaN), '—');
  assert.equal(points(0.0019), '0,2\u00a0point');
  assert.equal(points(-0.12), '−12\u00a0points');
  // The product alone is 28.999999999999996.
  assert.equal(inPercents(0.29), 29);
});

test('a probability that is not quite 0 or 1 is not written as if it were', () => {
  const written: [number, string][] = [
    [1, '100,0\u202f%'],
    [0.99996, '> 99,9\u202f%'],
    [0.9994, '99,9\u202f%'],
    [0.0006, '0,1\u202f%'],
    [0.00004, '< 0,1\u202f%'],
    [0, '0,0\u202f%'],
  ];
  for (const [share, text] of written) assert.equal(probability(share), text);
});

test('French counts in the plural from two on', () => {
  assert.equal(counted(0, 'image'), '0\u00a0image');
  assert.equal(counted(1.5, 'point'), '1,5\u00a0point');
  assert.equal(counted(2, 'image'), '2\u00a0images');
});

test('durations in two units at most, without empty ones', () => {
  const written: [number, string][] = [
    [0.0521, '0,0521\u00a0s'],
    [9.99, '9,99\u00a0s'],
    [59.4, '59\u00a0s'],
    [59.6, '1\u00a0min'],
    [125, '2\u00a0min\u00a005\u00a0s'],
    [3599.7, '1\u00a0h'],
    [7200, '2\u00a0h'],
    [4830, '1\u00a0h\u00a020\u00a0min'],
  ];
  for (const [seconds, text] of written) assert.equal(duration(seconds), text);
});

test('typography: spaces before marks do not break, apostrophes are curved, code signs stay', () => {
  assert.equal(typography("l'image : « oui » ; 5 % ?"), 'l’image\u00a0: «\u00a0oui\u00a0»\u202f; 5\u202f%\u202f?');
  assert.equal(typography('32 × 32 × 3'), '32\u00a0×\u00a032\u00a0×\u00a03');
  for (const text of ["f('x')", '10:30', 'a; b', typography('déjà : fait')]) assert.equal(typography(text), text);
});
