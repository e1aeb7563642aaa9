import assert from 'node:assert/strict';
import test from 'node:test';
import {
  accuracyScore,
  balancedAccuracyScore,
  classificationReport,
  cohenKappaScore,
  confusionMatrix,
  matthewsCorrcoef,
  mostConfusedPairs,
  mostFrequentErrors,
  reportFromMatrix,
  topKAccuracyScore,
} from '../../lib/metrics';
import { assertAllClose, assertClose, golden } from './golden';

const names = (classes: number) => Array.from({ length: classes }, (_, c) => `class ${c}`);

for (const { name, yTrue, yPred, classes, ...expected } of golden.labels) {
  test(`${name}: equal to scikit-learn`, () => {
    const matrix = confusionMatrix(yTrue, yPred, classes);
    assert.deepEqual(matrix, expected.matrix);
    assert.deepEqual(confusionMatrix(Int32Array.from(yTrue), Uint8Array.from(yPred), classes), matrix);
    assertClose(accuracyScore(yTrue, yPred), expected.accuracy, 'accuracy');
    assertClose(balancedAccuracyScore(yTrue, yPred), expected.balancedAccuracy, 'balanced accuracy');
    assertClose(matthewsCorrcoef(yTrue, yPred), expected.matthews, 'Matthews');
    for (const [weights, kappa] of [
      [undefined, expected.kappa],
      ['linear', expected.kappaLinear],
      ['quadratic', expected.kappaQuadratic],
    ] as const) {
      if (kappa !== null) assertClose(cohenKappaScore(yTrue, yPred, { weights }), kappa, `kappa ${weights}`);
      else assert.throws(() => cohenKappaScore(yTrue, yPred, { weights }), /kappa is undefined/);
    }
    for (const { zeroDivision, macro, weighted, ...perClass } of expected.reports) {
      const options = { zeroDivision: zeroDivision as 0 | 1 };
      const report = classificationReport(yTrue, yPred, names(classes), options);
      assert.deepEqual(reportFromMatrix(matrix, names(classes), options), report);
      for (const metric of ['precision', 'recall', 'f1', 'support'] as const) {
        assertAllClose(
          report.classes.map((scores) => scores[metric]),
          perClass[metric],
          `${metric}, zeroDivision ${zeroDivision}`,
        );
      }
      const { macroAverage, weightedAverage } = report;
      assertAllClose([macroAverage.precision, macroAverage.recall, macroAverage.f1], macro, 'macro average');
      assertAllClose([weightedAverage.precision, weightedAverage.recall, weightedAverage.f1], weighted, 'weighted');
      assert.equal(weightedAverage.support, yTrue.length);
      assertClose(report.accuracy, expected.accuracy, 'accuracy of the report');
    }
  });
}

// The published figures of the brain-tumour models, whose confusion matrices are among the vectors above.
test('the matrices of a published benchmark give its table', () => {
  const published = [
    { name: 'Model 1', precision: 0.72462, f1: 0.623519, recall: 0.670051, accuracy: 0.6701 },
    { name: 'Model 2', precision: 0.712068, f1: 0.623227, recall: 0.664975, accuracy: 0.664975 },
    { name: 'Model 3', precision: 0.064418, f1: 0.102756, recall: 0.253807, accuracy: 0.2538 },
  ];
  for (const { name, precision, f1, recall, accuracy } of published) {
    const { matrix } = golden.labels.find((vector) => vector.name === name)!;
    const report = reportFromMatrix(matrix, names(4));
    const { weightedAverage } = report;
    // Half a unit of the last digit that was published.
    assert.ok(Math.abs(weightedAverage.precision - precision) < 5e-6, `${name}: ${weightedAverage.precision}`);
    assert.ok(Math.abs(weightedAverage.f1 - f1) < 1e-6, `${name}: ${weightedAverage.f1}`);
    assert.ok(Math.abs(weightedAverage.recall - recall) < 1e-6, `${name}: ${weightedAverage.recall}`);
    assert.ok(Math.abs(report.accuracy - accuracy) < 5e-5, `${name}: ${report.accuracy}`);
  }
});

test('what is undefined is said once a metric', () => {
  const report = classificationReport([0, 0, 1], [0, 0, 0], ['chat', 'chien', 'cerf', 'cheval']);
  assert.deepEqual(
    report.warnings.map(({ metric, classNames }) => [metric, classNames]),
    [
      ['precision', ['chien', 'cerf', 'cheval']],
      ['recall', ['cerf', 'cheval']],
      ['f1', ['cerf', 'cheval']],
    ],
  );
  assert.equal(
    report.warnings[0].message,
    'The precision of chien, cerf, cheval is undefined (never predicted) and given as 0.',
  );
  assert.deepEqual(classificationReport([0, 1], [1, 1], ['a', 'b']).warnings.length, 1);
  assert.deepEqual(classificationReport([0, 1], [1, 0], ['a', 'b']).warnings, []);
});

test('kappa of one class only is an argument', () => {
  assert.equal(cohenKappaScore([1, 1], [1, 1], { zeroDivision: 0 }), 0);
});

test('confused pairs, by hand', () => {
  const matrix = [
    [5, 2, 0, 1],
    [3, 4, 1, 0],
    [0, 0, 9, 0],
    [1, 1, 4, 0],
  ];
  const classNames = ['a', 'b', 'c', 'd'];
  assert.deepEqual(mostConfusedPairs(matrix, classNames, { limit: 3 }), [
    { classes: ['a', 'b'], count: 5, forward: 2, backward: 3 },
    { classes: ['c', 'd'], count: 4, forward: 0, backward: 4 },
    { classes: ['a', 'd'], count: 2, forward: 1, backward: 1 },
  ]);
  assert.deepEqual(mostFrequentErrors(matrix, classNames, { limit: 2 }), [
    { trueClass: 'd', predictedClass: 'c', count: 4, rate: 4 / 6 },
    { trueClass: 'b', predictedClass: 'a', count: 3, rate: 3 / 8 },
  ]);
  assert.equal(mostFrequentErrors(matrix, classNames, { limit: 99 }).length, 7, 'zeros are left out');
  assert.deepEqual(
    mostConfusedPairs(
      [
        [3, 0],
        [0, 2],
      ],
      ['a', 'b'],
    ),
    [],
  );
});

test('top-k accuracy equal to scikit-learn, ties too', () => {
  for (const { yTrue, scores, classes, k, score } of golden.topK) {
    assertClose(topKAccuracyScore(yTrue, scores, { numClasses: classes, k }), score, `top ${k}`);
  }
});

test('bad input is refused in one sentence', () => {
  const cases: [() => unknown, string][] = [
    [() => confusionMatrix([0, 1], [0], 2), 'yTrue has 2 values, yPred has 1: each example needs one of both'],
    [() => confusionMatrix([], [], 2), 'yTrue and yPred are empty: a metric needs at least one example'],
    [() => accuracyScore([], []), 'yTrue and yPred are empty: a metric needs at least one example'],
    [() => balancedAccuracyScore([], []), 'yTrue and yPred are empty: a metric needs at least one example'],
    [() => confusionMatrix([0, 3], [0, 1], 3), 'yTrue[1] is 3: a label of 3 classes is 0 to 2'],
    [() => confusionMatrix([0, 1], [0, -1], 3), 'yPred[1] is -1: a label of 3 classes is 0 to 2'],
    [() => confusionMatrix([0, 1], [0.5, 1], 3), 'yPred[0] is 0.5: a label of 3 classes is 0 to 2'],
    [() => matthewsCorrcoef([0, 1], [Number.NaN, 1]), 'yPred[0] is NaN: a label of 2 classes is 0 to 1'],
    [() => classificationReport([0, 2], [0, 1], ['a', 'b']), 'yTrue[1] is 2: a label of 2 classes is 0 to 1'],
    [() => confusionMatrix([0], [0], 0), 'numClasses is 0: it must be a whole number of at least 1'],
    [() => reportFromMatrix([[1, 0]], ['a', 'b']), 'the matrix has 1 rows, there are 2 class names: one a row'],
    [() => reportFromMatrix([[1, 0]], ['a']), 'row 0 of the matrix has 2 columns, not 1: it must be square'],
    [() => reportFromMatrix([[0.5]], ['a']), 'matrix[0][0] is 0.5: it must be a whole number of at least 0'],
    [() => reportFromMatrix([[0]], ['a']), 'the confusion matrix is empty: a metric needs at least one example'],
    [
      () => topKAccuracyScore([0, 1], [0.5, 0.5, 1], { numClasses: 2 }),
      'scores has 3 values: 2 examples of 2 classes need 4',
    ],
    [
      () => topKAccuracyScore([0], [0.5, Number.NaN], { numClasses: 2 }),
      'scores[1] is NaN: every value must be finite',
    ],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: 'RangeError', message });
});
