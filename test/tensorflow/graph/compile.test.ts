import assert from 'node:assert/strict';
import test from 'node:test';
import { addToVariable, assignVariable, bytesTensor, compile, native, tf } from '../../../lib/tensorflow';
import { backend } from '../../../lib/tensorflow/graph/backend';

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

const untraceable: Record<string, { fn: (x: tf.Tensor1D) => unknown; message: RegExp }> = {
  dataSync: { fn: (x) => x.mul(2).dataSync(), message: /values of the output of op Mul are read inside the function;/ },
  arraySync: { fn: (x) => x.add(1).arraySync(), message: /output of op Add are read/ },
  data: { fn: (x) => void x.square().data(), message: /output of op Square are read/ },
  array: { fn: (x) => void x.array(), message: /values of an input are read/ },
  'values of a variable': { fn: () => variable.dataSync(), message: /values of a variable are read/ },
  'a read that the function swallows': {
    fn: (x) => {
      try {
        return tf.scalar(x.dataSync()[0]);
      } catch {
        return tf.scalar(0);
      }
    },
    message: /values of an input are read/,
  },
  print: { fn: (x) => x.print(), message: /values of an input are read/ },
  whereAsync: { fn: (x) => tf.whereAsync(x.greater(0)), message: /output of op Greater are read .* by tf.whereAsync/ },
  booleanMaskAsync: { fn: (x) => tf.booleanMaskAsync(x, x.greater(0)), message: /are read .* by tf.booleanMaskAsync/ },
  setdiff1dAsync: { fn: (x) => tf.setdiff1dAsync(x, [1]), message: /are read .* by tf.setdiff1dAsync/ },
  unique: { fn: (x) => tf.unique(x).values, message: /shape of op UniqueV?2?'s result by tf.unique depends on data/ },
  nonMaxSuppression: {
    fn: (x) => tf.image.nonMaxSuppression(tf.stack([x, x, x, x], 1) as tf.Tensor2D, x, 2),
    message: /shape of op NonMaxSuppressionV3's result/,
  },
  'Math.random': {
    fn: (x) => x.add(Math.random()),
    message: /random number is drawn in JavaScript inside the function;/,
  },
  randomUniform: { fn: (x) => x.add(tf.randomUniform([3])), message: /in JavaScript .* by tf.randomUniform/ },
  randomNormal: { fn: (x) => x.add(tf.randomNormal([3])), message: /in JavaScript .* by tf.randomNormal/ },
  truncatedNormal: { fn: (x) => x.add(tf.truncatedNormal([3])), message: /in JavaScript .* by tf.truncatedNormal/ },
  dropout: { fn: (x) => tf.dropout(x, 0.5), message: /in JavaScript .* by tf.dropout/ },
  multinomial: { fn: (x) => tf.multinomial(x, 2, 5), message: /op Multinomial by tf.multinomial draws random numbers/ },
  'an async function': { fn: async (x) => x.add(1), message: /asynchronous/ },
  'an async function that reads': { fn: async (x) => tf.scalar((await x.data())[0]), message: /an input are read/ },
  'a new variable': {
    fn: (x) => tf.variable(x, false, 'counter').add(1),
    message: /variable counter is created inside/,
  },
};

const variable = tf.variable(tf.scalar(1));

for (const [name, { fn, message }] of Object.entries(untraceable)) {
  test(`cannot be traced: ${name}`, () => {
    const before = [tf.memory().numTensors, tf.memory().numDataBuffers];
    const x = tf.tensor1d([0, 1, 2]);
    const compiled = compile((x: tf.Tensor1D) => {
      variable.assign(tf.scalar(9));
      const result = fn(x);
      return result instanceof Promise ? (result as unknown as tf.Tensor) : ((result as tf.Tensor) ?? x);
    });
    assert.throws(() => compiled(x), message);
    // Nothing has changed, and the backend is itself again.
    assert.equal(values(variable)[0], 1);
    assert.deepEqual(compiled.signatures, []);
    assert.deepEqual(
      tf.tidy(() => values(x.add(1))),
      [1, 2, 3],
    );
    assert.ok(Math.random() < 1);
    x.dispose();
    assert.deepEqual([tf.memory().numTensors, tf.memory().numDataBuffers], before);
  });
}

test('values that are the same at each call may be read, and random ops with a seed of their own be traced', () => {
  const indices = tf.tensor1d([2, 0], 'int32');
  const f = (x: tf.Tensor) => {
    const [first] = tf.range(5, 7).add(1).dataSync();
    return x
      .gather(indices)
      .gather(tf.onesLike(indices))
      .mul(first)
      .add(tf.randomNormal([2], 0, 1, 'float32', 7));
  };
  const compiled = compile(f);
  for (const x of [tf.tensor1d([1, 2, 3]), tf.tensor1d([4, 5, 6])]) assert.deepEqual(values(compiled(x)), values(f(x)));
});

test('an input given twice, or found outside as well, stands for itself alone', () => {
  const outside = tf.tensor1d([10]);
  const f = compile((a: tf.Tensor, b: tf.Tensor) => [a.sub(b), a.add(outside)]);
  assert.deepEqual(f(outside, outside).map(values), [[0], [20]]);
  assert.deepEqual(f(tf.tensor1d([5]), tf.tensor1d([3])).map(values), [[2], [15]]);
});

test('variable.assign inside a compiled function is part of the graph', () => {
  const v = tf.variable(tf.scalar(2));
  const square = compile(() => {
    v.assign(v.square());
    return v.add(0);
  });
  assert.deepEqual([values(square())[0], values(square())[0]], [4, 16]);
  assert.equal(values(v)[0], 16);
  const misfit = compile(() => {
    v.assign(tf.ones([2]) as unknown as tf.Scalar);
    return [];
  });
  assert.throws(() => misfit(), /variable .* of shape \[\], cannot take a value of shape \[2\]/);
});

test('captured tensors are constants, or arguments that the graph does not copy', () => {
  const table = tf.tensor1d([1, 2, 3]);
  const constant = compile((x: tf.Tensor) => x.mul(table));
  const argument = compile((x: tf.Tensor) => x.mul(table).add(table), { captured: 'argument' });
  const x = tf.tensor1d([1, 10, 100]);
  assert.deepEqual(values(constant(x)), [1, 20, 300]);
  assert.deepEqual(values(argument(x)), [2, 22, 303]);
  table.dispose();
  assert.deepEqual(values(constant(x)), [1, 20, 300]);
  assert.throws(() => argument(x), /a tensor that the function uses is disposed/);
});

test('a number is fixed at the first call, a scalar is not', () => {
  let factor = 2;
  const fixed = compile((x: tf.Tensor) => x.mul(factor));
  const given = compile((x: tf.Tensor, by: tf.Tensor) => x.mul(by));
  const x = tf.tensor1d([1]);
  assert.equal(values(fixed(x))[0], 2);
  factor = 5;
  assert.equal(values(fixed(x))[0], 2);
  assert.equal(values(given(x, tf.scalar(2)))[0], 2);
  assert.equal(values(given(x, tf.scalar(5)))[0], 5);
});

test('gradients flow through a compiled function', () => {
  const cube = compile((x: tf.Tensor) => x.mul(x).mul(x));
  const slope = compile((x: tf.Tensor) => tf.grad((x) => cube(x).sum())(x));
  const x = tf.tensor1d([1, 2]);
  assert.deepEqual(values(tf.grad((x) => cube(x).sum())(x)), [3, 12]);
  assert.deepEqual(values(slope(x)), [3, 12]);
  assert.deepEqual(cube.signatures, [], 'inside others nothing is compiled on its own');
});

test('ops whose native name begins with an underscore', () => {
  const f = (a: tf.Tensor2D) => tf.fused.matMul({ a, b: tf.ones([2, 2]), bias: tf.ones([2]), activation: 'relu' });
  const a = tf.tensor2d([[1, -4]]);
  assert.deepEqual(values(compile(f)(a)), values(f(a)));
});

test('a disposed function gives its graphs back and traces anew when called', () => {
  let runs = 0;
  const f = compile((x: tf.Tensor) => {
    runs++;
    return x.add(1);
  });
  const results = [tf.ones([1]), tf.ones([2])].map((x) => values(f(x)));
  assert.deepEqual(results, [[2], [2, 2]]);
  assert.deepEqual(f.signatures, ['1[1]', '1[2]']);
  f.dispose();
  assert.deepEqual(f.signatures, []);
  assert.deepEqual(values(f(tf.ones([1]))), [2]);
  assert.equal(runs, 3);
});

test('removeFunction removes: TensorFlow no longer knows the name', () => {
  const names: string[] = [];
  const { binding } = backend;
  backend.binding = {
    ...binding,
    removeFunction: (name) => {
      names.push(name);
      binding.removeFunction(name);
    },
  };
  const f = compile((x: tf.Tensor) => x.add(1));
  f(tf.ones([1]));
  f.dispose();
  backend.binding = binding;
  assert.equal(names.length, 1);
  assert.throws(
    () => binding.executeOp(names[0], [], backend.getInputTensorIds([tf.ones([1])]), 1),
    new RegExp(names[0]),
  );
});

test('constants keep the values that variables had when the function was compiled', () => {
  const v = tf.variable(tf.tensor1d([1, 2]));
  const f = compile((x: tf.Tensor) => x.mul(v), { constants: [v], executor: 'serial' });
  assignVariable(v, tf.tensor1d([5, 6]));
  assert.deepEqual(values(f(tf.ones([2]))), [1, 2]);
  assignVariable(v, tf.tensor1d([7, 8]));
  assert.deepEqual(values(f(tf.ones([1, 2]))), [1, 2], 'also where a signature is traced later');
  assert.deepEqual(values(tf.tidy(() => tf.grad((x: tf.Tensor) => f(x))(tf.ones([2])))), [1, 2]);
  assert.deepEqual(values(v), [7, 8], 'the variable itself goes on');
  f.dispose();
  assert.throws(() => f(tf.ones([3, 2])), /the kept value of variable .* is disposed/);
});

test('a variable that is a constant cannot be written', () => {
  const v = tf.variable(tf.scalar(1));
  const f = compile(
    () => {
      addToVariable(v, tf.scalar(1));
      return [];
    },
    { constants: [v] },
  );
  assert.throws(() => f(), /is a constant here: it cannot be written/);
  assert.deepEqual(values(v), [1]);
});
