import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { encodeIdx, readIdx } from '../../../lib/data/formats/idx';
import { readMnist } from '../../../lib/data/sets/mnist';
import { UserError } from '../../../lib/errors';

/** Two images of 2 x 3, written by hand from the format's description. */
const IMAGES = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

test('an idx file of images is read, gzipped or not, and written back', () => {
  for (const bytes of [IMAGES, gzipSync(IMAGES)]) {
    const { values, shape } = readIdx(bytes, 'images', 3);
    assert.deepEqual(shape, [2, 2, 3]);
    assert.deepEqual([...values], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  }
  assert.deepEqual(encodeIdx(readIdx(IMAGES, 'images', 3)), IMAGES);
});

test('a truncated, longer, foreign or damaged idx file gets one sentence', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /^f: this is not an idx file of images \(it is empty\); fetch it again\.$/],
    ['labels for images', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 0), /starts with 00 00 08 01, not with 00 00 08 03/],
    ['a web page', new TextEncoder().encode('<html>'), /starts with 3c 68 74 6d/],
    ['cut in the header', IMAGES.subarray(0, 9), /expected 16 bytes of header, found 9/],
    ['cut in the values', IMAGES.subarray(0, 20), /expected 28 bytes \(its header says 2 x 2 x 3\), found 20/],
    ['longer', Uint8Array.of(...IMAGES, 0), /expected 28 bytes .*, found 29/],
    ['cut gzip', gzipSync(IMAGES).subarray(0, 20), /the gzip is truncated or damaged/],
  ];
  for (const [name, bytes, message] of cases) {
    assert.throws(
      () => readIdx(bytes, 'f', 3),
      (error: Error) => error instanceof UserError && message.test(error.message),
      name,
    );
  }
});

test('MNIST refuses images and labels that do not belong together', () => {
  const images = (size: number, side = 28) => ({
    file: 'images',
    bytes: encodeIdx({ values: new Uint8Array(size * side * side), shape: [size, side, side] }),
  });
  const labels = (...values: number[]) => ({
    file: 'labels',
    bytes: encodeIdx({ values: Uint8Array.from(values), shape: [values.length] }),
  });
  assert.deepEqual([...readMnist(images(2), labels(9, 0)).labels], [9, 0]);
  assert.throws(() => readMnist(images(2), labels(1)), /1 labels for the 2 images/);
  assert.throws(() => readMnist(images(2), labels(1, 10)), /label 1 is 10, expected 0 to 9/);
  assert.throws(() => readMnist(images(2, 32), labels(1, 2)), /expected images of 28 x 28, found 32 x 32/);
});
