import { UserError } from '../../errors';
import { type Examples, examples } from '../dataset';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const INPUT_SHAPE = [SIDE, SIDE, 3];
const NUM_CLASSES = 10;

/** Bytes of one record: a label, then 1,024 red, 1,024 green and 1,024 blue bytes, each plane row by row. */
export const CIFAR_RECORD = 1 + 3 * PLANE;

/** The content of a batch file and its name, which an error's sentence gives. */
export interface CifarBatch {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Labels of CIFAR-10's binary batches, one after the other, as their author's page describes the format.
 * @throws UserError where a file is no whole number of records or a label is not 0 to 9.
 */
export function cifarLabels(batches: readonly CifarBatch[]): Int32Array {
  const labels: number[] = [];
  for (const { file, bytes } of batches) {
    if (bytes.length === 0 || bytes.length % CIFAR_RECORD !== 0) {
      throw new UserError(
        `${file}: ${bytes.length} bytes are no whole number of records of ${CIFAR_RECORD}: this is not a CIFAR-10 binary batch, or it is truncated; fetch it again.`,
      );
    }
    for (let start = 0; start < bytes.length; start += CIFAR_RECORD) {
      const label = bytes[start];
      if (label >= NUM_CLASSES) {
        throw new UserError(
          `${file}: record ${start / CIFAR_RECORD} has label ${label}, expected 0 to ${NUM_CLASSES - 1}: this is not a CIFAR-10 binary batch, or it is damaged; fetch it again.`,
        );
      }
      labels.push(label);
    }
  }
  return Int32Array.from(labels);
}

/**
 * The records at `indices`, counted over all batches, as images [32, 32, 3] with interleaved channels.
 * @throws UserError as `cifarLabels` does; RangeError where an index is outside.
 */
export function decodeCifar(batches: readonly CifarBatch[], indices?: ArrayLike<number>): Examples {
  const allLabels = cifarLabels(batches);
  const rows = indices ?? allLabels.map((_, i) => i);
  const records = batches.flatMap(({ bytes }) =>
    Array.from({ length: bytes.length / CIFAR_RECORD }, (_, i) =>
      bytes.subarray(i * CIFAR_RECORD, (i + 1) * CIFAR_RECORD),
    ),
  );
  const inputs = new Uint8Array(rows.length * 3 * PLANE);
  const labels = new Int32Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const record = records[rows[row]];
    if (!record) throw new RangeError(`there is no record ${rows[row]}: there are ${records.length}`);
    labels[row] = record[0];
    interleave(record, inputs, row * 3 * PLANE);
  }
  return examples(inputs, INPUT_SHAPE, labels);
}

/** Writes a record's three planes as pixels of three channels, from `start` on. */
function interleave(record: Uint8Array, inputs: Uint8Array, start: number): void {
  for (let pixel = 0; pixel < PLANE; pixel++) {
    inputs[start + 3 * pixel] = record[1 + pixel];
    inputs[start + 3 * pixel + 1] = record[1 + PLANE + pixel];
    inputs[start + 3 * pixel + 2] = record[1 + 2 * PLANE + pixel];
  }
}

/** The binary batch of images [32, 32, 3] with labels 0 to 9: the inverse of `decodeCifar`. */
export function encodeCifar({ inputs, inputShape, labels, size }: Examples): Uint8Array {
  if (inputShape.join() !== INPUT_SHAPE.join()) {
    throw new RangeError(`CIFAR-10 holds images [32, 32, 3], not [${inputShape.join(', ')}]`);
  }
  const bytes = new Uint8Array(size * CIFAR_RECORD);
  for (let row = 0, next = 0; row < size; row++) {
    const start = row * CIFAR_RECORD;
    bytes[start] = labels[row];
    for (let red = start + 1; red < start + 1 + PLANE; red++) {
      bytes[red] = inputs[next++];
      bytes[red + PLANE] = inputs[next++];
      bytes[red + 2 * PLANE] = inputs[next++];
    }
  }
  return bytes;
}
