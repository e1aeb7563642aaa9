/** A checksum inside a file of arrays, as its last one: a bit that turned on a disk is noticed before it is learnt from. */

import { createHash } from 'node:crypto';
import { bytesOf, damaged, type NamedArray } from './safetensors';
import type { OpenTensors, PendingArray } from './tensor-file';

const NAME = 'sha256';

/** Of texts and arrays, SHA-256 as eight integers. */
class Digest {
  private readonly hash = createHash('sha256');

  constructor(metadata: Readonly<Record<string, string>>) {
    this.hash.update(JSON.stringify(Object.entries(metadata)));
  }

  add(name: string, shape: readonly number[], data: NamedArray['data']): void {
    this.hash.update(JSON.stringify([name, shape])).update(bytesOf(data));
  }

  value(): Int32Array {
    const digest = this.hash.digest();
    return Int32Array.from({ length: digest.length / 4 }, (_, i) => digest.readInt32LE(4 * i));
  }
}

/** The same arrays and, behind them, the checksum of all and of the texts; made while they are written, in their order. */
export function withChecksum(
  arrays: Readonly<Record<string, PendingArray>>,
  metadata: Readonly<Record<string, string>>,
): Record<string, PendingArray> {
  const digest = new Digest(metadata);
  const counted = Object.entries(arrays).map(([name, array]): [string, PendingArray] => {
    const read = () => {
      const data = array.read();
      digest.add(name, array.shape, data);
      return data;
    };
    return [name, { ...array, read }];
  });
  return { ...Object.fromEntries(counted), [NAME]: { shape: [8], dtype: 'I32', read: () => digest.value() } };
}

/**
 * Reads all arrays of a file once, one at a time, and compares; a file without a checksum passes.
 * @throws UserError where they are not those that were written.
 */
export async function verifyChecksum({ entries, metadata, read }: OpenTensors, file: string): Promise<void> {
  if (!(NAME in entries)) return;
  const digest = new Digest(metadata);
  for (const [name, { shape }] of Object.entries(entries)) {
    if (name !== NAME) digest.add(name, shape, (await read(name)).data);
  }
  if (String(digest.value()) !== String((await read(NAME)).data)) {
    throw damaged(file, 'its values are not those that were written');
  }
}
