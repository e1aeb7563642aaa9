/** Decibels below the loudest that still count, as `topDb` of `powerToDb`. */
export const RANGE_DB = 80;

/**
 * Decibels of one sound as numbers in [0, 1]: 1 is its loudest value, 0 all that is 80 dB below it or more. So how loud
 * a recording was made does not matter.
 */
export function unitDecibels(decibels: Float32Array): Float32Array {
  const highest = decibels.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  return decibels.map((value) => Math.max(0, 1 + (value - highest) / RANGE_DB));
}
