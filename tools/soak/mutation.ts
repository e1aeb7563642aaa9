import { createRandom, type Random } from '../../lib/random';

/** Numbers that lengths, counts and rates are least often tried with. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

type Change = (bytes: Buffer, random: Random) => Buffer;

const place = (bytes: Buffer, random: Random) => random.integer(bytes.length + 1);

/** A stretch of at most so many bytes. */
function stretch(bytes: Buffer, random: Random, longest: number): [start: number, end: number] {
  const start = place(bytes, random);
  return [start, Math.min(bytes.length, start + 1 + random.integer(longest))];
}

/** What happens to files on their way, and what an attacker does to them. */
const CHANGES: readonly Change[] = [
  function flipBits(bytes, random) {
    for (let count = 1 + random.integer(8); count > 0 && bytes.length > 0; count--) {
      bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
    }
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, place(bytes, random));
  },
  function loseTheBeginning(bytes, random) {
    return bytes.subarray(Math.min(bytes.length, random.integer(64)));
  },
  function writeExtreme(bytes, random) {
    const width = [1, 2, 4][random.integer(3)];
    // Headers are at the front: half of the changes are.
    const end = random.next() < 0.5 ? Math.min(bytes.length, 128) : bytes.length;
    if (end < width) return bytes;
    const at = width * random.integer(Math.floor(end / width));
    const value = EXTREMES[random.integer(EXTREMES.length)] % 2 ** (8 * width);
    if (random.next() < 0.5) bytes.writeUIntLE(value, at, width);
    else bytes.writeUIntBE(value, at, width);
    return bytes;
  },
  function writeZeros(bytes, random) {
    const [start, end] = stretch(bytes, random, 512);
    bytes.fill(0, start, end);
    return bytes;
  },
  function writeNoise(bytes, random) {
    const [start, end] = stretch(bytes, random, 64);
    for (let i = start; i < end; i++) bytes[i] = random.integer(256);
    return bytes;
  },
  function insertNoise(bytes, random) {
    const at = place(bytes, random);
    const noise = Buffer.from(Array.from({ length: 1 + random.integer(64) }, () => random.integer(256)));
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  function remove(bytes, random) {
    const [start, end] = stretch(bytes, random, 64);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function repeat(bytes, random) {
    const [start, end] = stretch(bytes, random, 512);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  function swap(bytes, random) {
    const [start, end] = stretch(bytes, random, 64);
    const [other] = stretch(bytes, random, 64);
    const kept = Buffer.from(bytes.subarray(start, end));
    bytes.copyWithin(start, other, other + kept.length);
    kept.copy(bytes, other);
    return bytes;
  },
];

/** A copy of a good file with one to three changes; the same seed makes the same. */
export function mutated(file: Uint8Array, seed: number): Buffer {
  const random = createRandom(seed);
  let bytes: Buffer = Buffer.from(file);
  for (let count = 1 + random.integer(3); count > 0; count--) {
    bytes = CHANGES[random.integer(CHANGES.length)](bytes, random);
  }
  return bytes;
}
