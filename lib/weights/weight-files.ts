/**
 * Weights in files, in tf.layers' format: the values one after the other, in shards, and a manifest of their names,
 * shapes and dtypes. Written and read one weight at a time, so that a model of any size needs no more memory than its
 * largest weight beside itself.
 */

import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import type { FileRecord } from './model-card';

/** Name, shape, dtype, and how the values are quantised. */
export type WeightEntry = Parameters<typeof tf.io.decodeWeights>[1][number];

export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
}

/** Other programs, Node's readFile among them, read no more than 2 GiB at once. */
const SHARD = 2 ** 30;
/** What is written, read and hashed at once. */
const PIECE = 2 ** 26;

/**
 * Writes the weights of a model as they are at this moment: all at one go, so that a training that goes on does not
 * change some of them in between.
 * @returns their manifest, and what was written of each file.
 */
export function writeWeights(
  folder: string,
  model: tf.LayersModel,
  { shardBytes = SHARD }: { shardBytes?: number } = {},
): { group: WeightGroup; files: Record<string, FileRecord> } {
  const weights = model.weights.map(({ originalName, shape, dtype }) => ({
    name: originalName,
    shape: shape as number[],
    dtype: dtype as WeightEntry['dtype'],
  }));
  const total = weights.reduce((sum, entry) => sum + byteLength(entry, folder), 0);
  const count = Math.max(1, Math.ceil(total / shardBytes));
  const paths = Array.from({ length: count }, (_, i) =>
    count === 1 ? 'weights.bin' : `weights-${i + 1}-of-${count}.bin`,
  );
  const pieces = piecesOf(model, shardBytes);
  const records = paths.map((name) => writeShard(path.join(folder, name), pieces, shardBytes));
  return { group: { paths, weights }, files: Object.fromEntries(paths.map((name, i) => [name, records[i]])) };
}

/** The bytes of all weights, in pieces that end where a shard does. */
function* piecesOf(model: tf.LayersModel, shardBytes: number): Generator<Uint8Array> {
  let position = 0;
  for (const weight of model.weights) {
    const values = weight.read().dataSync();
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let start = 0; start < bytes.length; ) {
      const end = Math.min(bytes.length, start + Math.min(PIECE, shardBytes - (position % shardBytes)));
      yield bytes.subarray(start, end);
      position += end - start;
      start = end;
    }
  }
}

function writeShard(file: string, pieces: Iterator<Uint8Array>, shardBytes: number): FileRecord {
  const hash = createHash('sha256');
  const descriptor = fs.openSync(file, 'wx');
  let bytes = 0;
  try {
    while (bytes < shardBytes) {
      const { done, value } = pieces.next();
      if (done) break;
      for (let written = 0; written < value.length; ) written += fs.writeSync(descriptor, value, written);
      hash.update(value);
      bytes += value.length;
    }
  } finally {
    fs.closeSync(descriptor);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * The weights of a group, one after the other.
 * @param records what was written of each file, where that is known.
 * @throws UserError where a file is missing, has another size than its weights, or is not the one that was written: the
 * last may be known after the last weight only.
 */
export async function* readWeights(
  folder: string,
  { paths, weights }: WeightGroup,
  records: Readonly<Record<string, FileRecord>> = {},
): AsyncGenerator<{ entry: WeightEntry; bytes: ArrayBuffer }> {
  await checkSizes(folder, { paths, weights }, records);
  const shards = new ShardReader(folder, paths, records);
  try {
    for (const entry of weights) yield { entry, bytes: await shards.read(byteLength(entry, folder)) };
    await shards.checkLast();
  } finally {
    await shards.close();
  }
}

class ShardReader {
  private next = 0;
  private shard: { name: string; handle: FileHandle; hash: Hash } | undefined;

  constructor(
    private readonly folder: string,
    private readonly paths: readonly string[],
    private readonly records: Readonly<Record<string, FileRecord>>,
  ) {}

  async read(length: number): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { handle, hash } = this.shard ?? (await this.openNext());
      const { bytesRead } = await handle.read(bytes, done, Math.min(PIECE, length - done));
      hash.update(bytes.subarray(done, done + bytesRead));
      done += bytesRead;
      if (bytesRead === 0) await this.checkLast();
    }
    return bytes.buffer;
  }

  private async openNext() {
    const name = this.paths[this.next++];
    if (name === undefined) throw damaged(this.folder, 'it became shorter while it was read');
    const handle = await open(path.join(this.folder, name)).catch((error: Error) => {
      throw damaged(path.join(this.folder, name), `it cannot be read (${error.message})`);
    });
    this.shard = { name, handle, hash: createHash('sha256') };
    return this.shard;
  }

  /** Closes the shard that was read to its end. */
  async checkLast(): Promise<void> {
    if (this.shard === undefined) return;
    const { name, hash } = this.shard;
    await this.close();
    checkHash(path.join(this.folder, name), hash, this.records[name]);
  }

  async close(): Promise<void> {
    await this.shard?.handle.close();
    this.shard = undefined;
  }
}

async function checkSizes(
  folder: string,
  { paths, weights }: WeightGroup,
  records: Readonly<Record<string, FileRecord>>,
) {
  let found = 0;
  for (const name of paths) {
    const file = path.join(folder, name);
    const size = await stat(file).then(
      ({ size }) => size,
      () => undefined,
    );
    if (size === undefined) throw damaged(file, 'there is no such file');
    const record = records[name];
    if (record !== undefined) checkSize(file, size, record);
    found += size;
  }
  const wanted = weights.reduce((sum, entry) => sum + byteLength(entry, folder), 0);
  if (found !== wanted) {
    throw damaged(path.join(folder, paths.join(', ')), `its weights have ${wanted} bytes, found ${found}`);
  }
}

/** @throws UserError where a file has not the size that was written. */
export function checkSize(file: string, size: number, record: FileRecord): void {
  if (size !== record.bytes) throw damaged(file, `${record.bytes} bytes were written, found ${size}`);
}

/** @throws UserError where a file has not the content that was written. */
export function checkHash(file: string, hash: Hash, record: FileRecord | undefined): void {
  if (record !== undefined && hash.digest('hex') !== record.sha256) {
    throw damaged(file, 'its content is not what was written (SHA-256)');
  }
}

export const damaged = (file: string, why: string) =>
  new UserError(`${file}: ${why}; copy the model folder again, or save the model again.`);

const WIDTHS: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, float16: 2, uint16: 2, uint8: 1 };

function byteLength({ name, shape, dtype, quantization }: WeightEntry, place: string): number {
  const width = WIDTHS[quantization?.dtype ?? dtype];
  if (width === undefined || !['float32', 'int32', 'bool'].includes(dtype)) {
    throw new UserError(`${place}: weight ${name} is of dtype ${dtype}; only float32, int32 and bool are supported.`);
  }
  return shape.reduce((product, side) => product * side, width);
}
