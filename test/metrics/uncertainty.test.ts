import assert from 'node:assert/strict';
import test from 'node:test';
import {
  accuracyAbove,
  calibrationCurve,
  mcnemarTest,
  normalQuantile,
  topConfidences,
  wilsonInterval,
} from '../../lib/metrics';
import { assertAllClose, assertClose, golden } from './golden';

test("Wilson's interval equal to statsmodels'", () => {
  for (const [successes, n, confidence, low, high] of golden.wilson) {
    const interval = wilsonInterval(successes, n, { confidence });
    assertClose(interval.low, low, `${successes} of ${n}, low`);
    assertClose(interval.high, high, `${successes} of ${n}, high`);
  }
  assert.deepEqual(wilsonInterval(8, 10), wilsonInterval(8, 10, { confidence: 0.95 }));
});

test("the normal quantile equal to SciPy's", () => {
  for (const [p, z] of golden.quantile) assertClose(normalQuantile(p), z, `quantile of ${p}`);
});

test("McNemar's exact test equal to statsmodels'", () => {
  for (const [b, c, pValue] of golden.mcnemar) {
    const first = [...Array(b).fill(true), ...Array(c).fill(false), true, false];
    const second = [...Array(b).fill(false), ...Array(c).fill(true), true, false];
    const result = mcnemarTest(first, second);
    assert.deepEqual([result.onlyFirst, result.onlySecond], [b, c]);
    assertClose(result.pValue, pValue, `${b} against ${c}`);
  }
  // On paper: at most 1 head in 7 throws, both sides: 2 (1 + 7) / 128.
  assertClose(mcnemarTest([1, 1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0, 1]).pValue, 0.125, 'by hand');
});

for (const { name, correct, confidences, bins, ...expected } of golden.calibration) {
  test(`calibration, ${name}: equal to scikit-learn's curve`, () => {
    const curve = calibrationCurve(correct, confidences, { bins });
    assertAllClose(
      curve.bins.map(({ count }) => count),
      expected.counts,
      'counts',
    );
    assertAllClose(
      curve.bins.map(({ accuracy }) => accuracy),
      expected.accuracy,
      'accuracy',
    );
    assertAllClose(
      curve.bins.map(({ meanConfidence }) => meanConfidence),
      expected.confidence,
      'confidence',
    );
    assertClose(curve.expectedCalibrationError, expected.expectedCalibrationError, 'expected calibration error');
    for (const { low, high, meanConfidence } of curve.bins) {
      assert.ok(meanConfidence >= low && meanConfidence <= high + 1e-12, `${meanConfidence} in ${low} to ${high}`);
    }
  });
}

test('every hundredth belongs to the bin that it closes', () => {
  for (let hundredth = 1; hundredth <= 100; hundredth++) {
    const [bin] = calibrationCurve([1], [hundredth / 100], { bins: 100 }).bins;
    assert.equal(bin.high, hundredth / 100);
  }
});

test('accuracy where the model is sure, by hand', () => {
  assert.deepEqual(accuracyAbove(0.7, [1, 0, 1, 0], [0.9, 0.7, 0.71, 0.69]), {
    count: 3,
    coverage: 0.75,
    accuracy: 2 / 3,
    interval: wilsonInterval(2, 3),
  });
  assert.deepEqual(accuracyAbove(0.7, [1], [0.5]), { count: 0, coverage: 0 });
  assert.deepEqual([...topConfidences([0.25, 0.75, 0.5, 0.5], 2)], [0.75, 0.5]);
});

test('bad input is refused in one sentence', () => {
  const cases: [() => unknown, string][] = [
    [() => wilsonInterval(11, 10), 'successes is 11: it cannot exceed n, which is 10'],
    [() => wilsonInterval(0, 0), 'n is 0: it must be a whole number of at least 1'],
    [() => wilsonInterval(0.5, 1), 'successes is 0.5: it must be a whole number of at least 0'],
    [() => wilsonInterval(1, 2, { confidence: 95 }), 'confidence is 95: it must lie between 0 and 1, such as 0.95'],
    [() => mcnemarTest([true], []), 'firstCorrect has 1 values, secondCorrect has 0: each example needs one of both'],
    [() => calibrationCurve([1], [1.2]), 'confidences[0] is 1.2: a confidence is a probability, 0 to 1'],
    [() => calibrationCurve([1], [Number.NaN]), 'confidences[0] is NaN: a confidence is a probability, 0 to 1'],
    [() => calibrationCurve([], []), 'correct and confidences are empty: a metric needs at least one example'],
    [() => topConfidences([0.5, 0.5, 1], 2), 'probabilities has 3 values: 1 examples of 2 classes need 2'],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'RangeError', message });
});
