import assert from 'node:assert/strict';
import test from 'node:test';
import { stratifiedKFold, stratifiedSplit } from '../../lib/data';
import { UserError } from '../../lib/errors';

/** Class 0 ten times, class 1 thirty times, class 2 sixty times, interleaved. */
const labels = Int32Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 0 : i % 10 <= 3 ? 1 : 2));

function countsOf(indices: ArrayLike<number>): number[] {
  const counts = [0, 0, 0];
  for (const index of Array.from(indices)) counts[labels[index]]++;
  return counts;
}

test('a split keeps the proportions exactly, is disjoint, whole and ascending', () => {
  const { chosen, rest } = stratifiedSplit(labels, { count: 20, seed: 1 });
  assert.deepEqual(countsOf(chosen), [2, 6, 12]);
  assert.deepEqual(countsOf(rest), [8, 24, 48]);
  assert.deepEqual(
    [...chosen, ...rest].sort((a, b) => a - b),
    [...labels.keys()],
  );
  assert.deepEqual(chosen, chosen.slice().sort());
  assert.deepEqual(rest, rest.slice().sort());
});

test('where shares are no whole numbers, the count is met and each class is within one', () => {
  for (let count = 0; count <= 100; count++) {
    const { chosen } = stratifiedSplit(labels, { count, seed: 1 });
    assert.equal(chosen.length, count);
    countsOf(chosen).forEach((n, i) => {
      assert.ok(Math.abs(n - (count * [10, 30, 60][i]) / 100) < 1);
    });
  }
  assert.throws(() => stratifiedSplit(labels, { count: 101, seed: 1 }), RangeError);
});

test('the seed decides the split', () => {
  const split = (seed: number) => stratifiedSplit(labels, { count: 20, seed }).chosen;
  assert.deepEqual(split(1), split(1));
  assert.notDeepEqual(split(1), split(2));
});

test('folds test every example once, each class evenly', () => {
  const folds = stratifiedKFold(labels, { k: 5, seed: 42 });
  assert.equal(folds.length, 5);
  for (const { train, test: held } of folds) {
    assert.deepEqual(countsOf(held), [2, 6, 12]);
    assert.equal(train.length + held.length, 100);
    assert.ok(held.every((index) => !train.includes(index)));
  }
  assert.deepEqual(
    folds.flatMap(({ test: held }) => [...held]).sort((a, b) => a - b),
    [...labels.keys()],
  );
  assert.deepEqual(folds, stratifiedKFold(labels, { k: 5, seed: 42 }));
  assert.notDeepEqual(folds, stratifiedKFold(labels, { k: 5, seed: 43 }));
});

test('uneven folds differ by one example at most, in all and in each class', () => {
  const sizes = stratifiedKFold(labels, { k: 7, seed: 0 }).map(({ test: held }) => [held.length, ...countsOf(held)]);
  for (let column = 0; column < 4; column++) {
    const values = sizes.map((row) => row[column]);
    assert.ok(Math.max(...values) - Math.min(...values) <= 1, `${values}`);
  }
});

test('folds that cannot be made get one sentence', () => {
  assert.throws(
    () => stratifiedKFold(labels, { k: 11, seed: 0 }),
    (error: Error) => error instanceof UserError && /class 0 has 10/.test(error.message),
  );
  assert.throws(() => stratifiedKFold(labels, { k: 1, seed: 0 }), UserError);
});
