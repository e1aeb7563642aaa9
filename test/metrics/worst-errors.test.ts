import assert from 'node:assert/strict';
import test from 'node:test';
import { worstErrors } from '../../lib/metrics';

const PROBABILITIES = [
  [0.9, 0.1],
  [0.2, 0.8],
  [0.6, 0.4],
  [0.3, 0.7],
].flat();

test('the surest wrong answers first; right answers are none', () => {
  assert.deepEqual(worstErrors([0, 0, 1, 0], PROBABILITIES, { numClasses: 2 }), [
    { example: 1, predicted: 1, confidence: 0.8 },
    { example: 3, predicted: 1, confidence: 0.7 },
    { example: 2, predicted: 0, confidence: 0.6 },
  ]);
  assert.equal(worstErrors([0, 0, 1, 0], PROBABILITIES, { numClasses: 2, limit: 1 }).length, 1);
  assert.deepEqual(worstErrors([0, 1, 0, 1], PROBABILITIES, { numClasses: 2 }), []);
  assert.throws(() => worstErrors([0], PROBABILITIES, { numClasses: 2 }), { name: 'RangeError' });
});
