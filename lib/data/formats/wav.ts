import { UserError } from '../../errors';

/** Decoded sound: one Float32Array a channel, all of the same length, full scale at -1 and 1. */
export interface Channels {
  readonly channels: readonly Float32Array[];
  /** Samples a second of each channel. */
  readonly sampleRate: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

/**
 * Reads RIFF WAVE (Microsoft and IBM, Multimedia Programming Interface 1.0, 1991): integers of 8, 16, 24 or 32 bits,
 * floats of 32 or 64. An integer of b bits is divided by 2^(b - 1), as libsndfile does: 16-bit -32768 is -1 exactly.
 *
 * @param name the file's, for the error's sentence.
 * @throws UserError where the file is truncated, or its samples are compressed.
 */
export function decodeWav(bytes: Uint8Array, name: string): Channels {
  const { format, samples } = chunksOf(bytes, name);
  return readSamples(samples, format, name);
}

/**
 * The samples of a WAV file of one channel and 16 bits as they lie in it, without a copy if they may lie there;
 * undefined for any other WAV file.
 * @throws UserError where the file is truncated.
 */
export function pcm16(bytes: Uint8Array, name: string): { signal: Int16Array; sampleRate: number } | undefined {
  const { format, samples } = chunksOf(bytes, name);
  const { code, channels, bits, sampleRate } = format;
  if (code !== PCM || channels !== 1 || bits !== 16 || sampleRate === 0 || samples.length < 2) return undefined;
  return { signal: numbers(Int16Array, samples.subarray(0, 2 * Math.floor(samples.length / 2))), sampleRate };
}

/** The description of the format and the bytes of the samples. */
function chunksOf(bytes: Uint8Array, name: string): { format: Format; samples: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Format | undefined;
  for (let start = 12; start + 8 <= bytes.length; ) {
    const id = String.fromCharCode(...bytes.subarray(start, start + 4));
    const size = view.getUint32(start + 4, true);
    const body = start + 8;
    if (id === 'fmt ' && body + 16 <= bytes.length) format = readFormat(view, body, size);
    if (id === 'data') {
      if (format === undefined) break;
      // A stream of unknown length writes 0 or the largest number: its samples go on to the end.
      const streamed = size === 0xffffffff || (size === 0 && body < bytes.length);
      const end = streamed ? bytes.length : body + size;
      if (end > bytes.length) {
        throw new UserError(
          `${name}: expected ${size} bytes of samples, found ${bytes.length - body}: the file is truncated; copy it again.`,
        );
      }
      return { format, samples: bytes.subarray(body, end) };
    }
    start = body + size + (size % 2);
  }
  throw new UserError(
    `${name}: this WAV file has no ${format ? 'samples' : 'description of its format'}; copy it again.`,
  );
}

function readFormat(view: DataView, start: number, size: number): Format {
  const code = view.getUint16(start, true);
  return {
    // The extensible form names the real format in the first two bytes of an identifier further on.
    code: code === EXTENSIBLE && size >= 26 ? view.getUint16(start + 24, true) : code,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    bits: view.getUint16(start + 14, true),
  };
}

function readSamples(bytes: Uint8Array, format: Format, name: string): Channels {
  const { channels: count, sampleRate, bits } = format;
  const decode = decoder(format);
  if (decode === undefined || count === 0 || sampleRate === 0) {
    throw new UserError(
      `${name}: a WAV file of ${count} channels, ${bits} bits, format ${format.code} cannot be read; save it as PCM of 16 or 24 bits.`,
    );
  }
  const length = Math.floor(bytes.length / (count * (bits / 8)));
  const { values, zero, fullScale } = decode(bytes.subarray(0, length * count * (bits / 8)));
  const scale = 1 / fullScale;
  const channels = Array.from({ length: count }, (_, channel) => {
    const samples = new Float32Array(length);
    for (let i = 0, at = channel; i < length; i++, at += count) samples[i] = (values[at] - zero) * scale;
    return samples;
  });
  return { channels, sampleRate };
}

/** Numbers as the file holds them, interleaved: a sample is (value - zero) / fullScale. */
interface Encoded {
  readonly values: ArrayLike<number>;
  readonly zero: number;
  readonly fullScale: number;
}

type Numbers<T> = { new (buffer: ArrayBufferLike, start: number, length: number): T; BYTES_PER_ELEMENT: number };

/** The bytes read as numbers; copied only where they begin at a place where such a number may not. */
function numbers<T>(Kind: Numbers<T>, bytes: Uint8Array): T {
  const size = Kind.BYTES_PER_ELEMENT;
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new Kind(buffer, byteOffset, length / size);
}

/** WAV is little-endian, as are the processors that TensorFlow knows. The full scale is a power of two. */
function decoder({ code, bits }: Format): ((bytes: Uint8Array) => Encoded) | undefined {
  const signed = (values: ArrayLike<number>): Encoded => ({ values, zero: 0, fullScale: 2 ** (bits - 1) });
  const float = (values: ArrayLike<number>): Encoded => ({ values, zero: 0, fullScale: 1 });
  if (code === FLOAT && bits === 32) return (bytes) => float(numbers(Float32Array, bytes));
  if (code === FLOAT && bits === 64) return (bytes) => float(numbers(Float64Array, bytes));
  if (code !== PCM) return undefined;
  // 8 bits are unsigned, the rest signed.
  if (bits === 8) return (bytes) => ({ values: bytes, zero: 2 ** 7, fullScale: 2 ** 7 });
  if (bits === 16) return (bytes) => signed(numbers(Int16Array, bytes));
  if (bits === 24) return (bytes) => signed(integersOf24Bits(bytes));
  if (bits === 32) return (bytes) => signed(numbers(Int32Array, bytes));
  return undefined;
}

function integersOf24Bits(bytes: Uint8Array): Int32Array {
  // The upper byte goes to the top, so that the shift back keeps its sign.
  const value = (at: number) => ((bytes[at] << 8) | (bytes[at + 1] << 16) | (bytes[at + 2] << 24)) >> 8;
  return Int32Array.from({ length: bytes.length / 3 }, (_, i) => value(3 * i));
}

/**
 * A WAV file of one channel and 16 bits, which every browser plays. What exceeds full scale is clipped.
 * @param signal samples, full scale at -1 and 1.
 */
export function encodeWav(signal: Float32Array, sampleRate: number): Uint8Array {
  const bytes = new Uint8Array(44 + 2 * signal.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + 2 * signal.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * signal.length, true);
  for (let i = 0; i < signal.length; i++) {
    view.setInt16(44 + 2 * i, Math.max(-32768, Math.min(32767, Math.round(signal[i] * 32768))), true);
  }
  return bytes;
}
