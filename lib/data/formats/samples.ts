import type { ByteSource } from './byte-source';
import { aLaw, muLaw } from './companding';

/**
 * How a file holds the samples of a sound. The smallest piece that can be decoded alone, a unit, holds the same number
 * of samples of each channel: one of most encodings, a block of those that code differences.
 */
export interface SampleEncoding {
  /** Bytes of a unit. */
  readonly unitBytes: number;
  /** Samples of each channel in a unit. */
  readonly unitLength: number;
  /** Decodes whole units: one Float32Array a channel, full scale at -1 and 1. */
  decode(bytes: Uint8Array): Float32Array[];
}

/** Numbers of so many bytes, channel after channel: integers that are signed, integers whose silence is in the middle, floats. */
export interface PlainNumbers {
  readonly kind: 'signed' | 'unsigned' | 'float';
  readonly bytes: number;
  readonly littleEndian: boolean;
}

/** Decoded sound: one Float32Array a channel, all of the same length, full scale at -1 and 1. */
export interface Channels {
  readonly channels: readonly Float32Array[];
  /** Samples a second of each channel. */
  readonly sampleRate: number;
}

/** Where a file holds its samples, and how. */
export interface SampleLayout {
  readonly encoding: SampleEncoding;
  readonly channels: number;
  readonly sampleRate: number;
  /** The bytes of the samples, whole units and whatever is left of one. */
  readonly start: number;
  readonly end: number;
  /** Plain integers of 16 bits in the processor's order: they can be taken as they lie. */
  readonly isInt16?: boolean;
}

/** Samples of each channel that a file holds. */
export function lengthOf({ encoding, start, end }: SampleLayout): number {
  return Math.floor((end - start) / encoding.unitBytes) * encoding.unitLength;
}

/** Samples decoded at once, about; so that a long sound's are never all in memory twice. */
const BLOCK = 2 ** 17;

/**
 * The samples block by block, in order; each block is one Float32Array a channel.
 * A file that has become shorter meanwhile ends with what is there.
 */
export function* decodedBlocks(source: ByteSource, layout: SampleLayout): Generator<Float32Array[]> {
  const { unitBytes, unitLength } = layout.encoding;
  const units = Math.max(1, Math.floor(BLOCK / (unitLength * layout.channels)));
  for (let at = layout.start; at < layout.end; at += units * unitBytes) {
    const bytes = source.read(at, Math.min(units * unitBytes, layout.end - at));
    const whole = bytes.subarray(0, bytes.length - (bytes.length % unitBytes));
    if (whole.length === 0) return;
    yield layout.encoding.decode(whole);
  }
}

/** All samples at once. */
export function decodeAll(source: ByteSource, layout: SampleLayout): Channels {
  const channels = Array.from({ length: layout.channels }, () => new Float32Array(lengthOf(layout)));
  let at = 0;
  for (const block of decodedBlocks(source, layout)) {
    block.forEach((samples, i) => {
      channels[i].set(samples, at);
    });
    at += block[0].length;
  }
  return { channels, sampleRate: layout.sampleRate };
}

/**
 * Integers of b bits are divided by 2^(b - 1), as libsndfile does: 16-bit -32768 is -1 exactly. Integers whose width is
 * no whole number of bytes lie at the top of their bytes, so those bytes are what counts.
 * @param numbers integers of 1 to 8 bytes, floats of 4 or 8.
 */
export function plainEncoding(numbers: PlainNumbers, channels: number): SampleEncoding {
  const { kind, bytes: width } = numbers;
  const fullScale = kind === 'float' ? 1 : 2 ** (8 * width - 1);
  const zero = kind === 'unsigned' ? fullScale : 0;
  const scale = 1 / fullScale;
  const read = readerOf(numbers);
  return {
    unitBytes: channels * width,
    unitLength: 1,
    decode(bytes) {
      const length = bytes.length / (channels * width);
      const values = read(bytes);
      return Array.from({ length: channels }, (_, channel) => {
        const samples = new Float32Array(length);
        for (let i = 0, at = channel; i < length; i++, at += channels) samples[i] = (values[at] - zero) * scale;
        return samples;
      });
    },
  };
}

/** A byte a sample, by a law of G.711. */
export function compandedEncoding(law: 'mu-law' | 'A-law', channels: number): SampleEncoding {
  const values = law === 'mu-law' ? muLaw : aLaw;
  return {
    unitBytes: channels,
    unitLength: 1,
    decode: (bytes) =>
      Array.from({ length: channels }, (_, channel) =>
        Float32Array.from({ length: bytes.length / channels }, (_, i) => values[bytes[i * channels + channel]]),
      ),
  };
}

type Kind<T> = { new (buffer: ArrayBufferLike, start: number, length: number): T; BYTES_PER_ELEMENT: number };

/** The bytes read as numbers; copied only where they begin at a place where such a number may not. */
export function viewed<T>(Numbers: Kind<T>, bytes: Uint8Array): T {
  const size = Numbers.BYTES_PER_ELEMENT;
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new Numbers(buffer, byteOffset, length / size);
}

/** The processors that TensorFlow knows are little-endian; other orders and widths are put together byte by byte. */
function readerOf({ kind, bytes: width, littleEndian }: PlainNumbers): (bytes: Uint8Array) => ArrayLike<number> {
  if (kind === 'float') {
    const own = (bytes: Uint8Array) => (littleEndian ? bytes : turned(bytes, width));
    return (bytes) => (width === 4 ? viewed(Float32Array, own(bytes)) : viewed(Float64Array, own(bytes)));
  }
  if (kind === 'unsigned' && width === 1) return (bytes) => bytes;
  if (kind === 'signed' && width === 1) return (bytes) => viewed(Int8Array, bytes);
  if (kind === 'signed' && littleEndian && width === 2) return (bytes) => viewed(Int16Array, bytes);
  if (kind === 'signed' && littleEndian && width === 4) return (bytes) => viewed(Int32Array, bytes);
  return (bytes) => integers(bytes, width, littleEndian, kind === 'signed');
}

/** The bytes of each number in the other order. */
function turned(bytes: Uint8Array, width: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  return copy;
}

function integers(bytes: Uint8Array, width: number, littleEndian: boolean, signed: boolean): Float64Array {
  const values = new Float64Array(bytes.length / width);
  const [first, step] = littleEndian ? [width - 1, -1] : [0, 1];
  for (let i = 0, at = 0; i < values.length; i++, at += width) {
    const top = bytes[at + first];
    let value = signed && top > 127 ? top - 256 : top;
    for (let k = 1; k < width; k++) value = 256 * value + bytes[at + first + k * step];
    values[i] = value;
  }
  return values;
}
