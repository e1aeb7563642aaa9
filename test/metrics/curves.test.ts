import assert from 'node:assert/strict';
import test from 'node:test';
import { averagePrecisionScore, precisionRecallCurve, rocAucScore, rocCurve } from '../../lib/metrics';
import { assertAllClose, assertClose, golden } from './golden';

for (const { name, yTrue, scores, ...expected } of golden.binary) {
  test(`${name}: curves equal to scikit-learn's`, () => {
    for (const [dropIntermediate, curve] of [
      [true, expected.roc],
      [false, expected.rocAll],
    ] as const) {
      const { fpr, tpr, thresholds } = rocCurve(yTrue, scores, { dropIntermediate });
      assertAllClose(fpr, curve.fpr, 'fpr');
      assertAllClose(tpr, curve.tpr, 'tpr');
      assertAllClose(thresholds, curve.thresholds, 'thresholds');
    }
    assertClose(rocAucScore(yTrue, scores), expected.auc, 'AUC');
    const curve = precisionRecallCurve(yTrue, scores);
    assertAllClose(curve.precision, expected.precision, 'precision');
    assertAllClose(curve.recall, expected.recall, 'recall');
    assertAllClose(curve.thresholds, expected.thresholds, 'thresholds');
    assertClose(averagePrecisionScore(yTrue, scores), expected.averagePrecision, 'average precision');
  });
}

test('the area is the share of pairs in the right order, ties half', () => {
  // Positives 0.8 and 0.4 against negatives 0.4 and 0.1: 1 + 1 + 1/2 + 1 of 4 pairs.
  assert.equal(rocAucScore([1, 1, 0, 0], [0.8, 0.4, 0.4, 0.1]), 3.5 / 4);
});

test('one class only: an error, or what the caller says', () => {
  assert.throws(() => rocAucScore([1, 1], [0.2, 0.3]), {
    message: 'all 2 examples are positive: a ROC curve needs both',
  });
  assert.equal(rocAucScore([0, 0], [0.2, 0.3], { zeroDivision: 0.5 }), 0.5);
  assert.equal(rocAucScore([0, 1], [0.2, 0.3], { zeroDivision: 0.5 }), 1);
});

test('bad input is refused in one sentence', () => {
  const cases: [() => unknown, string][] = [
    [() => rocCurve([], []), 'yTrueBinary and scores are empty: a metric needs at least one example'],
    [
      () => rocAucScore([], [], { zeroDivision: 0 }),
      'yTrueBinary and scores are empty: a metric needs at least one example',
    ],
    [() => rocCurve([0, 1], [0.5]), 'yTrueBinary has 2 values, scores has 1: each example needs one of both'],
    [() => rocCurve([0, 2], [0.5, 0.6]), 'yTrueBinary[1] is 2: a label of 2 classes is 0 to 1'],
    [() => rocAucScore([0, 1], [0.5, Number.NaN]), 'scores[1] is NaN: every value must be finite'],
    [
      () => averagePrecisionScore([0, 0], [0.5, 0.6]),
      'all 2 examples are negative: recall needs at least one positive',
    ],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'RangeError', message });
});
