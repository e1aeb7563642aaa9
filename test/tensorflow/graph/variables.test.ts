import assert from 'node:assert/strict';
import test from 'node:test';
import { addToVariable, assignVariable, bytesTensor, compile, INT32, native, tf, UINT8 } from '../../../lib/tensorflow';
import { backend } from '../../../lib/tensorflow/graph/backend';
import { DataType } from '../../../lib/tensorflow/graph/graph';
import { bindVariable } from '../../../lib/tensorflow/graph/variables';

/** Bytes, which tfjs cannot read, as numbers. */
const readable = (x: tf.Tensor) =>
  backend.tensorMap.get(x.dataId).dtype === DataType.uint8
    ? native('Cast', [x], { SrcT: UINT8, DstT: INT32, Truncate: false })
    : x;
const values = (tensor: tf.Tensor): unknown[] =>
  Array.from(readable(tensor).dataSync() as unknown as ArrayLike<unknown>);

const tensors: Readonly<Record<string, (n: number) => tf.Tensor>> = {
  float32: (n) => tf.tensor1d([n, n + 0.5]),
  int32: (n) => tf.tensor1d([n, n + 1], 'int32'),
  bool: (n) => tf.tensor1d([n % 2, 1], 'bool'),
  complex64: (n) => tf.complex([n, n + 1], [0, -n]),
  string: (n) => tf.tensor1d([`text ${n}`, 'œuvre']),
  'bytes (uint8)': (n) => bytesTensor(Uint8Array.of(n, 200 + n), [2]),
  'an empty tensor': () => tf.zeros([0, 3]),
};

for (const [dtype, tensor] of Object.entries(tensors)) {
  test(`a variable is followed, whoever assigns it: ${dtype}`, () => {
    const v = tf.variable(tensor(1));
    const read = compile(() => v.clone());
    const set = compile((x: tf.Tensor) => {
      const before = v.clone();
      v.assign(x as tf.Tensor<tf.Rank>);
      return [before, v];
    });
    assert.deepEqual(values(read()), values(tensor(1)));
    v.assign(tensor(2) as tf.Tensor<tf.Rank>);
    assert.deepEqual(values(read()), values(tensor(2)));
    assignVariable(v, tensor(3));
    assert.deepEqual(values(read()), values(tensor(3)));
    assert.deepEqual(set(tensor(4)).map(values), [values(tensor(3)), values(tensor(4))]);
    assert.deepEqual(values(v), values(tensor(4)));
    assert.deepEqual(values(read()), values(tensor(4)));
    const [count, native] = [tf.memory().numTensors, backend.binding.getNumOfTensors()];
    for (let i = 0; i < 5; i++) tf.tidy(() => void set(tensor(i)));
    assert.equal(tf.memory().numTensors, count);
    assert.ok(backend.binding.getNumOfTensors() <= native + 1, 'a read of the variable may be held, and no more');
    v.dispose();
    assert.throws(() => read(), /variable .* is disposed/);
  });

  test(`tensors of every kind are inputs, constants and arguments: ${dtype}`, () => {
    const outside = tensor(7);
    for (const captured of ['constant', 'argument'] as const) {
      const f = compile((x: tf.Tensor) => [x, outside, tensor(8)], { captured });
      assert.deepEqual(f(tensor(6)).map(values), [6, 7, 8].map(tensor).map(values), captured);
    }
  });
}

test('bytes keep their native kind through tfjs’ own operations, as in eager mode', () => {
  const bytes = bytesTensor(Uint8Array.of(1, 2, 250, 3), [2, 2]);
  const f = (x: tf.Tensor) => [
    x.cast('float32'),
    x.reshape([4]),
    x.slice([0, 1], [2, 1]),
    x.transpose(),
    x.expandDims(0),
    x.reverse(0),
    tf.tile(x, [1, 2]),
    x.max(),
    x.gather([1]),
  ];
  assert.deepEqual(compile(f)(bytes).map(values), f(bytes).map(values));
  const v = tf.variable(bytes);
  const pick = compile(() => native('BitwiseAnd', [v, v], { T: UINT8 }));
  assert.deepEqual(values(pick()), [1, 2, 250, 3]);
  const numbers = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
  assert.throws(() => assignVariable(v, numbers), /variable .* is kept natively as dtype 4 .* cannot take 3/);
  v.assign(numbers as tf.Tensor<tf.Rank>);
  assert.throws(() => pick(), /variable .* holds dtype 3 .* it held 4 when the function was traced/);
});

test('only the variables that a function uses are bound', () => {
  const others = [tf.variable(tf.ones([3]), true), tf.tidy(() => tf.variable(tf.ones([3])))];
  const used = tf.variable(tf.tensor1d([1, 2, 3]));
  const handles: string[] = [];
  const { binding } = backend;
  backend.binding = {
    ...binding,
    executeOp: (op, ...rest) => {
      if (op === 'VarHandleOp') handles.push(op);
      return binding.executeOp(op, ...rest);
    },
  };
  const f = compile((x: tf.Tensor) => x.mul(used));
  f(tf.ones([3]));
  f(tf.ones([2, 3]));
  backend.binding = binding;
  assert.equal(handles.length, 1);
  others[0].assign(tf.zeros([3]));
  assert.deepEqual(others.map(values), [
    [0, 0, 0],
    [1, 1, 1],
  ]);
});

test('what only looks at a variable is no write, what writes it is, and what is neither known is refused', () => {
  const table = tf.variable(tf.tensor2d([10, 11, 20, 21], [2, 2]));
  const onVariable = (
    op: string,
    inputs: tf.Tensor[],
    attributes: Parameters<typeof backend.binding.executeOp>[1],
    outputs: number,
  ) => {
    const { handle } = bindVariable(table);
    return backend.binding
      .executeOp(op, attributes, [handle, ...backend.getInputTensorIds(inputs)], outputs)
      .map((t) => backend.createOutputTensor(t));
  };
  const type = (name: string, value: number) => ({ name, type: 4, value });
  const gather = (indices: tf.Tensor) =>
    onVariable('ResourceGather', [indices], [type('dtype', 1), type('Tindices', 3)], 1)[0];
  const f = compile((indices: tf.Tensor) => {
    const before = gather(indices);
    onVariable('ResourceScatterAdd', [indices, tf.tensor2d([[1, 1]])], [type('dtype', 1), type('Tindices', 3)], 0);
    return [before, gather(indices), table];
  });
  const one = tf.tensor1d([1], 'int32');
  assert.deepEqual(f(one).map(values), [
    [20, 21],
    [21, 22],
    [10, 11, 21, 22],
  ]);
  assert.deepEqual(f(one).map(values), [
    [21, 22],
    [22, 23],
    [10, 11, 22, 23],
  ]);
  assert.deepEqual(f(tf.tensor1d([0], 'int32')).map(values), [
    [10, 11],
    [11, 12],
    [11, 12, 22, 23],
  ]);
  const unknown = compile(() => onVariable('DisableCopyOnRead', [], [], 0) && []);
  assert.throws(
    () => unknown(),
    new RegExp(
      `op DisableCopyOnRead is none of those that are known to read or to write a variable \\(here ${table.name}\\)`,
    ),
  );
});

test('a variable cannot be disposed inside, nor made there', () => {
  const v = tf.variable(tf.scalar(1));
  for (const dispose of [() => v.dispose(), () => tf.dispose([v]), () => tf.disposeVariables()]) {
    const before = tf.memory().numTensors;
    assert.throws(
      () =>
        compile(() => {
          dispose();
          return [];
        })(),
      /variable .* is disposed inside the function/,
    );
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(values(v), [1]);
  }
});

test('after tf.disposeVariables() a function says which variable is gone', () => {
  const v = tf.variable(tf.scalar(1), true, 'gone');
  const f = compile(() => v.clone());
  f();
  tf.disposeVariables();
  assert.throws(() => f(), /^Error: variable gone is disposed and cannot be used any more$/);
  assert.throws(() => compile(() => v.clone())(), /a tensor that the function uses/);
});

test('numbers are added to, complex ones too, and other kinds say that they are none', () => {
  const complex = tf.variable(tf.complex([1], [2]));
  compile(() => {
    addToVariable(complex, tf.complex([1], [1]));
    return [];
  })();
  assert.deepEqual(values(complex), [2, 3]);
  for (const tensor of [tf.tensor1d([1], 'bool'), tf.tensor1d(['a'])]) {
    const v = tf.variable(tensor);
    const sentence = new RegExp(`variable .* is of dtype ${v.dtype}: nothing can be added to it`);
    assert.throws(() => addToVariable(v, tensor), sentence);
    assert.throws(
      () =>
        compile(() => {
          addToVariable(v, tensor);
          return [];
        })(),
      sentence,
    );
  }
});
