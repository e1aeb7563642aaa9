import assert from 'node:assert/strict';
import test from 'node:test';
import { addToVariable, assignVariable, bytesTensor, compile, native, tf } from '../../lib/tensorflow';
import { backend } from '../../lib/tensorflow/backend';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

test('a compiled function computes what the function computes, for each signature', () => {
  let runs = 0;
  const f = (a: tf.Tensor, b: tf.Tensor) => {
    runs++;
    return { sum: a.add(b), parts: [a.mul(2), tf.scalar(7)] };
  };
  const compiled = compile(f);
  for (const shape of [[2], [2], [3], [2]]) {
    const a = tf.range(0, shape[0]);
    const { sum, parts } = compiled(a, tf.ones(shape));
    assert.deepEqual(values(sum), values(a.add(1)));
    assert.deepEqual(values(parts[0]), values(a.mul(2)));
    assert.deepEqual(values(parts[1]), [7]);
  }
  assert.equal(runs, 2, 'one trace a signature');
});

test('tracing runs nothing: a variable is updated once a call', () => {
  const count = tf.variable(tf.scalar(0));
  const next = compile(() => {
    addToVariable(count, tf.scalar(1));
    return count.mul(10);
  });
  assert.deepEqual([values(next())[0], values(next())[0], values(next())[0]], [10, 20, 30]);
  assert.equal(values(count)[0], 3);
});

test('reads and writes of a variable keep their order inside the graph', () => {
  const v = tf.variable(tf.scalar(1));
  const f = compile(() => {
    const before = v.mul(1);
    assignVariable(v, v.mul(5));
    const between = v.mul(1);
    assignVariable(v, tf.add(between, 1));
    return [before, between, v.mul(1)];
  });
  assert.deepEqual(
    f().map((t) => values(t)[0]),
    [1, 5, 6],
  );
  assert.deepEqual(
    f().map((t) => values(t)[0]),
    [6, 30, 31],
  );
});

test('eager code and compiled code share variables', () => {
  const v = tf.variable(tf.tensor1d([1, 2]));
  const double = compile(() => {
    assignVariable(v, v.mul(2));
    return [];
  });
  double();
  assert.deepEqual(values(v), [2, 4]);
  v.assign(tf.tensor1d([10, 20]));
  double();
  assert.deepEqual(values(v.add(0)), [20, 40]);
});

test('a clone keeps the value it was taken of', () => {
  const v = tf.variable(tf.tensor1d([1, 2]));
  const increment = compile(() => {
    addToVariable(v, tf.ones([2]));
    return [];
  });
  increment();
  const clone = v.clone();
  increment();
  assert.deepEqual(values(clone), [2, 3]);
  assert.deepEqual(values(v), [3, 4]);
  clone.dispose();
  increment();
  assert.deepEqual(values(v), [4, 5]);
});

test('a tensor assigned to a variable does not change with it', () => {
  const value = tf.tensor1d([1]);
  const v = tf.variable(tf.zeros([1]) as tf.Tensor1D);
  v.assign(value);
  compile(() => {
    addToVariable(v, tf.ones([1]));
    return [];
  })();
  assert.deepEqual(values(value), [1]);
  assert.deepEqual(values(v), [2]);
});

test('no tensor is leaked, in tfjs or natively', () => {
  const v = tf.variable(tf.zeros([4]));
  const f = compile((x: tf.Tensor) => {
    addToVariable(v, x.mul(2));
    return x.add(v);
  });
  const x = tf.ones([4]);
  f(x).dispose();
  values(v);
  const [tensors, nativeTensors] = [tf.memory().numTensors, backend.binding.getNumOfTensors()];
  for (let i = 0; i < 1000; i++) {
    f(x).dispose();
    if (i % 100 === 0) values(v);
  }
  f(x).dispose();
  values(v);
  assert.equal(tf.memory().numTensors, tensors);
  assert.equal(backend.binding.getNumOfTensors(), nativeTensors);
  v.dispose();
  // Value and handle of the variable are gone too.
  assert.equal(backend.binding.getNumOfTensors(), nativeTensors - 2);
});

test('a compiled function inside another becomes part of it', () => {
  const inner = compile((x: tf.Tensor) => x.square());
  const outer = compile((x: tf.Tensor) => inner(x).add(1));
  assert.deepEqual(values(outer(tf.tensor1d([3]))), [10]);
});

test('bytes are an input of their own kind', () => {
  const f = compile((x: tf.Tensor) =>
    native('Cast', [x], { SrcT: { kind: 4, value: 4 }, DstT: { kind: 4, value: 1 }, Truncate: false }),
  );
  const bytes = bytesTensor(Uint8Array.of(0, 128, 255), [3]);
  assert.deepEqual(values(f(bytes)), [0, 128, 255]);
});

test('what cannot be traced is refused by name, and changes nothing', () => {
  const x = tf.ones([1]);
  const v = tf.variable(tf.scalar(1));
  const reads = compile((x: tf.Tensor) => {
    assignVariable(v, tf.scalar(9));
    return tf.scalar(x.mul(2).dataSync()[0]);
  });
  assert.throws(() => reads(x), /values are read inside the function, after op Mul/);
  const draws = compile((x: tf.Tensor) => x.add(tf.randomUniform([1])));
  assert.throws(() => draws(x), /random number is drawn in JavaScript/);
  const waits = compile((async () => tf.scalar(1)) as unknown as () => tf.Tensor);
  assert.throws(() => waits(), /asynchronous/);
  assert.equal(values(v)[0], 1);
  // The backend is itself again.
  assert.deepEqual(values(x.add(1)), [2]);
  assert.ok(Math.random() < 1);
});
