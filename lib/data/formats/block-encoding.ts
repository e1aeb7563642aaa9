import type { BlockDecoder } from './adpcm';
import type { SampleEncoding } from './samples';

/** Blocks of one size that are decoded one by one. */
export function blockEncoding({
  unitBytes,
  unitLength,
  channels,
  decode,
}: {
  readonly unitBytes: number;
  readonly unitLength: number;
  readonly channels: number;
  readonly decode: BlockDecoder;
}): SampleEncoding {
  return {
    unitBytes,
    unitLength,
    decode(bytes) {
      const blocks = bytes.length / unitBytes;
      const decoded = Array.from({ length: channels }, () => new Float32Array(blocks * unitLength));
      for (let i = 0; i < blocks; i++) {
        decode(bytes.subarray(i * unitBytes, (i + 1) * unitBytes), decoded, i * unitLength);
      }
      return decoded;
    },
  };
}
