import { checkOptions, integer, object } from '../../options';
import { type Examples, imageAt } from '../dataset';
import type { Image } from './image';

/** Side of the small picture, and of the block of low frequencies that is kept of it. */
const SIDE = 32;
const BLOCK = 8;
const BITS = BLOCK * BLOCK;

/**
 * A fingerprint that changes little when a picture is resized, compressed or lightened: the signs of its 64 lowest
 * frequencies against their median (Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010).
 * @returns 64 bits, as two numbers of 32.
 */
export function perceptualHash(image: Image): Uint32Array {
  const frequencies = lowFrequencies(smallGrey(image));
  const median = [...frequencies].sort((a, b) => a - b)[BITS / 2];
  const hash = new Uint32Array(2);
  frequencies.forEach((value, i) => {
    if (value > median) hash[i >> 5] |= 1 << (i & 31);
  });
  return hash;
}

/** Number of bits in which two hashes differ, 0 to 64; of unrelated pictures about 32. */
export function hashDistance(a: Uint32Array, b: Uint32Array): number {
  return countBits(a[0] ^ b[0]) + countBits(a[1] ^ b[1]);
}

const OPTIONS = object({ distance: integer({ min: 0, max: BITS }).default(4) });

export interface NearDuplicate {
  /** Example of the first part, and of the second (of the same, where one is given). */
  readonly first: number;
  readonly second: number;
  readonly distance: number;
}

/**
 * Pairs of pictures that look alike, within a part or, where two are given, across them; nearest first.
 * @param options distance: largest number of bits that may differ; default 4.
 */
export function nearDuplicates(
  part: Examples,
  other?: Examples,
  options: { readonly distance?: number } = {},
): NearDuplicate[] {
  const { distance } = checkOptions('nearDuplicates', OPTIONS, options);
  const hashes = hashesOf(part);
  const others = other === undefined ? hashes : hashesOf(other);
  const pairs: NearDuplicate[] = [];
  for (let first = 0; first < hashes.length; first++) {
    for (let second = other === undefined ? first + 1 : 0; second < others.length; second++) {
      const found = hashDistance(hashes[first], others[second]);
      if (found <= distance) pairs.push({ first, second, distance: found });
    }
  }
  return pairs.sort((a, b) => a.distance - b.distance || a.first - b.first || a.second - b.second);
}

const hashesOf = (part: Examples): Uint32Array[] =>
  Array.from({ length: part.size }, (_, i) => perceptualHash(imageAt(part, i)));

/** Means of equal areas, one channel, [32, 32]; a picture smaller than that is sampled. */
function smallGrey({ pixels, height, width, channels }: Image): Float64Array {
  const grey = new Float64Array(SIDE * SIDE);
  const span = (i: number, length: number): [number, number] => {
    const start = Math.floor((i * length) / SIDE);
    return [start, Math.max(start + 1, Math.floor(((i + 1) * length) / SIDE))];
  };
  for (let y = 0; y < SIDE; y++) {
    const [top, bottom] = span(y, height);
    for (let x = 0; x < SIDE; x++) {
      const [left, right] = span(x, width);
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let i = (row * width + left) * channels; i < (row * width + right) * channels; i++) sum += pixels[i];
      }
      grey[y * SIDE + x] = sum / ((bottom - top) * (right - left) * channels);
    }
  }
  return grey;
}

/** cos(pi (2 x + 1) u / 64): the discrete cosine transform of 32 values, its first 8 rows. */
const COSINES = Float64Array.from({ length: BLOCK * SIDE }, (_, i) =>
  Math.cos((Math.PI * (2 * (i % SIDE) + 1) * Math.floor(i / SIDE)) / (2 * SIDE)),
);

/** The 8 x 8 lowest frequencies, rows by vertical frequency. */
function lowFrequencies(grey: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * BLOCK);
  for (let y = 0; y < SIDE; y++) {
    for (let u = 0; u < BLOCK; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += grey[y * SIDE + x] * COSINES[u * SIDE + x];
      rows[y * BLOCK + u] = sum;
    }
  }
  return Float64Array.from({ length: BITS }, (_, i) => {
    const [v, u] = [Math.floor(i / BLOCK), i % BLOCK];
    let sum = 0;
    for (let y = 0; y < SIDE; y++) sum += rows[y * BLOCK + u] * COSINES[v * SIDE + y];
    return sum;
  });
}

function countBits(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}
