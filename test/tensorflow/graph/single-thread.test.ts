import assert from 'node:assert/strict';
import test from 'node:test';
import { assignVariable, compileForOneThread, native, tf } from '../../../lib/tensorflow';
import { backend } from '../../../lib/tensorflow/graph/backend';

test('numbers go in and come out, for each shape and dtype, as the function computes them', () => {
  const w = tf.variable(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]));
  const f = (x: tf.Tensor) => tf.matMul(x.toFloat().reshape([-1, 3]) as tf.Tensor2D, w as tf.Tensor2D);
  const answer = compileForOneThread(f, { constants: [w] });
  const before = tf.memory().numTensors;
  assert.deepEqual([...answer(Float32Array.of(1, 0, 0), [1, 3])], [1, 2]);
  assert.deepEqual([...answer(Float32Array.of(0, 1, 0, 0, 0, -1), [2, 3])], [3, 4, -5, -6]);
  assert.deepEqual([...answer(Float32Array.of(0, 0.5, 0), [1, 3])], [1.5, 2]);
  // A view into the middle of an array: its place in memory is no multiple of anything.
  const bytes = Uint8Array.of(9, 9, 9, 0, 0, 1, 9).subarray(3, 6);
  const asFloat = compileForOneThread((x) => f(native('Cast', [x], cast)), { constants: [w] });
  assert.deepEqual([...asFloat(bytes, [1, 3])], [5, 6]);
  assert.equal(tf.memory().numTensors, before + 1, 'nothing stays but the values that the second function keeps');
  answer.dispose();
  asFloat.dispose();
  w.dispose();
});

const cast = { SrcT: { kind: 4, value: 4 }, DstT: { kind: 4, value: 1 }, Truncate: false };

test('constants keep their values, other variables are refused', () => {
  const w = tf.variable(tf.scalar(2));
  const answer = compileForOneThread((x) => x.mul(w), { constants: [w] });
  assert.deepEqual([...answer(Float32Array.of(3), [1])], [6]);
  assignVariable(w, tf.scalar(10));
  assert.deepEqual([...answer(Float32Array.of(3), [1])], [6]);
  assert.deepEqual([...answer(Float32Array.of(3, 4), [2])], [6, 8]);
  const reading = compileForOneThread((x) => x.mul(w));
  assert.throws(() => reading(Float32Array.of(3), [1]), /variable .* is used; it must be one of the constants/);
  answer.dispose();
  reading.dispose();
});

test('the native call refuses what does not fit, in one sentence', () => {
  const answer = compileForOneThread((x) => x.add(1));
  assert.throws(() => answer(Float32Array.of(1, 2), [3]), /2|3/);
  assert.deepEqual([...answer(Float32Array.of(1, 2), [2])], [2, 3]);
  assert.throws(() => backend.binding.runSession(-1, 1, [1], Float32Array.of(1)), /the session is closed/);
  answer.dispose();
  const whole = compileForOneThread((x) => x.toInt());
  assert.throws(() => whole(Float32Array.of(1), [1]), /the output is no float32 tensor/);
  whole.dispose();
});
