import { UserError } from '../../errors';
import { decodeImaBlock, decodeMicrosoftBlock, microsoftCoefficients } from './adpcm';
import { blockEncoding } from './block-encoding';
import { type ByteSource, lettersAt, type Numbers, numbersIn, sourceOf } from './byte-source';
import { type Chunk, type ChunkOrder, chunksOf, contentOf, isChunk, isUnknownSize } from './riff';
import {
  type Channels,
  compandedEncoding,
  decodeAll,
  plainEncoding,
  type SampleEncoding,
  type SampleLayout,
} from './samples';

/** The description of a WAV file's samples (`fmt `). */
export interface WaveFormat {
  readonly code: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
  readonly blockBytes: number;
  /** What follows the first 16 bytes. */
  readonly extra: Uint8Array;
}

/** A WAV file's samples before they are decoded. */
export interface WaveFile {
  readonly format: WaveFormat;
  readonly littleEndian: boolean;
  readonly start: number;
  readonly end: number;
}

const PCM = 1;
const MS_ADPCM = 2;
const FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const IMA_ADPCM = 0x11;
const EXTENSIBLE = 0xfffe;

/** Codes whose samples are frames of MPEG audio: another decoder's work. */
export const MPEG_CODES: readonly number[] = [0x50, 0x55];

/** What else a WAV file may hold, by name, for the sentence that refuses it. */
const FOREIGN: Readonly<Record<number, string>> = {
  16: 'OKI ADPCM',
  49: 'GSM 6.10',
  64: 'G.721 ADPCM',
  66: 'G.723.1',
  100: 'G.726 ADPCM',
  146: 'Dolby AC-3',
  255: 'AAC',
  353: 'Windows Media Audio',
  354: 'Windows Media Audio Professional',
  26447: 'Ogg Vorbis',
  61868: 'FLAC',
};

/** What follows the code in the identifiers of sub-formats: Microsoft's own, and those of ambisonic sound. */
const SUB_FORMATS = ['0,0,16,800000aa00389b71', '0,1825,4563,8644c8c1ca000000'];

/** Whether a file is of the family: RIFF, its big-endian twin RIFX, and RF64 and BW64 for more than 4 GiB. */
export function isWav(source: ByteSource): boolean {
  return ['RIFF', 'RIFX', 'RF64', 'BW64'].includes(lettersAt(source, 0)) && lettersAt(source, 8) === 'WAVE';
}

/**
 * Finds the samples of a WAV file (Microsoft and IBM, Multimedia Programming Interface 1.0, 1991; RF64 by EBU Tech
 * 3306; BW64 by ITU-R BS.2088). A stream of unknown length goes on to the end of the file.
 * @param name the file's, for the error's sentence.
 * @throws UserError where the file is truncated, or its description is missing or makes no sense.
 */
export function readWav(source: ByteSource, name: string): WaveFile {
  const order = orderOf(source);
  const found = new Map<string, Chunk>();
  for (const chunk of chunksOf(source, order)) {
    const again = found.has(chunk.id) && (chunk.id === 'data' || chunk.id === 'fmt ');
    if (again) {
      throw new UserError(`${name}: this WAV file has two chunks "${chunk.id.trim()}"; save it again as one sound.`);
    }
    found.set(chunk.id, chunk);
    if (chunk.id === 'data' && isStreamed(source, chunk)) break;
  }
  const [format, data] = ['fmt ', 'data'].map((id) => found.get(id));
  if (format === undefined || format.size < 16 || format.start + 16 > source.size) {
    throw new UserError(`${name}: this WAV file has no description of its format; copy it again.`);
  }
  if (data === undefined) throw new UserError(`${name}: this WAV file has no samples; copy it again.`);
  return {
    format: readFormat(contentOf(source, format, order).bytes, order.littleEndian),
    littleEndian: order.littleEndian,
    start: data.start,
    end: endOfSamples(source, data, name),
  };
}

function orderOf(source: ByteSource): ChunkOrder {
  const order = { littleEndian: lettersAt(source, 0) !== 'RIFX', start: 12 };
  const [first] = chunksOf(source, order);
  if (first?.id !== 'ds64' || first.size < 24 || first.start + 24 > source.size) return order;
  return { ...order, long: new Map([['data', contentOf(source, first, order).numbers.uint64(8)]]) };
}

/** Whether the writer could not go back to say how many samples would come: they go on to the end. */
function isStreamed(source: ByteSource, { start, size }: Chunk): boolean {
  if (size === 0) return start < source.size && !isChunk(source, start);
  return isUnknownSize(size) && start + size > source.size;
}

function endOfSamples(source: ByteSource, data: Chunk, name: string): number {
  if (isStreamed(source, data)) return source.size;
  const end = data.start + data.size;
  if (end <= source.size) return end;
  throw new UserError(
    `${name}: expected ${data.size} bytes of samples, found ${source.size - data.start}: the file is truncated; copy it again.`,
  );
}

/** The description in the first bytes of a chunk, 16 at least. */
export function readFormat(bytes: Uint8Array, littleEndian: boolean): WaveFormat {
  const numbers = numbersIn(bytes, littleEndian);
  const code = numbers.uint16(0);
  return {
    code: code === EXTENSIBLE && bytes.length >= 40 ? subFormat(numbers, bytes) : code,
    channels: numbers.uint16(2),
    sampleRate: numbers.uint32(4),
    bits: numbers.uint16(14),
    blockBytes: numbers.uint16(12),
    extra: bytes.subarray(16),
  };
}

/** The extensible form names the real format at the beginning of an identifier further on. */
function subFormat(numbers: Numbers, bytes: Uint8Array): number {
  const rest = [numbers.uint32(24) >>> 16, numbers.uint16(28), numbers.uint16(30)];
  const isKnown = SUB_FORMATS.includes([...rest, Buffer.from(bytes.subarray(32, 40)).toString('hex')].join());
  return isKnown ? numbers.uint32(24) : EXTENSIBLE;
}

/**
 * How the samples of a WAV file are to be decoded: integers of 1 to 64 bits, floats of 32 or 64, mu-law, A-law, IMA's
 * and Microsoft's ADPCM. Blocks of ADPCM are decoded to their end, as libsndfile does, whatever a `fact` says.
 * @throws UserError where they are in another format.
 */
export function wavLayout(file: WaveFile, name: string): SampleLayout {
  const { format, littleEndian, start, end } = file;
  const { code, channels, sampleRate, bits } = format;
  const encoding = channels === 0 ? undefined : encodingOf(format, littleEndian);
  if (encoding === undefined) {
    const kind = FOREIGN[code] ?? `format ${code}`;
    throw new UserError(
      `${name}: a WAV file of ${channels} channels, ${bits} bits, ${kind} cannot be read; save it as PCM of 16 or 24 bits.`,
    );
  }
  const isInt16 = code === PCM && bits > 8 && bits <= 16 && littleEndian;
  return { encoding, channels, sampleRate, start, end, isInt16 };
}

function encodingOf(format: WaveFormat, littleEndian: boolean): SampleEncoding | undefined {
  const { code, channels, bits, blockBytes } = format;
  const bytes = Math.ceil(bits / 8);
  if (code === FLOAT && (bits === 32 || bits === 64)) {
    return plainEncoding({ kind: 'float', bytes, littleEndian }, channels);
  }
  // 8 bits are unsigned, the rest signed.
  if (code === PCM && bits > 0 && bits <= 64) {
    return plainEncoding({ kind: bytes === 1 ? 'unsigned' : 'signed', bytes, littleEndian }, channels);
  }
  if (code === MU_LAW) return compandedEncoding('mu-law', channels);
  if (code === A_LAW) return compandedEncoding('A-law', channels);
  if (code === IMA_ADPCM && bits === 4 && blockBytes > 4 * channels && blockBytes % (4 * channels) === 0) {
    const unitLength = 1 + (2 * (blockBytes - 4 * channels)) / channels;
    return blockEncoding({ unitBytes: blockBytes, unitLength, channels, decode: decodeImaBlock });
  }
  if (code === MS_ADPCM && bits === 4 && blockBytes > 7 * channels && blockBytes % channels === 0) {
    const unitLength = 2 + (2 * (blockBytes - 7 * channels)) / channels;
    const decode = decodeMicrosoftBlock(coefficientsIn(format.extra, littleEndian));
    return blockEncoding({ unitBytes: blockBytes, unitLength, channels, decode });
  }
  return undefined;
}

/** Pairs of weights: those of the file, which begin with the seven that all have. */
function coefficientsIn(extra: Uint8Array, littleEndian: boolean): readonly (readonly [number, number])[] {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  const count =
    extra.length < 6 ? 0 : Math.min(256, view.getUint16(4, littleEndian), Math.floor((extra.length - 6) / 4));
  if (count < microsoftCoefficients.length) return microsoftCoefficients;
  return Array.from({ length: count }, (_, i) => [
    view.getInt16(6 + 4 * i, littleEndian),
    view.getInt16(8 + 4 * i, littleEndian),
  ]);
}

/** All samples of a WAV file in memory. @throws UserError as `readWav` and `wavLayout`. */
export function decodeWav(bytes: Uint8Array, name: string): Channels {
  const source = sourceOf(bytes);
  return decodeAll(source, wavLayout(readWav(source, name), name));
}

/**
 * A WAV file of one channel and 16 bits, which every browser plays. What exceeds full scale is clipped.
 * @param signal samples, full scale at -1 and 1.
 */
export function encodeWav(signal: Float32Array, sampleRate: number): Uint8Array {
  if (!(Number.isInteger(sampleRate) && sampleRate > 0 && sampleRate < 2 ** 32)) {
    throw new RangeError(`encodeWav: a sample rate is a positive whole number of Hz, not ${sampleRate}`);
  }
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
