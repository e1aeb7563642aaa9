import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';
import { compile, type TensorTree, tf } from '../../../lib/tensorflow';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

test('inputs are trees: records, arrays, and both within one another', () => {
  type Batch = { inputs: readonly tf.Tensor[]; targets: { class: tf.Tensor; weight: tf.Tensor } };
  let runs = 0;
  const f = compile((batch: Batch, rate: tf.Tensor) => {
    runs++;
    const [image, sound] = batch.inputs;
    return { sum: image.add(sound).mul(rate), parts: [[batch.targets.class], batch.targets.weight.add(1)] as const };
  });
  for (const [size, rate] of [
    [1, 2],
    [1, 3],
    [2, 3],
  ]) {
    const batch = {
      inputs: [tf.fill([size], 10), tf.fill([size], 5)],
      targets: { class: tf.fill([size], 7), weight: tf.fill([size], 0.5) },
    };
    const { sum, parts } = f(batch, tf.scalar(rate));
    assert.deepEqual(values(sum), Array(size).fill(15 * rate));
    assert.deepEqual(values(parts[0][0]), Array(size).fill(7));
    assert.deepEqual(values(parts[1]), Array(size).fill(1.5));
  }
  assert.equal(runs, 2, 'one trace a signature');
});

test('trees of another form are another signature', () => {
  const seen: string[] = [];
  const f = compile((tree: TensorTree) => {
    seen.push(JSON.stringify(tree, (_, value) => (value instanceof tf.Tensor ? value.rank : value)));
    return [];
  });
  const t = tf.scalar(1);
  const forms: TensorTree[] = [
    t,
    [t],
    [t, t],
    [[t], t],
    [[t, t]],
    { a: t },
    { b: t },
    { a: t, b: t },
    { b: t, a: t },
    [],
  ];
  for (const form of [...forms, ...forms]) f(form);
  // The order of a record's keys is what the function may see, so it belongs to the form.
  assert.deepEqual(seen, [
    '0',
    '[0]',
    '[0,0]',
    '[[0],0]',
    '[[0,0]]',
    '{"a":0}',
    '{"b":0}',
    '{"a":0,"b":0}',
    '{"b":0,"a":0}',
    '[]',
  ]);
});

test('keys of any name do not run into one another', () => {
  const f = compile((tree: TensorTree) => Object.values(tree)[0] as tf.Tensor);
  const t = tf.tensor1d([4]);
  for (const key of ['', 'a b', '":1[2]', '(', '0', '__proto__']) {
    assert.deepEqual(values(f(Object.fromEntries([[key, t]]))), [4]);
  }
  assert.equal(f.signatures.length, 6);
});

test('records and arrays of another realm, as cells of a notebook make them, are trees', () => {
  const t = tf.tensor1d([1, 2]);
  const foreign = vm.runInNewContext('({ list: [t], bare: Object.assign(Object.create(null), { t }) })', { t });
  const f = compile((tree: { list: tf.Tensor[]; bare: { t: tf.Tensor } }) => tree.list[0].add(tree.bare.t));
  assert.deepEqual(values(f(foreign)), [2, 4]);
});

class Pair {
  constructor(readonly a: tf.Tensor) {}
}
const cyclic: unknown[] = [];
cyclic.push([cyclic]);

const wrong: Readonly<Record<string, readonly [value: unknown, what: string]>> = {
  'a number': [3, 'is the number 3'],
  NaN: [Number.NaN, 'is the number NaN'],
  'a boolean': [true, 'is the boolean true'],
  'a string': ['five', 'is a string'],
  'a bigint': [3n, 'is a bigint'],
  null: [null, 'is null'],
  undefined: [undefined, 'is undefined'],
  'a function': [function later() {}, 'is a function (later)'],
  'a typed array': [new Float32Array(3), 'is an object of class Float32Array'],
  'a map': [new Map(), 'is an object of class Map'],
  'a set': [new Set(), 'is an object of class Set'],
  'a date': [new Date(), 'is an object of class Date'],
  'a class of the user': [new Pair(tf.scalar(1)), 'is an object of class Pair'],
  'numbers in an array': [[[1]], '[0][0] is the number 1'],
  'something deep in a tree': [{ a: [tf.scalar(1), { 'b c': null }] }, '.a[1]["b c"] is null'],
  'a hole': [Array(1), '[0] is undefined'],
  'a circle': [cyclic, '[0][0] contains itself'],
};

for (const eager of [false, true]) {
  const compiled = (fn: (...inputs: tf.Tensor[]) => TensorTree) => {
    process.env.CAHIER_EAGER = eager ? '1' : '0';
    const compiled = compile(fn);
    delete process.env.CAHIER_EAGER;
    return compiled;
  };
  const mode = eager ? 'eager' : 'compiled';

  for (const [name, [value, what]] of Object.entries(wrong)) {
    test(`refused as an argument, ${mode}: ${name}`, () => {
      const before = tf.memory().numTensors;
      const f = compiled((x, y) => [x, y]);
      const t = tf.scalar(1);
      assert.throws(
        () => f(t, value as tf.Tensor),
        (error: Error) =>
          error instanceof TypeError &&
          error.message.startsWith(`compile: argument 2${what.startsWith('is') ? ' ' : ''}${what}`),
      );
      t.dispose();
      assert.equal(tf.memory().numTensors, before);
    });

    test(`refused as a result, ${mode}: ${name}`, () => {
      const before = tf.memory().numTensors;
      const t = tf.scalar(1);
      const f = compiled((x) => [x.add(1), value as tf.Tensor] as unknown as TensorTree);
      assert.throws(
        () => f(t),
        (error: Error) =>
          error instanceof TypeError &&
          error.message.startsWith(`compile: the result[1]${what.startsWith('is') ? ' ' : ''}${what}`),
      );
      t.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  }

  test(`refused as a whole result, ${mode}: nothing, a number, a string`, () => {
    for (const [value, what] of [wrong.undefined, wrong['a number'], wrong['a string'], wrong['a map']]) {
      assert.throws(
        () => compiled(() => value as tf.Tensor)(),
        new RegExp(`^TypeError: compile: the result ${what}; `),
      );
    }
  });
}

test('a tensor in two places of a tree, also shared branches, is no circle', () => {
  const t = tf.tensor1d([2]);
  const branch = { t };
  const f = compile((tree: { a: typeof branch; b: typeof branch }) => ({
    first: tree.a,
    again: tree.a,
    sum: tree.a.t.add(tree.b.t),
  }));
  const { first, again, sum } = f({ a: branch, b: branch });
  assert.deepEqual([first.t, again.t, sum].map(values), [[2], [2], [4]]);
});
