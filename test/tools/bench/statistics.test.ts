import assert from 'node:assert/strict';
import test from 'node:test';
import { fastest, median, pairedRatios, spread } from '../../../tools/bench/statistics';

test('the median of an odd and of an even number of values, in any order', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.throws(() => median([]), /no values/);
});

test('a spread keeps the lowest and the highest', () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, min: 1, max: 3 });
});

test('ratios pair the measurements of one repetition: a slow minute slows both and cancels out', () => {
  assert.deepEqual(pairedRatios([100, 50, 100], [80, 40, 80]), [1.25, 1.25, 1.25]);
  assert.throws(() => pairedRatios([1, 2], [1]), /2 measurements against 1/);
});

test('the fastest is the one with the highest median, not with the highest value', () => {
  assert.equal(fastest({ steady: [10, 10, 10], lucky: [9, 9, 30] }), 'steady');
  assert.equal(fastest({}), undefined);
});
