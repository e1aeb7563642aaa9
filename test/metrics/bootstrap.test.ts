import assert from 'node:assert/strict';
import test from 'node:test';
import { bootstrapInterval, wilsonInterval } from '../../lib/metrics';

const shareOf = (correct: readonly number[]) => (indices: Int32Array) =>
  indices.reduce((sum, i) => sum + correct[i], 0) / indices.length;

test('of a proportion it is about what the binomial distribution gives', () => {
  const correct = Array.from({ length: 400 }, (_, i) => Number(i % 10 < 7));
  const bootstrapped = bootstrapInterval(400, shareOf(correct), { seed: 1, resamples: 4000 });
  const wilson = wilsonInterval(280, 400);
  // The two methods differ by less than a fifth of the interval's half width, 0.045.
  assert.ok(Math.abs(bootstrapped.low - wilson.low) < 0.009, `${bootstrapped.low} ${wilson.low}`);
  assert.ok(Math.abs(bootstrapped.high - wilson.high) < 0.009, `${bootstrapped.high} ${wilson.high}`);
  const wider = bootstrapInterval(400, shareOf(correct), { seed: 1, resamples: 4000, confidence: 0.99 });
  assert.ok(wider.low < bootstrapped.low && wider.high > bootstrapped.high);
});

test('the seed decides; resamples have the same size, with repetitions, from all examples', () => {
  const seen = new Set<number>();
  let repeated = 0;
  const metric = (indices: Int32Array) => {
    assert.equal(indices.length, 10);
    if (new Set(indices).size < 10) repeated++;
    for (const index of indices) seen.add(index);
    return indices[0];
  };
  const first = bootstrapInterval(10, metric, { seed: 5 });
  assert.deepEqual(bootstrapInterval(10, metric, { seed: 5 }), first);
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  // All ten different: 10! / 10^10, once in 2,755 resamples.
  assert.ok(repeated > 1990, `${repeated}`);
});

test('a constant has no width; the quantiles lie between the values, as NumPy takes them', () => {
  assert.deepEqual(
    bootstrapInterval(3, () => 0.5, { seed: 1 }),
    { low: 0.5, high: 0.5 },
  );
  let next = 0;
  // Of 0, 1, 2, 3: numpy.quantile([0, 1, 2, 3], [0.25, 0.75]) is [0.75, 2.25].
  assert.deepEqual(
    bootstrapInterval(3, () => next++, { seed: 1, resamples: 4, confidence: 0.5 }),
    {
      low: 0.75,
      high: 2.25,
    },
  );
});

test('undefined values do not count, unless most are', () => {
  let call = 0;
  const { low, high } = bootstrapInterval(2, () => (call++ % 3 === 0 ? Number.NaN : 1), { seed: 1, resamples: 30 });
  assert.deepEqual([low, high], [1, 1]);
  for (const [run, message] of [
    [
      () => bootstrapInterval(2, () => Number.NaN, { seed: 1, resamples: 10 }),
      'the metric is undefined on 10 of 10 resamples',
    ],
    [() => bootstrapInterval(0, () => 1, { seed: 1 }), 'size is 0: it must be a whole number of at least 1'],
    [
      () => bootstrapInterval(2, () => 1, { seed: 1, confidence: 0 }),
      'confidence is 0: it must lie between 0 and 1, such as 0.95',
    ],
  ] as const) {
    assert.throws(run, { name: 'RangeError', message });
  }
});
