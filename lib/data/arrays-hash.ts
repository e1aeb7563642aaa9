import { createHash } from 'node:crypto';
import type { NumericArray } from './source';

/** Tells arrays from others by all their values, kinds and shapes; SHA-256, shortened. @param head what else counts. */
export function arraysHash(head: unknown, arrays: readonly (NumericArray | undefined)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(head));
  for (const array of arrays) {
    if (array === undefined) continue;
    const { data, shape } = array;
    hash.update(`${data.constructor.name} ${shape} `);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}
