/** What a FLAC stream says of itself (RFC 9639, STREAMINFO). */
export interface FlacInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Samples of each channel; 0 where the encoder did not know. */
  readonly length: number;
}

const BYTES = 38;

/** @param bytes from the header of the first block of metadata on; undefined where that is none of FLAC. */
export function readFlacInfo(bytes: Uint8Array): FlacInfo | undefined {
  if (bytes.length < BYTES || (bytes[0] & 0x7f) !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = view.getUint32(14);
  return {
    sampleRate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bits: ((packed >>> 4) & 31) + 1,
    length: (packed & 15) * 2 ** 32 + view.getUint32(18),
  };
}
