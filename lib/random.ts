/** Random numbers that a seed decides: the same on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
  /** Uniform in 0..n-1, without bias. @throws RangeError unless n is an integer from 1 to 2^32. */
  integer(n: number): number;
  /** Shuffles in place (Fisher and Yates) and returns its argument. */
  shuffle<T extends MutableArray>(array: T): T;
}

// biome-ignore lint/suspicious/noExplicitAny: elements of any type, typed arrays included, are only swapped.
type MutableArray = { length: number; [index: number]: any };

/**
 * xoshiro128** 1.1 (Blackman and Vigna, 2018), period 2^128 - 1, its state filled by splitmix32 from the seed.
 * Fast, well tested, not for secrets.
 *
 * @param seed an integer; its lowest 32 bits count.
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is an integer, not ${seed}`);
  const state = new Uint32Array(4);
  let counter = seed | 0;
  for (let i = 0; i < 4; i++) {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = counter ^ (counter >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    state[i] = mixed ^ (mixed >>> 15);
  }

  function next32(): number {
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return result;
  }

  function integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) throw new RangeError(`integer(n): n is 1 to 2^32, not ${n}`);
    const limit = 2 ** 32 - (2 ** 32 % n);
    let value = next32();
    while (value >= limit) value = next32();
    return value % n;
  }

  return {
    next: () => next32() / 2 ** 32,
    integer,
    shuffle(array) {
      for (let i = array.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const swapped = array[i];
        array[i] = array[j];
        array[j] = swapped;
      }
      return array;
    },
  };
}

/** Standard normal (Box and Muller 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
