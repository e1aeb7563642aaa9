import assert from 'node:assert/strict';
import test from 'node:test';
import { normalQuantile, oneVsRest, rocAucInterval, rocAucScore } from '../../lib/metrics';
import { createRandom } from '../../lib/random';
import golden from '../golden/auc_interval.json';
import { assertClose } from './golden';

test('equal to the definition over all pairs, which agrees with a published package', () => {
  for (const [i, { yTrue, scores, confidence, ...expected }] of golden.entries()) {
    const interval = rocAucInterval(yTrue, scores, { confidence });
    for (const name of ['auc', 'standardError', 'low', 'high'] as const) {
      assertClose(interval[name], expected[name], `case ${i}, ${name}`);
    }
    assertClose(interval.auc, rocAucScore(yTrue, scores), `case ${i}, area`);
  }
});

test('by hand: two against two with one pair in the wrong order', () => {
  // Positives 4 and 2 against negatives 3 and 1: they stand right to 2 and to 1 of 2; the negatives likewise.
  const { auc, standardError } = rocAucInterval([1, 0, 1, 0], [4, 3, 2, 1]);
  assert.equal(auc, 0.75);
  // Both kinds contribute 1 and 1/2: variance 1/8, over two examples, twice.
  assertClose(standardError, Math.sqrt(1 / 8), 'standard error');
});

test('it holds the true area about as often as it says', () => {
  // Scores N(0, 1) and N(1, 1): the area is Phi(1 / sqrt 2), and Phi(z) is where normalQuantile gives z.
  const area = 0.7602499389065233;
  assert.ok(Math.abs(normalQuantile(area) - Math.SQRT1_2) < 1e-12);
  const random = createRandom(4);
  const trials = 600;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const yTrue = Array.from({ length: 120 }, (_, i) => Number(i < 50));
    const scores = yTrue.map((positive) => positive + normalQuantile((random.integer(2 ** 30) + 0.5) / 2 ** 30));
    const { low, high } = rocAucInterval(yTrue, scores);
    if (low <= area && area <= high) held++;
  }
  // 95 %, within four standard deviations of 600 throws, and a little for the normal approximation.
  assert.ok(held / trials > 0.91 && held / trials < 0.985, `${held} of ${trials}`);
});

test('one against the rest: each class by its own column', () => {
  const yTrue = [0, 0, 1, 1, 2, 2];
  const probabilities = [
    [0.8, 0.1, 0.1],
    [0.5, 0.3, 0.2],
    [0.6, 0.3, 0.1],
    [0.1, 0.7, 0.2],
    [0.2, 0.2, 0.6],
    [0.1, 0.1, 0.8],
  ];
  const { curves, leftOut } = oneVsRest(yTrue, probabilities.flat(), { classNames: ['a', 'b', 'c'] });
  assert.deepEqual(
    curves.map(({ className, support }) => [className, support]),
    [
      ['a', 2],
      ['b', 2],
      ['c', 2],
    ],
  );
  assert.deepEqual(leftOut, []);
  // a: 0.8 before all, 0.5 behind 0.6. b: 0.7 before all, 0.3 even with 0.3. c: perfect.
  assert.deepEqual(
    curves.map(({ auc }) => auc.auc),
    [7 / 8, 7.5 / 8, 1],
  );
  for (const [label, { roc, auc, averagePrecision, precisionRecall }] of curves.entries()) {
    assert.deepEqual([roc.fpr[0], roc.tpr[roc.tpr.length - 1]], [0, 1]);
    assert.equal(precisionRecall.recall[0], 1);
    assert.ok(auc.low <= auc.auc && auc.auc <= auc.high);
    assert.ok(label === 2 ? averagePrecision === 1 : averagePrecision < 1);
  }
});

test('a class that is absent, or there once, is named, and the others have their curves all the same', () => {
  const yTrue = [0, 0, 1, 1, 2];
  const probabilities = yTrue.flatMap((label, i) => {
    const right = [0.7, 0.4, 0.6, 0.5, 0.9][i];
    return [0, 1, 2, 3].map((other) => (other === label ? right : (1 - right) / 3));
  });
  const { curves, leftOut } = oneVsRest(yTrue, probabilities, { classNames: ['a', 'b', 'c', 'd'] });
  assert.deepEqual(leftOut, [
    { className: 'c', support: 1 },
    { className: 'd', support: 0 },
  ]);
  assert.deepEqual(
    curves.map(({ className, support, total, auc }) => [className, support, total, auc.auc]),
    [
      ['a', 2, 5, 1],
      ['b', 2, 5, 1],
    ],
  );
});

test('bad input is refused in one sentence', () => {
  for (const [call, message] of [
    [
      () => rocAucInterval([1, 0, 0], [1, 2, 3]),
      '1 positive and 2 negative examples: the interval of an AUC needs two of each',
    ],
    [
      () => rocAucInterval([1, 0], [1, 2], { confidence: 95 }),
      'confidence is 95: it must lie between 0 and 1, such as 0.95',
    ],
    [() => rocAucInterval([1, 0, 1], [1, Number.NaN, 2]), 'scores[1] is NaN: every value must be finite'],
    [
      () => oneVsRest([0, 1], [0.5, 0.5, 1], { classNames: ['a', 'b'] }),
      'probabilities has 3 values: 2 examples of 2 classes need 4',
    ],
    [
      () => oneVsRest([0, 0, 0], [1, 0, 1, 0, 1, 0], { classNames: ['a', 'b'] }),
      'no class can be told from the others: of each two examples are needed, and a has 3, b has 0',
    ],
  ] as const) {
    assert.throws(call, { name: 'RangeError', message });
  }
});
