import assert from 'node:assert/strict';
import test from 'node:test';
import { logLoss, meanSquaredError } from '../../lib/metrics';
import { assertClose, golden } from './golden';

test('cross-entropy equal to scikit-learn, certain mistakes too', () => {
  for (const { yTrue, probabilities, classes, float32, loss } of golden.logLoss) {
    const actual = logLoss(yTrue, float32 ? Float32Array.from(probabilities) : probabilities, classes);
    // In 32 bits scikit-learn takes the logarithm in 32 bits, we in 64.
    if (float32) assert.ok(Math.abs(actual - loss) < 1e-6 * loss, `${actual} instead of ${loss}`);
    else assertClose(actual, loss, 'log loss');
  }
});

test('chance among n classes loses ln n', () => {
  assertClose(logLoss([0, 3], new Array(8).fill(0.25), 4), Math.log(4), 'ln 4');
});

test('mean squared error equal to scikit-learn', () => {
  const { yTrue, yPred, error } = golden.meanSquaredError;
  assertClose(meanSquaredError(yTrue, yPred), error, 'mean squared error');
  assert.equal(meanSquaredError(Uint8Array.of(0, 2), [1, 5]), 5);
});

test('bad input is refused in one sentence', () => {
  const cases: [() => unknown, string][] = [
    [() => meanSquaredError([1], [1, 2]), 'yTrue has 1 values, yPred has 2: each example needs one of both'],
    [() => meanSquaredError([1], [Number.NaN]), 'yPred[0] is NaN: every value must be finite'],
    [() => logLoss([], [], 2), 'there are no examples: a metric needs at least one'],
    [() => logLoss([2], [0.5, 0.5], 2), 'yTrue[0] is 2: a label of 2 classes is 0 to 1'],
    [
      () => logLoss([0], [2.5, -3.25], 2),
      'the probabilities of example 0 sum to -0.7500, not 1: pass the softmax, not logits',
    ],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'RangeError', message });
});
