import assert from 'node:assert/strict';
import test from 'node:test';
import { f1OfAverages, reportFromMatrix } from '../../lib/metrics';

const CLASS_NAMES = ['Glioma', 'Meningioma', 'No Tumor', 'Pituitary'];

/** The confusion matrices of the source document, and the reports it prints, each figure to two decimals. */
const MODELS = [
  {
    name: 'Model 1',
    matrix: [
      [17, 24, 56, 3],
      [1, 101, 10, 3],
      [1, 3, 101, 0],
      [2, 21, 6, 45],
    ],
    classes: [
      [0.81, 0.17, 0.28],
      [0.68, 0.88, 0.77],
      [0.58, 0.96, 0.73],
      [0.88, 0.61, 0.72],
    ],
    macro: [0.74, 0.65, 0.62],
    weighted: [0.72, 0.67, 0.62],
    accuracy: 0.67,
    f1OfAverages: 0.696,
  },
  {
    name: 'Model 2',
    matrix: [
      [17, 27, 52, 4],
      [1, 97, 15, 2],
      [3, 4, 97, 1],
      [1, 12, 10, 51],
    ],
    classes: [
      [0.77, 0.17, 0.28],
      [0.69, 0.84, 0.76],
      [0.56, 0.92, 0.7],
      [0.88, 0.69, 0.77],
    ],
    macro: [0.73, 0.66, 0.63],
    weighted: [0.71, 0.66, 0.62],
    accuracy: 0.66,
    // 2 * 0.712068 * 0.664975 / (0.712068 + 0.664975), of the published averages.
    f1OfAverages: 0.688,
  },
  {
    name: 'Model 3',
    matrix: [
      [100, 0, 0, 0],
      [115, 0, 0, 0],
      [105, 0, 0, 0],
      [74, 0, 0, 0],
    ],
    classes: [
      [0.25, 1, 0.4],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
    macro: [0.06, 0.25, 0.1],
    weighted: [0.06, 0.25, 0.1],
    accuracy: 0.25,
    f1OfAverages: 0.103,
  },
];

/** Half a unit of the last decimal printed, and rounding at its very edge (0.6649 is printed 0.66). */
function printed(value: number, expected: number, what: string, decimals = 2): void {
  assert.ok(Math.abs(value - expected) <= 0.5 * 10 ** -decimals + 1e-12, `${what}: ${value}, printed ${expected}`);
}

for (const { name, matrix, classes, macro, weighted, accuracy, f1OfAverages: global } of MODELS) {
  test(`${name}: the figures of each class, their averages, and both global F1`, () => {
    const report = reportFromMatrix(matrix, CLASS_NAMES);
    report.classes.forEach(({ className, precision, recall, f1, support }, c) => {
      [precision, recall, f1].forEach((value, i) => {
        printed(value, classes[c][i], `${className} ${i}`);
      });
      assert.equal(support, [100, 115, 105, 74][c]);
    });
    for (const [scores, expected] of [
      [report.macroAverage, macro],
      [report.weightedAverage, weighted],
    ] as const) {
      [scores.precision, scores.recall, scores.f1].forEach((value, i) => {
        printed(value, expected[i], `average ${i}`);
      });
      assert.equal(scores.support, 394);
    }
    printed(report.accuracy, accuracy, 'accuracy');
    // The weighted recall is the accuracy, whatever the matrix.
    assert.ok(Math.abs(report.weightedAverage.recall - report.accuracy) < 1e-12);
    printed(f1OfAverages(report.weightedAverage), global, 'F1 of the averages', 3);
  });
}

test('the two F1 of Model 1 are different numbers', () => {
  const { weightedAverage } = reportFromMatrix(MODELS[0].matrix, CLASS_NAMES);
  printed(weightedAverage.f1, 0.6235, 'mean of the classes', 4);
  printed(f1OfAverages(weightedAverage), 0.6963, 'of the averages', 4);
});

test('Model 3: three precisions are undefined, given as 0, and said once', () => {
  const { warnings } = reportFromMatrix(MODELS[2].matrix, CLASS_NAMES);
  assert.deepEqual(
    warnings.map(({ message }) => message),
    ['The precision of Meningioma, No Tumor, Pituitary is undefined (never predicted) and given as 0.'],
  );
});

test('F1 of averages, by hand; where both are 0 it is what the caller says', () => {
  assert.ok(Math.abs(f1OfAverages({ precision: 0.5, recall: 1 }) - 2 / 3) < 1e-15);
  assert.equal(f1OfAverages({ precision: 0, recall: 0 }), 0);
  assert.equal(f1OfAverages({ precision: 0, recall: 0 }, { zeroDivision: 1 }), 1);
});
