import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, FLOAT, native, tf } from '../../../lib/tensorflow';
import { isStateful, withInputTypes } from '../../../lib/tensorflow/graph/operation-types';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const type = (name: string, value: unknown) => ({ name, type: 4, value });
const number = (name: string, value: number) => ({ name, type: 1, value });

test('types and lengths of lists follow from the inputs, whatever was said', () => {
  assert.deepEqual(withInputTypes('Mean', [type('T', 3), type('Tidx', 3)], [1, 3]), [type('T', 1), type('Tidx', 3)]);
  assert.deepEqual(withInputTypes('ExpandDims', [], [4, 3]), [type('T', 4), type('Tdim', 3)]);
  assert.deepEqual(withInputTypes('Split', [number('num_split', 2)], [3, 1]), [number('num_split', 2), type('T', 1)]);
  assert.deepEqual(withInputTypes('ConcatV2', [], [1, 1, 1, 3]), [number('N', 3), type('T', 1), type('Tidx', 3)]);
  assert.deepEqual(withInputTypes('DynamicStitch', [], [3, 3, 1, 1]), [number('N', 2), type('T', 1)]);
  assert.deepEqual(withInputTypes('Assert', [], [10, 1, 7]), [type('T', [1, 7])]);
  assert.deepEqual(withInputTypes('IdentityN', [], [1, 3]), [type('T', [1, 3])]);
});

test('what does not follow from the inputs stays as it was said', () => {
  const given = [type('dtype', 1), type('T', 3)];
  assert.deepEqual(withInputTypes('Placeholder', given, []), given);
  assert.deepEqual(withInputTypes('AnOperationOfOurs', given, [1]), given);
  assert.deepEqual(withInputTypes('Cast', [type('DstT', 1)], [4]), [type('DstT', 1), type('SrcT', 4)]);
  assert.deepEqual(withInputTypes('Square', [type('T', 1)], [undefined]), [type('T', 1)]);
  const fused = [number('num_args', 1)];
  assert.deepEqual(withInputTypes('_FusedConv2D', fused, [1, 1, 1]), [...fused, type('T', 1)]);
});

test('TensorFlow’s registry knows what is stateful', () => {
  for (const op of ['PrintV2', 'AssignVariableOp', 'RandomUniform', 'CollectiveReduceV2'])
    assert.ok(isStateful(op), op);
  for (const op of ['Mul', 'ConcatV2', 'StatelessRandomUniform', 'Conv2D']) assert.ok(!isStateful(op), op);
});

const dtypes = ['float32', 'int32', 'bool'] as const;
const functions: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor | tf.Tensor[]>> = {
  expandDims: (x) => tf.expandDims(x, 1),
  mean: (x) => tf.mean(x, 0),
  moments: (x) => Object.values(tf.moments(x, 0)),
  sum: (x) => tf.sum(x),
  rgbToGrayscale: (x) => tf.image.rgbToGrayscale(x.reshape([1, 2, 3]) as tf.Tensor3D),
  exp: (x) => tf.exp(x),
  pow: (x) => tf.pow(x, 2),
  where: (x) => tf.where(x.cast('bool'), x, tf.onesLike(x)),
  oneHot: (x) => tf.oneHot(x.cast('int32').flatten() as tf.Tensor1D, 3),
  concat: (x) => tf.concat([x, x]),
  stack: (x) => tf.stack([x, x]),
  split: (x) => tf.split(x, 3, 1),
  cumsum: (x) => tf.cumsum(x.cast('int32')),
  topk: (x) => tf.topk(x, 2).values,
  mixed: (x) =>
    tf.add(
      x,
      tf.tensor2d(
        [
          [1, 0, 1],
          [0, 1, 1],
        ],
        [2, 3],
        'int32',
      ),
    ),
};

for (const [name, fn] of Object.entries(functions)) {
  for (const dtype of dtypes) {
    test(`as in eager mode: ${name} of ${dtype}`, () => {
      const x = tf.tensor2d([1, 0, 1, 1, 1, 0], [2, 3], dtype);
      const list = (result: tf.Tensor | tf.Tensor[]) => [result].flat().map((t) => [t.dtype, t.shape, values(t)]);
      let expected: unknown;
      try {
        expected = list(fn(x));
      } catch (error) {
        assert.throws(() => compile(fn)(x), { message: (error as Error).message });
        return;
      }
      assert.deepEqual(list(compile(fn)(x)), expected);
    });
  }
}

test('native operations need not say what their inputs say', () => {
  const f = (x: tf.Tensor) => [
    native('Square', [x]),
    native('Mean', [x, tf.tensor1d([0], 'int32')], { keep_dims: true }),
    native('Select', [x.greater(1), x, tf.zerosLike(x)]),
  ];
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(compile(f)(x).map(values), f(x).map(values));
  assert.deepEqual(values(compile((x: tf.Tensor) => native('Square', [x], { T: FLOAT }))(x)), [1, 4, 9, 16]);
});
