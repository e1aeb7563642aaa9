import assert from 'node:assert/strict';
import test from 'node:test';
import { examples, imageAt, select, take } from '../../lib/data';

const three = examples(
  Uint8Array.from({ length: 12 }, (_, i) => i),
  [2, 2, 1],
  Int32Array.of(5, 6, 7),
);

test('select copies rows in the order asked for', () => {
  const chosen = select(three, [2, 0, 2]);
  assert.deepEqual([...chosen.labels], [7, 5, 7]);
  assert.deepEqual([...chosen.inputs], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);
  assert.throws(() => select(three, [3]), /there is no example 3: 3 examples are numbered 0 to 2/);
});

test('take keeps the first ones, and all where there are fewer', () => {
  assert.deepEqual([...take(three, 2).labels], [5, 6]);
  assert.equal(take(three, 9).size, 3);
  assert.throws(() => take(three, -1), RangeError);
});

test('an image is one row; inputs of another shape are none', () => {
  assert.deepEqual([...imageAt(three, 1).pixels], [4, 5, 6, 7]);
  assert.deepEqual([imageAt(three, 1).height, imageAt(three, 1).channels], [2, 1]);
  assert.throws(() => imageAt(three, -1), RangeError);
  assert.throws(() => imageAt(examples(new Uint8Array(4), [4], Int32Array.of(0)), 0), /are no images/);
  assert.throws(() => examples(new Uint8Array(5), [2, 2, 1], Int32Array.of(0)), /have 4 values, not 5/);
});
