/**
 * The two logarithmic codes of telephony (ITU-T G.711, 1988): a byte stands for a sample of 14 or 13 bits, finer where
 * it is quiet. Tables of float32, full scale at 1; the loudest mu-law code is 32124 / 32768, the loudest of A-law
 * 32256 / 32768.
 */
export const muLaw = table((code) => {
  const inverted = ~code & 0xff;
  const magnitude = ((((inverted & 0x0f) << 3) + 0x84) << ((inverted & 0x70) >> 4)) - 0x84;
  return inverted & 0x80 ? -magnitude : magnitude;
});

/** See `muLaw`. */
export const aLaw = table((code) => {
  // Every other bit is inverted on the line.
  const bits = code ^ 0x55;
  const [mantissa, exponent] = [(bits & 0x0f) << 4, (bits & 0x70) >> 4];
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
});

function table(sample: (code: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => sample(code) / 32768);
}
