import { tone } from '../../golden/signals';

export interface WaveParts {
  readonly code?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  readonly blockBytes?: number;
  /** What follows the first 16 bytes of the description. */
  readonly extra?: Uint8Array;
  readonly data?: Uint8Array;
  /** What the header says, whatever there is. */
  readonly dataSize?: number;
  /** Bytes between the description and the samples, and behind them. */
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
}

/** A WAV file of any parts, those that no program writes among them; 100 samples of a tone at 8 kHz where none are given. */
export function waveFile({
  code = 1,
  channels = 1,
  sampleRate = 8000,
  bits = 16,
  blockBytes = channels * Math.ceil(bits / 8),
  extra = new Uint8Array(0),
  data = pcm16(tone(440, 100, 8000)),
  dataSize = data.length,
  before = new Uint8Array(0),
  after = new Uint8Array(0),
}: WaveParts = {}): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * blockBytes) >>> 0, 8);
  format.writeUInt16LE(blockBytes, 12);
  format.writeUInt16LE(bits, 14);
  const description = Buffer.concat([format, extra]);
  const content = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', description),
    before,
    chunk('data', data, dataSize),
    after,
  ]);
  return chunk('RIFF', content);
}

/** Name, size and content. */
export function chunk(name: string, content: Uint8Array, size = content.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, content]);
}

/** Integers of 16 bits as a WAV file holds them. */
export function pcm16(signal: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(2 * signal.length);
  Array.from(signal).forEach((value, i) => {
    bytes.writeInt16LE(Math.round(32_767 * value), 2 * i);
  });
  return bytes;
}

/** Floats of 32 bits as a WAV file holds them. */
export const float32 = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
