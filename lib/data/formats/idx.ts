import { gunzipSync } from 'node:zlib';
import { UserError } from '../../errors';
import { hexOf } from './hex';

/** The content of an idx file of bytes. */
export interface IdxArray {
  /** Row-major, of the shape below; a view into the file's bytes. */
  readonly values: Uint8Array;
  /** Outermost first: [images, height, width] or [labels]. */
  readonly shape: readonly number[];
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads the idx format of MNIST: two zero bytes, the type (8: unsigned bytes), the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the values. The format is described at the end of MNIST's home page.
 *
 * @param bytes the file's content, gzipped or not.
 * @param file its name, for the error's sentence.
 * @param dimensions how many are expected: 3 for images, 1 for labels.
 * @throws UserError where the file is foreign, truncated or longer than it says.
 */
export function readIdx(bytes: Uint8Array, file: string, dimensions: number): IdxArray {
  const content = gunzipIfNeeded(bytes, file);
  const header = 4 + 4 * dimensions;
  const expected = `00 00 08 0${dimensions}`;
  const found = hexOf(content.subarray(0, 4));
  if (found !== expected) {
    const start = found === '' ? 'it is empty' : `it starts with ${found}, not with ${expected}`;
    throw new UserError(`${file}: this is not an idx file of ${kind(dimensions)} (${start}); ${REMEDY}.`);
  }
  if (content.length < header) throw truncated(file, `${header} bytes of header`, content.length);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const length = shape.reduce((product, side) => product * side, 1);
  if (content.length !== header + length) {
    throw truncated(file, `${header + length} bytes (its header says ${shape.join(' x ')})`, content.length);
  }
  return { values: content.subarray(header), shape };
}

/** The idx file of an array of unsigned bytes, not gzipped. @throws RangeError where the values do not fill the shape. */
export function encodeIdx({ values, shape }: IdxArray): Uint8Array {
  const length = shape.reduce((product, side) => product * side, 1);
  if (length !== values.length) throw new RangeError(`${values.length} values do not fill ${shape.join(' x ')}`);
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + length);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, UNSIGNED_BYTE);
  view.setUint8(3, shape.length);
  shape.forEach((side, i) => {
    view.setUint32(4 + 4 * i, side);
  });
  bytes.set(values, header);
  return bytes;
}

/** Unzips what starts like gzip and returns the rest as it is. @throws UserError where the gzip is damaged. */
export function gunzipIfNeeded(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new UserError(`${file}: the gzip is truncated or damaged (${(error as Error).message}); ${REMEDY}.`);
  }
}

const REMEDY = 'fetch it again';

function kind(dimensions: number): string {
  return dimensions === 1 ? 'labels' : 'images';
}

function truncated(file: string, wanted: string, length: number): UserError {
  return new UserError(`${file}: expected ${wanted}, found ${length}: the file is damaged; ${REMEDY}.`);
}
