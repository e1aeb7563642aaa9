/** The wire format of protocol buffers, as far as graphs and settings of TensorFlow need it. */

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

export const varintField = (field: number, value: number) => concat([varint(field << 3), varint(value)]);

export const bytesField = (field: number, bytes: Uint8Array) =>
  concat([varint((field << 3) | 2), varint(bytes.length), bytes]);

export const textField = (field: number, text: string) => bytesField(field, Buffer.from(text, 'utf8'));

export const floatField = (field: number, value: number) =>
  concat([varint((field << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)]);

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
