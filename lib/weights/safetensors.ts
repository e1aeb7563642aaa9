/**
 * The safetensors format: named arrays in one file, readable from Python as well.
 *
 * 8 bytes: length of the header (little-endian); the header, JSON; then the data (github.com/huggingface/safetensors).
 */

import { UserError } from '../errors';

export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface TensorFile {
  readonly tensors: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, HeaderEntry | Readonly<Record<string, string>>> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    header[name] = { dtype, shape: [...shape], data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  // Padded with spaces, as the format allows, so that the data is aligned.
  const text = Buffer.from(JSON.stringify(header));
  const json = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const parts = Object.values(tensors).map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, json, ...parts]);
}

/**
 * Arrays of a safetensors file; int64, in which PyTorch counts its batches, becomes int32.
 * @throws UserError where the bytes are not a whole safetensors file of float32, int32 and int64 arrays.
 */
export function decodeTensors(bytes: Uint8Array, path: string): TensorFile {
  const damaged = (why: string) =>
    new UserError(`${path} is not a whole safetensors file (${why}); delete it or put the original back`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8) throw damaged(`${buffer.length} bytes`);
  const headerEnd = 8 + Number(buffer.readBigUInt64LE(0));
  if (headerEnd > buffer.length) throw damaged('the header is cut off');
  let header: Record<string, HeaderEntry> & { __metadata__?: Record<string, string> };
  try {
    header = JSON.parse(buffer.toString('utf8', 8, headerEnd));
  } catch {
    throw damaged('the header is not JSON');
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, NamedArray> = {};
  for (const [name, { dtype, shape, data_offsets: range }] of Object.entries(entries as Record<string, HeaderEntry>)) {
    const [start, end] = range.map((offset) => headerEnd + offset);
    if (end > buffer.length) throw damaged(`array ${name} is cut off`);
    const read = readers[dtype];
    if (read === undefined) throw damaged(`array ${name} has dtype ${dtype}, not F32, I32 or I64`);
    // A copy, because the data need not be aligned in the file.
    tensors[name] = { shape, data: read(Uint8Array.from(buffer.subarray(start, end)).buffer) };
  }
  return { tensors, metadata };
}

const readers: Readonly<Record<string, (bytes: ArrayBuffer) => Float32Array | Int32Array>> = {
  F32: (bytes) => new Float32Array(bytes),
  I32: (bytes) => new Int32Array(bytes),
  I64: (bytes) => Int32Array.from(new BigInt64Array(bytes), Number),
};
