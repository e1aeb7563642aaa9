/** Values of float32 as IEEE 754's binary16, to the nearest, halfway to even; beyond 65,504 they are infinite. */
export function encodeHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
  return Uint16Array.from(bits, halfOf);
}

/** @param bits of a float32. */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent === 143) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent >= 31) return sign | 0x7c00;
  // Too small for an exponent: the leading one is written out and moves down with the others.
  if (exponent <= 0) return exponent < -10 ? sign : sign | rounded(fraction | 0x800000, 14 - exponent);
  // What is rounded up may carry into the exponent, where it belongs.
  return sign | rounded((exponent << 23) | fraction, 13);
}

/** The number without its last places, to the nearest, halfway to even. */
function rounded(number: number, places: number): number {
  const kept = number >>> places;
  const rest = number - kept * 2 ** places;
  const half = 2 ** (places - 1);
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}
