/** How numbers lie in files of weights, little-endian, and what they become here: float32 or int32. */

export interface NumberFormat {
  /** Bytes of one number. */
  readonly width: number;
  /** @param bytes whose length is a multiple of `width`. @throws RangeError where an integer exceeds 32 bits. */
  decode(bytes: ArrayBuffer): Float32Array | Int32Array;
}

/** By safetensors' names. Half precision and double become float32, all integers and booleans int32. */
export const numberFormats: Readonly<Record<string, NumberFormat>> = {
  F64: { width: 8, decode: (bytes) => Float32Array.from(new Float64Array(bytes)) },
  F32: { width: 4, decode: (bytes) => new Float32Array(bytes) },
  F16: { width: 2, decode: (bytes) => Float32Array.from(new Uint16Array(bytes), halfToNumber) },
  BF16: { width: 2, decode: bfloatToFloat32 },
  I64: { width: 8, decode: (bytes) => Int32Array.from(new BigInt64Array(bytes), exactly) },
  U64: { width: 8, decode: (bytes) => Int32Array.from(new BigUint64Array(bytes), exactly) },
  I32: { width: 4, decode: (bytes) => new Int32Array(bytes) },
  U32: { width: 4, decode: (bytes) => Int32Array.from(new Uint32Array(bytes), exactly) },
  I16: { width: 2, decode: (bytes) => Int32Array.from(new Int16Array(bytes)) },
  U16: { width: 2, decode: (bytes) => Int32Array.from(new Uint16Array(bytes)) },
  I8: { width: 1, decode: (bytes) => Int32Array.from(new Int8Array(bytes)) },
  U8: { width: 1, decode: (bytes) => Int32Array.from(new Uint8Array(bytes)) },
  BOOL: { width: 1, decode: (bytes) => Int32Array.from(new Uint8Array(bytes), (byte) => (byte === 0 ? 0 : 1)) },
};

function exactly(value: bigint | number): number {
  const number = Number(value);
  if ((number | 0) !== number) throw new RangeError(`the integer ${value} has more than 32 bits`);
  return number;
}

/** IEEE 754's binary16: one bit of sign, five of exponent, ten of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // Without an exponent the leading one is not there.
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

/** bfloat16 is float32's upper half. */
function bfloatToFloat32(bytes: ArrayBuffer): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits * 0x10000).buffer);
}
