import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { stratifiedGroupKFold } from '../../lib/data';
import { dealGroups } from '../../lib/data/group-k-fold';
import { UserError } from '../../lib/errors';

interface Case {
  readonly k: number;
  /** [groups][classes], examples. */
  readonly counts: number[][];
  readonly folds: number[];
}

const { cases } = JSON.parse(fs.readFileSync('test/golden/group_folds.json', 'utf8')) as { cases: Case[] };

test('groups are dealt as scikit-learn deals them', () => {
  for (const { k, counts, folds } of cases) assert.deepEqual([...dealGroups(counts, k)], folds);
});

/** Forty videos of one to five clips, most of one class, some of two. */
const clips = Array.from({ length: 40 }, (_, video) =>
  Array.from({ length: 1 + (video % 5) }, (_, clip) => ({
    label: video % 4 === 0 && clip % 2 === 1 ? (video + 1) % 3 : video % 3,
    group: `video ${video}`,
  })),
).flat();
const labels = clips.map(({ label }) => label);
const groups = clips.map(({ group }) => group);

test('each example is tested once, no group stands on both sides, classes are spread evenly', () => {
  const folds = stratifiedGroupKFold(labels, groups, { k: 5, seed: 3 });
  assert.deepEqual(
    folds.flatMap(({ test: held }) => [...held]).sort((a, b) => a - b),
    clips.map((_, i) => i),
  );
  for (const { train, test: held } of folds) {
    assert.equal(train.length + held.length, clips.length);
    const learnt = new Set(Array.from(train, (i) => groups[i]));
    assert.ok(held.every((i) => !learnt.has(groups[i])));
    for (const label of [0, 1, 2]) {
      const all = labels.filter((one) => one === label).length;
      const own = [...held].filter((i) => labels[i] === label).length;
      // A fifth of about 40, in groups of at most 5.
      assert.ok(Math.abs(own - all / 5) <= 2.5, `class ${label}: ${own} of ${all}`);
    }
  }
  assert.deepEqual(stratifiedGroupKFold(labels, groups, { k: 5, seed: 3 }), folds);
  assert.notDeepEqual(stratifiedGroupKFold(labels, groups, { k: 5, seed: 4 }), folds);
});

test('without groups it is a stratified k-fold: each class within one of its share', () => {
  const plain = Array.from({ length: 50 }, (_, i) => i % 3);
  for (const { test: held } of stratifiedGroupKFold(
    plain,
    plain.map(() => undefined),
    { k: 4, seed: 0 },
  )) {
    for (const label of [0, 1, 2]) {
      const own = [...held].filter((i) => plain[i] === label).length;
      assert.ok(Math.abs(own - plain.filter((one) => one === label).length / 4) < 1);
    }
  }
});

test('folds that cannot be made get one sentence', () => {
  for (const [k, of, message] of [
    [1, groups, /stratifiedGroupKFold: k is 1; expected a whole number, at least 2/],
    [41, groups, /41 folds need 41 groups, there are 40: take a smaller k/],
    [
      2,
      labels.map((label) => `class ${label}`),
      /class 0 is in one group alone: where that is tested, it could not be/,
    ],
  ] as const) {
    assert.throws(
      () => stratifiedGroupKFold(labels, of, { k, seed: 0 }),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  }
});
