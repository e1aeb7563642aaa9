import assert from 'node:assert/strict';
import test from 'node:test';
import { CIFAR_RECORD, cifarLabels, decodeCifar, encodeCifar } from '../../../lib/data/formats/cifar-binary';
import { UserError } from '../../../lib/errors';

/** A record whose planes are constant but for the first two pixels of the second row. */
function record(label: number, red: number, green: number, blue: number): Uint8Array {
  const bytes = new Uint8Array(CIFAR_RECORD);
  bytes[0] = label;
  bytes.fill(red, 1, 1025).fill(green, 1025, 2049).fill(blue, 2049);
  bytes[1 + 32] = 255;
  bytes[1 + 1024 + 33] = 254;
  return bytes;
}

const batch = (...records: Uint8Array[]) => ({
  file: 'batch.bin',
  bytes: Uint8Array.from(records.flatMap((r) => [...r])),
});

test('planes become pixels of three channels', () => {
  const { inputs, inputShape, labels } = decodeCifar([batch(record(3, 10, 20, 30))]);
  assert.deepEqual(inputShape, [32, 32, 3]);
  assert.deepEqual([...labels], [3]);
  assert.deepEqual([...inputs.subarray(0, 6)], [10, 20, 30, 10, 20, 30]);
  assert.deepEqual([...inputs.subarray(32 * 3, 32 * 3 + 6)], [255, 20, 30, 10, 254, 30]);
});

test('indices count over all batches, in the order asked for', () => {
  const batches = [batch(record(0, 0, 0, 0), record(1, 1, 1, 1)), batch(record(2, 2, 2, 2))];
  assert.deepEqual([...cifarLabels(batches)], [0, 1, 2]);
  const { inputs, labels } = decodeCifar(batches, [2, 0]);
  assert.deepEqual([...labels], [2, 0]);
  assert.deepEqual([inputs[0], inputs[3072]], [2, 0]);
  assert.throws(() => decodeCifar(batches, [3]), RangeError);
});

test('what was decoded is encoded to the same bytes', () => {
  const original = batch(record(7, 1, 2, 3), record(9, 4, 5, 6));
  assert.deepEqual(encodeCifar(decodeCifar([original])), original.bytes);
});

test('a truncated batch and a wrong label get one sentence', () => {
  const refuses = (bytes: Uint8Array, message: RegExp) =>
    assert.throws(
      () => cifarLabels([{ file: 'b.bin', bytes }]),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  refuses(record(1, 0, 0, 0).subarray(0, 3000), /^b\.bin: 3000 bytes are no whole number of records of 3073/);
  refuses(new Uint8Array(0), /^b\.bin: 0 bytes/);
  refuses(batch(record(1, 0, 0, 0), record(10, 0, 0, 0)).bytes, /record 1 has label 10, expected 0 to 9/);
});
