import fs from 'node:fs';
import { openFile } from '../storage/files';

/** Bytes that can be read from any place: those of a buffer, or those of a file, of which only the asked part is in memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` on; fewer than `length` where the end comes first. */
  read(start: number, length: number): Uint8Array;
}

/** A buffer's bytes; what is read is a view of them. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (start, length) => bytes.subarray(start, Math.max(start, start + length)) };
}

/** Does something with a file's bytes while it is open. @throws UserError where it is missing or unreadable. */
export async function withFile<T>(file: string, action: (source: ByteSource) => Promise<T>): Promise<T> {
  const descriptor = openFile(file, 'check its name and its folder');
  try {
    return await action(sourceOfFile(descriptor));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** An open file's bytes; a file that shrinks meanwhile gives fewer. */
export function sourceOfFile(descriptor: number): ByteSource {
  return {
    size: fs.fstatSync(descriptor).size,
    read(start, length) {
      const bytes = Buffer.alloc(length);
      let count = 0;
      while (count < length) {
        const more = fs.readSync(descriptor, bytes, count, length - count, start + count);
        if (more === 0) break;
        count += more;
      }
      return bytes.subarray(0, count);
    },
  };
}

/** Letters at a place, as the names of formats and chunks are written. */
export function lettersAt(source: ByteSource, start: number, length = 4): string {
  return String.fromCharCode(...source.read(start, length));
}

/** Numbers at a place, in one order of bytes; a reader has seen before that they are there. */
export interface Numbers {
  uint16(at: number): number;
  uint32(at: number): number;
  /** Not exact above 2^53. */
  uint64(at: number): number;
  float64(at: number): number;
}

/** The numbers in some bytes. @param littleEndian whether the lowest byte comes first. */
export function numbersIn(bytes: Uint8Array, littleEndian: boolean): Numbers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    uint16: (at) => view.getUint16(at, littleEndian),
    uint32: (at) => view.getUint32(at, littleEndian),
    uint64: (at) => Number(view.getBigUint64(at, littleEndian)),
    float64: (at) => view.getFloat64(at, littleEndian),
  };
}

/** The bytes of a source from a place on, as one of their own. */
export function sourceFrom(source: ByteSource, start: number): ByteSource {
  if (start === 0) return source;
  return { size: source.size - start, read: (at, length) => source.read(start + at, length) };
}

/** So much of a file is read at once where it is read from end to end. */
const PIECE = 2 ** 18;

/** The bytes of a stretch, piece by piece. */
export function* piecesOf(source: ByteSource, start: number, end: number): Generator<Uint8Array> {
  for (let at = start; at < end; at += PIECE) yield source.read(at, Math.min(PIECE, end - at));
}
