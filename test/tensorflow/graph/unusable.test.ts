import assert from 'node:assert/strict';
import test from 'node:test';
import { addToVariable, assignVariable, compile, FLOAT, native, tf } from '../../../lib/tensorflow';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

/** The sentence alone, and nothing made or lost on the way to it. */
function refuses(action: () => unknown, message: RegExp): void {
  const before = tf.memory();
  assert.throws(action, (error: Error) => {
    assert.match(error.message, message);
    assert.ok(!error.message.includes('\n'), error.message);
    return true;
  });
  assert.deepEqual(tf.memory(), before);
}

const disposed = () => {
  const tensor = tf.scalar(1);
  tensor.dispose();
  return tensor;
};

/** What a tensor of another copy of tfjs looks like: all that a tensor has, but data that this one has never seen. */
const foreign = (): tf.Tensor =>
  Object.assign(Object.create(tf.Tensor.prototype), { dataId: {}, shape: [], dtype: 'float32', id: -1, size: 1 });

test('an argument that is no live tensor of this TensorFlow is named', () => {
  const f = compile((tree: { a: tf.Tensor[] }) => tree.a[0].add(1));
  refuses(() => f({ a: [disposed()] }), /^compile: argument 1\.a\[0\] is a tensor that is disposed\.$/);
  refuses(
    () => f({ a: [foreign()] }),
    /^compile: argument 1\.a\[0\] is a tensor that belongs to another copy of tfjs\.$/,
  );
});

test('so is a tensor that the function finds outside, or has disposed itself', () => {
  const sentence =
    /^compile: a tensor that the function uses is disposed; keep it until the last call, or compile anew\.$/;
  const gone = disposed();
  const x = tf.scalar(1);
  for (const captured of ['constant', 'argument'] as const) {
    const options = { captured };
    refuses(() => compile((x: tf.Tensor) => x.add(gone), options)(x), sentence);
    refuses(() => compile((x: tf.Tensor) => gone.add(x), options)(x), sentence);
    refuses(() => compile((x: tf.Tensor) => tf.concat([x.as1D(), gone.as1D()]), options)(x), sentence);
    refuses(() => compile(() => gone, options)(), /^compile: the result is a tensor that is disposed\.$/);
    refuses(() => compile((x: tf.Tensor) => tf.gather(x.as1D(), gone.cast('int32')), options)(x), sentence);
    const own = (x: tf.Tensor) => {
      const y = x.mul(2);
      y.dispose();
      return tf.add(x, y);
    };
    refuses(() => compile(own, options)(x), sentence);
  }
  refuses(
    () => compile((x: tf.Tensor) => x.add(foreign()))(x),
    /^compile: a tensor that the function uses belongs to another copy of tfjs;/,
  );
});

test('a tensor that left a trace is gone after it; one that is kept is refused there', () => {
  let left: tf.Tensor | undefined;
  const x = tf.scalar(1);
  const leaving = compile((x: tf.Tensor) => {
    left = x.mul(2);
    return left;
  });
  leaving(x);
  refuses(() => compile((x: tf.Tensor) => x.add(left as tf.Tensor))(x), /a tensor that the function uses is disposed/);
  refuses(() => compile((_: tf.Tensor) => left as tf.Tensor)(x), /the result is a tensor that is disposed/);
  for (const of of [(x: tf.Tensor) => x.mul(2), (x: tf.Tensor) => x.clone(), () => v.clone()]) {
    const keeping = compile((x: tf.Tensor) => {
      left = tf.keep(of(x));
      return x;
    });
    refuses(() => keeping(x), /^compile: a tensor that is computed inside the function is kept by tf\.keep/);
  }
  // What is kept beyond a tidy inside, and then returned, is the caller's as ever.
  const returning = compile((x: tf.Tensor) => {
    let inner: tf.Tensor | undefined;
    const slope = tf.grad((x) => {
      inner = tf.keep(x.square());
      return inner.sum();
    })(x);
    return [inner as tf.Tensor, slope];
  });
  const before = tf.memory();
  const results = returning(tf.scalar(3));
  assert.deepEqual(results.map(values), [[9], [6]]);
  tf.dispose(results);
  assert.equal(tf.memory().numTensors, before.numTensors + 1);
  // A table that is the same at each call may be made once.
  let table: tf.Tensor | undefined;
  const caching = compile((x: tf.Tensor) => {
    table ??= tf.keep(tf.tensor1d([1, 2, 3]).square());
    return x.mul(table);
  });
  assert.deepEqual(
    [values(caching(x)), values(caching(tf.ones([3])))],
    [
      [1, 4, 9],
      [1, 4, 9],
    ],
  );
  table?.dispose();
});
const v = tf.tidy(() => tf.variable(tf.scalar(3)));

test('captured arguments are not copied into the graph, native or not, and disposed ones are refused at every call', () => {
  const size = 2 ** 20;
  const table = tf.tensor1d(new Float32Array(size).fill(1));
  const f = compile((x: tf.Tensor) => table.add(x), { captured: 'argument' });
  const before = process.memoryUsage().arrayBuffers;
  const one = tf.scalar(1);
  assert.equal(f(one).dataSync()[size - 1], 2);
  // The result is read, and nothing else of this size is there.
  assert.ok(process.memoryUsage().arrayBuffers - before < 1.5 * 4 * size);
  assert.equal(f(tf.tensor1d([1])).dataSync()[0], 2);
  table.dispose();
  const sentence = /^compile: a tensor that the function uses is disposed; keep it until the last call/;
  refuses(() => f(one), sentence);
  const other = tf.tensor2d([[1]]);
  refuses(() => f(other), sentence);
});

test('values that the function itself makes are constants, also where those from outside are arguments', () => {
  const outside = tf.tensor1d([10, 20]);
  const f = compile((x: tf.Tensor) => [tf.tensor1d([1, 2]).mul(x), outside.mul(x), tf.tensor1d(['a'])], {
    captured: 'argument',
  });
  for (let i = 0; i < 2; i++) assert.deepEqual(f(tf.scalar(3)).map(values), [[3, 6], [30, 60], ['a']]);
});

test('where another backend is active, what runs on TensorFlow says so, and works again after it', () => {
  const f = compile((x: tf.Tensor) => x.add(1));
  const x = tf.tensor1d([1]);
  f(x);
  tf.setBackend('cpu');
  try {
    const other = tf.tensor1d([2]);
    const sentence = /the backend is cpu, this runs on TensorFlow alone; call tf\.setBackend\('tensorflow'\) first\.$/;
    for (const input of [x, other]) {
      refuses(() => f(input), sentence);
      refuses(() => native('Square', [input], { T: FLOAT }), sentence);
    }
    refuses(() => compile((x: tf.Tensor) => x)(x), sentence);
    refuses(() => addToVariable(v, v), sentence);
    tf.setBackend('tensorflow');
    assert.deepEqual([f(x), f(other)].map(values), [[2], [3]]);
  } finally {
    tf.setBackend('tensorflow');
  }
});

test('a variable that another backend has used in between keeps its value', () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const f = compile(() => {
    addToVariable(w, tf.ones([2]));
    return w.clone();
  });
  assert.deepEqual(values(f()), [2, 3]);
  tf.setBackend('cpu');
  assert.deepEqual(values(w.mul(10)), [20, 30]);
  tf.setBackend('tensorflow');
  assert.deepEqual(values(f()), [3, 4]);
  assert.deepEqual(values(w), [3, 4]);
});

test('native operations and updates name an input that cannot be used', () => {
  const x = tf.scalar(1);
  refuses(() => native('Mul', [x, disposed()], { T: FLOAT }), /^op Mul: input 2 is disposed\.$/);
  refuses(() => native('Mul', [foreign(), x], { T: FLOAT }), /^op Mul: input 1 belongs to another copy of tfjs\.$/);
  refuses(() => assignVariable(v, disposed()), /^variable .*: input 1 is disposed\.$/);
});

test('what is no function, no known option and no tensor is refused where it is given', () => {
  const f = (x: tf.Tensor) => x;
  refuses(() => compile(3 as never), /^compile: what is compiled is 3; expected a function/);
  refuses(
    () => compile(f, { captured: 'copy' as never }),
    /^compile: captured is the text "copy"; expected constant or argument/,
  );
  refuses(() => compile(f, { constant: [] } as never), /^compile: constant/);
  refuses(() => compile(f, { constants: [tf.Tensor] as never }), /^compile: constants\.0 .*a variable/);
  refuses(() => assignVariable(v, 3 as never), /^variable .* takes a tensor, not number 3$/);
  const assigning = compile(() => {
    v.assign(3 as never);
    return [];
  });
  refuses(() => assigning(), /^variable .* takes a tensor, not number 3$/);
});
