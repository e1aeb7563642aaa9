import assert from 'node:assert/strict';
import test from 'node:test';
import { latency } from '../../lib/deploy';
import { quantile } from '../../lib/deploy/latency';

test('quantiles lie between the values, linearly', () => {
  assert.equal(quantile([1, 2, 4, 8], 0.5), 3);
  assert.equal(quantile([1, 2, 4, 8], 0.25), 1.75);
  assert.equal(quantile([1, 2, 4, 8], 1), 8);
  assert.equal(quantile([7], 0.75), 7);
});

test('an answer is timed in milliseconds, after a warm-up that does not count', async () => {
  let calls = 0;
  // The first two answers are slow: they would show in the upper quartile of four.
  const answer = () => new Promise((resolve) => setTimeout(resolve, calls++ < 2 ? 200 : 10));
  const { low, median, high } = await latency(answer, { warmUp: 2, repeats: 4 });
  assert.equal(calls, 6);
  // A timer may fire a millisecond early, and late on a busy machine, but not by the slow answers' 190 ms.
  assert.ok(low >= 8 && low <= median && median <= high && high < 150, `${low} ${median} ${high}`);
  await assert.rejects(latency(answer, { repeats: 0 }), /latency: repeats is 0; expected a whole number, at least 1/);
});
