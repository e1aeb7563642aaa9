import assert from 'node:assert/strict';
import test from 'node:test';
import { type CorpusSplit, type DrawnParts, type Splittable, splitCorpus } from '../../lib/data';

/** Examples of classes of these sizes, class after class. */
const classesOf = (...sizes: number[]): Splittable[] =>
  sizes.flatMap((size, label) => Array.from({ length: size }, () => ({ label })));

const PARTS = ['train', 'validation', 'test'] as const;

/** Examples of each class in each part. */
function countsOf(examples: readonly Splittable[], parts: DrawnParts): number[][] {
  const classes = 1 + Math.max(...examples.map(({ label }) => label));
  return PARTS.map((part) =>
    Array.from({ length: classes }, (_, label) => [...parts[part]].filter((i) => examples[i].label === label).length),
  );
}

/** That each example is in one part, no drawn group in two, and each class in the training; 20 seeds. */
function hold(examples: readonly Splittable[], options: CorpusSplit = {}): void {
  const classes = new Set(examples.map(({ label }) => label));
  for (let seed = 0; seed < 20; seed++) {
    const parts = splitCorpus(examples, { ...options, seed });
    const places = PARTS.flatMap((part) => [...parts[part]]);
    assert.deepEqual(
      places.sort((a, b) => a - b),
      [...examples.keys()],
    );
    assert.deepEqual(new Set(Array.from(parts.train, (i) => examples[i].label)), classes, `seed ${seed}`);
    const sides = PARTS.map((part) => new Set(Array.from(parts[part]).flatMap((i) => examples[i].group ?? [])));
    for (const [one, other] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      assert.ok(
        [...sides[one]].every((group) => !sides[other].has(group)),
        `seed ${seed}`,
      );
    }
  }
}

test('a class of one example stays in the training, and the parts that lack it say so', () => {
  const six = classesOf(1, 1, 1, 1, 1, 1);
  hold(six);
  const { notes, test: held } = splitCorpus(six, {}, ['a', 'b', 'c', 'd', 'e', 'f']);
  assert.equal(held.length, 0);
  assert.deepEqual(notes, [
    'validation is empty: no class can spare an example',
    'test is empty: no class can spare an example',
  ]);
  const uneven = classesOf(1, 20, 20);
  hold(uneven);
  const drawn = splitCorpus(uneven, { seed: 1 }, ['rare', 'b', 'c']);
  assert.deepEqual(
    countsOf(uneven, drawn).map(([rare]) => rare),
    [1, 0, 0],
  );
  assert.deepEqual(drawn.notes, [
    'validation has no example of rare (1 in all)',
    'test has no example of rare (1 in all)',
  ]);
});

test('small classes: all in the training, as many as possible in the test', () => {
  const pairs = classesOf(...new Array(20).fill(2));
  hold(pairs);
  const parts = splitCorpus(pairs, { test: 0.2, validation: 0 });
  assert.deepEqual([parts.train.length, parts.test.length], [32, 8]);
  // Four examples are 0.4 % of all: one of them is tested all the same.
  const rare = classesOf(1000, 4);
  assert.deepEqual(countsOf(rare, splitCorpus(rare, { test: 0.1, validation: 0 }))[2], [99, 1]);
  for (const share of [0.5, 0.9, 0.999]) hold(classesOf(3, 5, 8), { test: share, validation: share });
  hold(classesOf(2, 3), { test: 0.01, validation: 0.01 });
});

test('what nobody asked for is not said to be lacking', () => {
  assert.deepEqual(splitCorpus(classesOf(10, 10), { test: 0, validation: 0 }).notes, []);
  assert.deepEqual(splitCorpus(classesOf(10, 10), { test: 0.3, validation: 0.3 }).notes, []);
});

/** Forty videos of two classes, whose clips may be of both. */
const videos = Array.from({ length: 40 }, (_, video) =>
  Array.from({ length: 1 + (video % 4) }, (_, clip) => ({
    label: video % 3 === 0 ? clip % 2 : video % 2,
    group: `video ${video}`,
  })),
).flat();

test('a group of several classes stands in one part', () => {
  hold(videos, { test: 0.1, validation: 0.1 });
  hold(videos, { test: 0.4, validation: 0.3 });
  for (let seed = 0; seed < 20; seed++) {
    const [train, validation, held] = countsOf(videos, splitCorpus(videos, { test: 0.2, validation: 0.2, seed }));
    for (const label of [0, 1]) {
      const all = train[label] + validation[label] + held[label];
      // Within half the largest group of the share.
      assert.ok(Math.abs(held[label] - 0.2 * all) <= 2, `seed ${seed}: ${held}`);
      assert.ok(Math.abs(validation[label] - 0.2 * (all - held[label])) <= 2, `seed ${seed}: ${validation}`);
    }
  }
});

test('groups too large to be spared leave a part empty, and that is said', () => {
  const two = classesOf(10, 10).map(({ label }) => ({ label, group: `${label}` }));
  hold(two);
  assert.deepEqual(splitCorpus(two, {}).notes, [
    'validation is empty: no class can spare an example',
    'test is empty: no class can spare an example',
  ]);
  // Many classes of two recordings each: none gives a tenth, all together do.
  const many = classesOf(...new Array(20).fill(4)).map(({ label }, i) => ({ label, group: `${label}, ${i % 2}` }));
  hold(many);
  assert.equal(splitCorpus(many, { test: 0.1, validation: 0 }).test.length, 8);
});

test("authors' parts are kept, and the groups that they tore are named", () => {
  const parted = [
    { label: 0, part: 'train', group: 'a' },
    { label: 1, part: 'train', group: 'b' },
    { label: 0, part: 'test', group: 'a' },
    { label: 1, part: 'test', group: 'c' },
    { label: 2, part: 'test', group: 'd' },
  ] as const;
  const { notes, ...parts } = splitCorpus(parted, { validation: 0 }, ['x', 'y', 'z']);
  assert.deepEqual([[...parts.train], [...parts.validation], [...parts.test]], [[0, 1], [], [2, 3, 4]]);
  assert.deepEqual(notes, [
    'train has no example of z (1 in all)',
    "1 group stands in train and in test, by the authors' own parts: a",
  ]);
});

test('sizes: a sample holds each class, and one that could not is refused', () => {
  const uneven = classesOf(500, 3, 2);
  const { train, validation, test: held } = splitCorpus(uneven, { trainSize: 20, testSize: 5, test: 0.2 });
  assert.deepEqual([train.length + validation.length, held.length], [20, 5]);
  assert.ok(countsOf(uneven, splitCorpus(uneven, { trainSize: 20 }))[0].every((count) => count > 0));
  assert.deepEqual(splitCorpus(uneven, { testSize: 1, validation: 0 }).notes, [
    'test has no example of class 1 (3 in all) and class 2 (2 in all)',
  ]);
  assert.throws(() => splitCorpus(uneven, { trainSize: 2 }), /trainSize is 2; expected at least 3, one of each class/);
});

test('options out of range are named', () => {
  for (const [options, message] of [
    [{ test: 1 }, /split: test is 1; expected a number, at least 0 and below 1/],
    [{ test: Number.NaN }, /test is NaN/],
    [{ validation: -0.1 }, /validation is -0\.1/],
    [{ trainSize: 0 }, /trainSize is 0; expected a whole number, at least 1/],
    [{ seed: 0.5 }, /seed is 0\.5; expected a whole number/],
    [{ testFold: 0 }, /testFold is 0/],
    [{ vallidation: 0.1 }, /vallidation is no known key; did you mean validation/],
  ] as const) {
    assert.throws(() => splitCorpus(classesOf(4, 4), options as CorpusSplit), { name: 'UserError', message });
  }
});
