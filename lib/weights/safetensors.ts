/**
 * The safetensors format: named arrays in one file, readable from Python as well.
 *
 * 8 bytes: length of the header (little-endian); the header, JSON; then the data (github.com/huggingface/safetensors).
 */

import { UserError } from '../errors';
import { encodeHalves } from './halves';
import { numberFormats } from './number-formats';

export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface TensorFile {
  readonly tensors: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the header says of an array: where it lies, in bytes from the file's beginning. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface TensorHeader {
  readonly entries: Readonly<Record<string, TensorEntry>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An array that is to be written. */
export interface ArrayLayout {
  readonly dtype: 'F32' | 'F16' | 'I32';
  readonly shape: readonly number[];
}

/** The first bytes of a file; the arrays follow one after the other, in the order of the layouts. */
export function encodeHeader(
  layouts: Readonly<Record<string, ArrayLayout>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let offset = 0;
  const entries = Object.entries(layouts).map(([name, { dtype, shape }]) => {
    const start = offset;
    offset += sizeOf(shape) * numberFormats[dtype].width;
    return [name, { dtype, shape, data_offsets: [start, offset] }];
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries])));
  // Padded with spaces, as the format allows, so that the data is aligned.
  const json = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json]);
}

export interface EncodeOptions {
  /** Writes float32 in half precision, to three digits, in half the bytes. */
  readonly half?: boolean;
}

/** All of a file at once. Large ones are written array by array: `writeTensors`. */
export function encodeTensors({ tensors, metadata }: TensorFile, { half = false }: EncodeOptions = {}): Uint8Array {
  const isHalf = (data: NamedArray['data']): data is Float32Array => half && data instanceof Float32Array;
  const layouts = Object.entries(tensors).map(([name, { shape, data }]) => [
    name,
    { shape, dtype: isHalf(data) ? 'F16' : dtypeOf(data) },
  ]);
  const parts = Object.values(tensors).map(({ data }) => bytesOf(isHalf(data) ? encodeHalves(data) : data));
  return Buffer.concat([encodeHeader(Object.fromEntries(layouts), metadata), ...parts]);
}

export const dtypeOf = (data: Float32Array | Int32Array) => (data instanceof Int32Array ? 'I32' : 'F32');

export const bytesOf = ({ buffer, byteOffset, byteLength }: NamedArray['data'] | Uint16Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Arrays of a safetensors file: half precision and double become float32, integers and booleans int32.
 * @throws UserError where the bytes are no whole safetensors file, or an array is of a kind that is not known.
 */
export function decodeTensors(bytes: Uint8Array, path: string): TensorFile {
  const { entries, metadata } = decodeHeader(bytes, path, bytes.length);
  const tensors = Object.entries(entries).map(([name, entry]) => {
    // A copy, because the data need not be aligned in the file.
    return [name, decodeArray(name, entry, Uint8Array.from(bytes.subarray(entry.start, entry.end)).buffer, path)];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

export function decodeArray(name: string, { dtype, shape }: TensorEntry, bytes: ArrayBuffer, path: string): NamedArray {
  try {
    return { shape, data: numberFormats[dtype].decode(bytes) };
  } catch (error) {
    throw new UserError(`${path}: array ${name} of ${dtype} cannot be read: ${(error as Error).message}`);
  }
}

export const LENGTH_BYTES = 8;

/** The format's own bound. */
const LONGEST_HEADER = 100e6;

/** How many bytes length and header take together. @param first the first eight bytes. */
export function headerEnd(first: Uint8Array, path: string, fileSize: number): number {
  if (fileSize < LENGTH_BYTES) throw damaged(path, `${fileSize} bytes`);
  const length = Buffer.from(first.buffer, first.byteOffset, LENGTH_BYTES).readBigUInt64LE();
  if (length > LONGEST_HEADER || LENGTH_BYTES + Number(length) > fileSize) {
    throw damaged(path, 'the header is cut off');
  }
  return LENGTH_BYTES + Number(length);
}

/**
 * Reads and checks a header.
 * @param bytes the file's beginning, its header included.
 * @throws UserError where header and file do not fit: arrays must cover the data one after the other, without a gap.
 */
export function decodeHeader(bytes: Uint8Array, path: string, fileSize: number): TensorHeader {
  const begin = headerEnd(bytes, path, fileSize);
  const { __metadata__: metadata = {}, ...arrays } = parseHeader(bytes.subarray(LENGTH_BYTES, begin), path);
  const entries = Object.entries(arrays).map(
    ([name, entry]) => [name, checkedEntry(name, entry, begin, path)] as const,
  );
  let next = begin;
  for (const [name, { start, end }] of [...entries].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (end > fileSize) throw damaged(path, `array ${name} is cut off`);
    if (start !== next) throw damaged(path, `array ${name} does not begin where the one before it ends`);
    next = end;
  }
  if (next !== fileSize) throw damaged(path, `${fileSize - next} bytes follow the last array`);
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    throw damaged(path, 'its metadata are no texts');
  }
  return { entries: Object.fromEntries(entries), metadata: metadata as Record<string, string> };
}

function parseHeader(bytes: Uint8Array, path: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    throw damaged(path, 'the header is not JSON');
  }
  if (!isRecord(header)) throw damaged(path, 'the header is no record of arrays');
  return header;
}

function checkedEntry(name: string, entry: unknown, begin: number, path: string): TensorEntry {
  const { dtype, shape, data_offsets: range } = (isRecord(entry) ? entry : {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(range) || range.length !== 2) {
    throw damaged(path, `array ${name} is not described by dtype, shape and data_offsets`);
  }
  if (!Object.hasOwn(numberFormats, dtype)) {
    throw damaged(path, `array ${name} has dtype ${dtype}; known are ${Object.keys(numberFormats).join(', ')}`);
  }
  const [start, end] = range;
  const wanted = sizeOf(shape) * numberFormats[dtype].width;
  if (end - start !== wanted) {
    throw damaged(
      path,
      `array ${name} of shape [${shape.join(', ')}] and ${dtype} has ${end - start} bytes, not ${wanted}`,
    );
  }
  return { dtype, shape, start: begin + start, end: begin + end };
}

const sizeOf = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);

export const damaged = (path: string, why: string) =>
  new UserError(`${path} is not a whole safetensors file (${why}); delete it or put the original back`);
