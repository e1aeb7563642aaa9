import assert from 'node:assert/strict';
import test from 'node:test';
import { addToVariable, applyMomentum, assignVariable, compile, tf } from '../../../lib/tensorflow';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const scalar = (value: number) => tf.variable(tf.scalar(value));

/** Ways to hold what a variable [] is now, for later. */
const holds: Readonly<Record<string, (v: tf.Tensor) => tf.Tensor>> = {
  clone: (v) => v.clone(),
  'tf.clone': (v) => tf.clone(v),
  'clone of a clone': (v) => v.clone().clone(),
  'a clone out of a tidy': (v) => tf.tidy(() => v.clone()),
  'two tidies': (v) => tf.tidy(() => tf.tidy(() => tf.clone(v))),
  reshape: (v) => v.reshape([]),
  'reshape there and back': (v) => v.reshape([1, 1]).reshape([]),
  'cast to its own dtype': (v) => v.cast('float32'),
  'slice of everything': (v) => v.as1D().slice([0], [1]).asScalar(),
  stridedSlice: (v) => tf.stridedSlice(v.as1D(), [0], [1], [1]).asScalar(),
  'expandDims and squeeze': (v) => v.expandDims(0).squeeze(),
  broadcastTo: (v) => tf.broadcastTo(v, []),
  tile: (v) => tf.tile(v.as1D(), [1]).asScalar(),
  'concat of one': (v) => tf.concat([v.as1D()]).asScalar(),
  'stack and unstack': (v) => tf.unstack(tf.stack([v]))[0],
  'split into one': (v) => tf.split(v.as1D(), 1)[0].asScalar(),
  'pad by nothing': (v) => tf.pad(v.as1D(), [[0, 0]]).asScalar(),
  'transpose of a scalar': (v) => tf.transpose(v),
  reverse: (v) => tf.reverse(v.as1D()).asScalar(),
  arithmetic: (v) => v.mul(1),
  'dropout at rate 0': (v) => tf.dropout(v, 0),
  'another compiled function': (v) => compile((x: tf.Tensor) => x)(v),
  'another compiled function that finds it': (v) => compile(() => v)(),
  customGrad: (v) => tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc: (dy) => dy }))(v),
};

const writes: Readonly<Record<string, (v: tf.Variable, value: tf.Tensor) => void>> = {
  assign: (v, value) => v.assign(value as tf.Tensor<tf.Rank>),
  assignVariable,
  addToVariable: (v, value) => addToVariable(v, value.sub(v)),
  applyMomentum: (v, value) => {
    const gradient = v.sub(value);
    applyMomentum(v, velocity, { learningRate: tf.scalar(1), momentum: tf.scalar(0), gradient });
  },
};
const velocity = scalar(0);

for (const [hold, held] of Object.entries(holds)) {
  test(`what was held of a variable does not change with it: ${hold}`, () => {
    for (const [write, set] of Object.entries(writes)) {
      const [a, b] = [scalar(1), scalar(2)];
      const swap = () => {
        const before = held(a);
        set(a, b);
        const between = held(a);
        set(b, before);
        return [before, between, held(b)];
      };
      const compiled = compile(swap);
      const first = compiled();
      assert.deepEqual([...first, a, b].flatMap(values), [1, 2, 1, 2, 1], write);
      const second = compiled();
      assert.deepEqual([...second, a, b].flatMap(values), [2, 1, 2, 1, 2], write);
      assert.deepEqual(first.flatMap(values), [1, 2, 1], `${write}: what a call returned stays`);
      assert.deepEqual(
        tf.tidy(() => [...swap(), a, b].flatMap(values)),
        [1, 2, 1, 2, 1],
        `${write}: eager`,
      );
    }
  });
}

test('a variable itself is what it is when it is used, and returned as it is at the end', () => {
  const v = scalar(1);
  const f = compile(() => {
    const same = v;
    addToVariable(v, tf.scalar(10));
    return { used: same.mul(2), same };
  });
  assert.deepEqual(
    [f(), f()].map(({ used, same }) => [values(used)[0], values(same)[0]]),
    [
      [22, 11],
      [42, 21],
    ],
  );
});

test('tensors from outside that were once one with a variable keep their value, before and after it is bound', () => {
  const origin = tf.scalar(1);
  const v = tf.variable(origin);
  const clone = v.clone();
  const f = compile(() => {
    addToVariable(v, tf.scalar(10));
    return [origin.mul(1), clone.mul(1), origin.clone(), clone.clone(), v.clone()];
  });
  assert.deepEqual(f().flatMap(values), [1, 1, 1, 1, 11]);
  const later = v.clone();
  assert.deepEqual(f().flatMap(values), [1, 1, 1, 1, 21]);
  const g = compile(() => {
    addToVariable(v, tf.scalar(100));
    return [later.mul(1), later.clone(), v.clone()];
  });
  assert.deepEqual(g().flatMap(values), [11, 11, 121]);
  assert.deepEqual(g().flatMap(values), [11, 11, 221]);
  assert.deepEqual([origin, clone, later].flatMap(values), [1, 1, 11]);
});

test('a gradient takes a variable as it was when it was used', () => {
  const w = scalar(3);
  const step = (x: tf.Tensor) =>
    tf.grad((x) => {
      const y = x.mul(w);
      w.assign(w.add(1).asScalar());
      return y.mul(w);
    })(x);
  const compiled = compile(step);
  // d/dx (x · 3 · 4), then (x · 4 · 5)
  assert.deepEqual([values(compiled(tf.scalar(2))), values(compiled(tf.scalar(2)))].flat(), [12, 20]);
  assert.deepEqual(values(step(tf.scalar(2))), [30]);
});

test('a tensor that was assigned does not change with the variable', () => {
  const v = tf.variable(tf.tensor1d([0]));
  const f = compile((x: tf.Tensor) => {
    const twice = x.mul(2);
    assignVariable(v, twice);
    addToVariable(v, tf.tensor1d([1]));
    const between = v.clone();
    assignVariable(v, x);
    addToVariable(v, tf.tensor1d([1]));
    return [twice, between, v, x];
  });
  const x = tf.tensor1d([5]);
  for (let i = 0; i < 2; i++) assert.deepEqual(f(x).flatMap(values), [10, 11, 6, 5]);
  assert.deepEqual(values(x), [5]);
});

test('a variable may be the value of its own update, and an input of the function that writes it', () => {
  const v = tf.variable(tf.tensor1d([3]));
  addToVariable(v, v);
  assignVariable(v, v);
  applyMomentum(v, tf.variable(tf.tensor1d([0])), {
    learningRate: tf.scalar(0.5),
    momentum: tf.scalar(0),
    gradient: v,
  });
  assert.deepEqual(values(v), [3]);
  const f = compile((x: tf.Tensor) => {
    addToVariable(v, x);
    return [x, v, x.add(v)];
  });
  assert.deepEqual(f(v).flatMap(values), [3, 6, 9]);
  assert.deepEqual(f(v).flatMap(values), [6, 12, 18]);
  assert.deepEqual(values(v), [12]);
});

test('what a compiled function returns is the caller’s, compiled, eager or inside another', () => {
  const table = tf.tensor1d([1]);
  const v = tf.variable(tf.tensor1d([2]));
  const f = (x: tf.Tensor) => [x, table, v];
  process.env.CAHIER_EAGER = '1';
  const eager = compile(f);
  delete process.env.CAHIER_EAGER;
  const x = tf.tensor1d([3]);
  for (const run of [compile(f), eager, compile((x: tf.Tensor) => compile(f)(x))]) {
    const results = run(x) as tf.Tensor[];
    assert.deepEqual(results.flatMap(values), [3, 1, 2]);
    tf.dispose(results);
    assert.deepEqual([x, table, v].flatMap(values), [3, 1, 2]);
  }
  assert.deepEqual(values(tf.grad((x) => compile((x: tf.Tensor) => x)(x))(x)), [1]);
});
