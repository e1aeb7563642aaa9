import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { compile, tf } from '../../../lib/tensorflow';

const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const integers = () => tf.tensor1d([-3, -1, 0, 1, 2, 2 ** 30], 'int32');

test('whole numbers are round, also in a graph, and stay whole', () => {
  const x = integers();
  for (const y of [tf.round(x), compile((x: tf.Tensor) => tf.round(x))(x)]) {
    assert.deepEqual(values(y), values(x));
    assert.equal(y.dtype, 'int32');
    y.dispose();
  }
  assert.deepEqual(values(tf.round(tf.tensor1d([-1.5, 0.5, 1.5, 2.4]))), [-2, 0, 2, 2]);
  const v = tf.variable(integers());
  const f = compile(() => {
    const before = tf.round(v);
    v.assign(tf.zerosLike(v));
    return before;
  });
  assert.deepEqual(values(f()), values(integers()));
});

test('exp of whole numbers takes nothing away, and leaves nothing behind', () => {
  const x = integers().slice(0, 5);
  const before = tf.memory();
  for (const y of [tf.exp(x), compile((x: tf.Tensor) => tf.exp(x))(x)]) {
    assert.ok(!x.isDisposed);
    values(y).forEach((value, i) => {
      // float32 holds seven digits.
      assert.ok(Math.abs(value / Math.exp(values(x)[i]) - 1) < 1e-6);
    });
    y.dispose();
  }
  assert.deepEqual(tf.memory(), before);
});

test('no operation of one tensor disposes it, of any dtype', () => {
  const unary = 'abs ceil clone cos elu erf exp expm1 floor isNaN log log1p logicalNot neg reciprocal relu relu6 round';
  const more = 'rsqrt selu sigmoid sign sin softplus sqrt square step tan tanh sum mean max min all any argMax softmax';
  for (const name of `${unary} ${more}`.split(' ')) {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const x = tf.tensor1d([0, 1, 1], dtype);
      try {
        (tf as unknown as Record<string, (x: tf.Tensor) => tf.Tensor>)[name](x);
      } catch {
        // TensorFlow has not each of them for each dtype, and says so.
      }
      assert.deepEqual(values(x), [0, 1, 1], `${name} of ${dtype}`);
    }
  }
});

test('scalars are joined to a vector, and histograms of constants are written', () => {
  const scalars = [1, 2, 3].map((value) => tf.scalar(value));
  const join = (...scalars: tf.Tensor[]) => tf.concat(scalars);
  for (const run of [join, compile(join)]) assert.deepEqual(values(run(...scalars)), [1, 2, 3]);
  const logs = mkdtempSync(path.join(tmpdir(), 'cahier-histogram-'));
  tf.node.summaryFileWriter(logs).histogram('constant', tf.ones([5]), 0);
  assert.equal(readdirSync(logs).length, 1);
  rmSync(logs, { recursive: true });
});
