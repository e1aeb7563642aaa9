import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { crossValidate, crossValidationFolds, type Fold, independentAnswers } from '../../lib/experiments';
import { wilsonInterval } from '../../lib/metrics';

/** Twelve recordings of two windows each; recording r is of class r % 2. */
const groups = Array.from({ length: 24 }, (_, i) => `recording ${i >> 1}`);
const labels = Array.from({ length: 24 }, (_, i) => (i >> 1) % 2);
const classNames = ['a', 'b'];

/** Knows every label but that of recordings 0 and 3. */
const knowing = async ({ test }: Fold) =>
  Float32Array.from(test, (row) => ([0, 3].includes(row >> 1) ? 1 - labels[row] : labels[row])).reduce<Float32Array>(
    (all, label, i) => {
      all.set([1 - label, label], 2 * i);
      return all;
    },
    new Float32Array(2 * test.length),
  );

test('windows of one recording stay in one fold, and count once', async () => {
  const folds = crossValidationFolds({ labels, groups, k: 3, seed: 1 });
  assert.deepEqual(
    folds.map(({ number }) => number),
    [1, 2, 3],
  );
  for (const { train, test } of folds) {
    assert.equal(train.length + test.length, 24);
    const learnt = new Set(Array.from(train, (row) => groups[row]));
    assert.ok(Array.from(test).every((row) => !learnt.has(groups[row])));
  }
  const {
    folds: scores,
    pooled,
    accuracy,
    matrix,
    missing,
  } = await crossValidate({ labels, groups, classNames, k: 3, seed: 1, answer: knowing });
  assert.deepEqual(
    scores.map(({ examples, size }) => [examples, size]),
    [
      [8, 4],
      [8, 4],
      [8, 4],
    ],
  );
  // Ten of twelve recordings, not twenty of twenty-four windows.
  assert.deepEqual(pooled, { accuracy: 10 / 12, interval: wilsonInterval(10, 12), size: 12 });
  assert.ok(Math.abs(accuracy.mean - 10 / 12) < 1e-12);
  assert.deepEqual(matrix, [
    [5, 1],
    [1, 5],
  ]);
  assert.deepEqual(missing, []);
});

test('what was answered is kept, by whichever process, and not of other settings', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-cross-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const trained: number[] = [];
  const answer = async (fold: Fold) => {
    if (trained.length === 2) throw new Error('interrupted');
    trained.push(fold.number);
    return knowing(fold);
  };
  const options = { labels, groups, classNames, k: 3, seed: 1, folder, fingerprint: 'one', answer };
  await assert.rejects(crossValidate(options), /interrupted/);
  assert.deepEqual(trained, [1, 2]);
  const resumed = await crossValidate({ ...options, answer: knowing });
  assert.deepEqual(resumed, await crossValidate({ ...options, folder: undefined, answer: knowing }));
  let anew = 0;
  const part = await crossValidate({
    ...options,
    fingerprint: 'two',
    only: [2],
    answer: (fold) => {
      anew++;
      return knowing(fold);
    },
  });
  assert.deepEqual([anew, part.folds.length, part.missing], [1, 1, [1, 3]]);
  await assert.rejects(
    crossValidate({ ...options, only: [4] }),
    new UserError('there is no fold 4; the folds are 1, 2, 3.'),
  );
});

test('authors’ folds are taken where every example has one, and must part no recording', () => {
  const folds = labels.map((_, i) => 1 + (((i >> 1) % 4) >> 1));
  assert.deepEqual(
    crossValidationFolds({ labels, groups, folds }).map(({ test }) => test.length),
    [12, 12],
  );
  assert.throws(
    () => crossValidationFolds({ labels, groups, folds: labels.map((_, i) => 1 + (i % 2)) }),
    /group recording 0 is in the folds 1 and 2/,
  );
  assert.throws(() => crossValidationFolds({ labels, groups, folds: labels.map(() => 3) }), /there is fold 3 alone/);
  assert.throws(() => crossValidationFolds({ labels, groups, k: 13 }), /13 folds need 13 groups, there are 12/);
});

test('windows of a recording are averaged; a group of two classes is one unit of each', () => {
  const answers = independentAnswers(
    [0, 0, 1, 1],
    ['r', 'r', undefined, 'r'],
    Float32Array.of(0.9, 0.1, 0.3, 0.7, 0.2, 0.8, 0.6, 0.4),
  );
  assert.deepEqual(answers.labels, [0, 1, 1]);
  assert.deepEqual(
    Array.from(answers.probabilities, (value) => Number(value.toFixed(3))),
    [0.6, 0.4, 0.2, 0.8, 0.6, 0.4],
  );
  assert.deepEqual(answers.predicted, [0, 1, 0]);
});
