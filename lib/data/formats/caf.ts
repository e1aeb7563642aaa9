import { quoted, UserError } from '../../errors';
import { decodeAppleImaBlock } from './adpcm';
import { blockEncoding } from './block-encoding';
import { type ByteSource, lettersAt, numbersIn } from './byte-source';
import { compandedEncoding, plainEncoding, type SampleEncoding, type SampleLayout } from './samples';

interface Description {
  readonly sampleRate: number;
  readonly code: string;
  readonly isFloat: boolean;
  readonly littleEndian: boolean;
  readonly channels: number;
  readonly bits: number;
}

/** The bytes of a description (`desc`). */
const DESCRIPTION = 32;
/** A file of more chunks is none. */
const MOST = 10_000;
/** Before the samples: how often they were edited. */
const EDIT_COUNT = 4;

/** Whether a file is of Apple's Core Audio Format. */
export function isCaf(source: ByteSource): boolean {
  return lettersAt(source, 0) === 'caff';
}

/**
 * Finds the samples of a CAF file (Apple, Core Audio Format Specification 1.0): integers of 8 to 32 bits, floats,
 * mu-law, A-law and IMA's ADPCM.
 * @throws UserError where the file is truncated, makes no sense, or is encoded in another way.
 */
export function cafLayout(source: ByteSource, name: string): SampleLayout {
  let description: Description | undefined;
  for (let at = 8, count = 0; at + 12 <= source.size && count < MOST; count++) {
    const id = lettersAt(source, at);
    const [start, size] = [at + 12, signed64(source.read(at + 4, 8))];
    if (id === 'desc' && start + DESCRIPTION <= source.size) description = describe(source.read(start, DESCRIPTION));
    if (id === 'data' && description !== undefined) {
      // A recording that was never ended says -1.
      const end = size === -1 ? source.size : start + size;
      if (end < start + EDIT_COUNT || end > source.size) {
        throw new UserError(
          `${name}: expected ${size} bytes of samples, found ${source.size - start}: the file is truncated; copy it again.`,
        );
      }
      const { channels, sampleRate } = description;
      return { encoding: encodingFor(description, name), channels, sampleRate, start: start + EDIT_COUNT, end };
    }
    if (size < 0) break;
    at = start + size;
  }
  throw new UserError(
    `${name}: this CAF file has no ${description ? 'samples' : 'description of its format'}; copy it again.`,
  );
}

function describe(bytes: Uint8Array): Description {
  const numbers = numbersIn(bytes, false);
  const flags = numbers.uint32(12);
  return {
    sampleRate: Math.trunc(numbers.float64(0)),
    code: String.fromCharCode(...bytes.subarray(8, 12)),
    isFloat: (flags & 1) !== 0,
    littleEndian: (flags & 2) !== 0,
    channels: numbers.uint32(24),
    bits: numbers.uint32(28),
  };
}

function encodingFor(description: Description, name: string): SampleEncoding {
  const { code, channels, bits } = description;
  const encoding = channels < 1 || channels > 65_535 ? undefined : encodingOf(description);
  if (encoding !== undefined) return encoding;
  throw new UserError(
    `${name}: a CAF file of ${channels} channels, ${bits} bits, encoding "${quoted(code)}" cannot be read; save it as PCM of 16 or 24 bits.`,
  );
}

function encodingOf({ code, isFloat, littleEndian, channels, bits }: Description): SampleEncoding | undefined {
  const bytes = bits / 8;
  if (code === 'lpcm' && (isFloat ? [4, 8] : [1, 2, 3, 4]).includes(bytes)) {
    return plainEncoding({ kind: isFloat ? 'float' : 'signed', bytes, littleEndian }, channels);
  }
  if (code === 'ulaw') return compandedEncoding('mu-law', channels);
  if (code === 'alaw') return compandedEncoding('A-law', channels);
  if (code === 'ima4') {
    return blockEncoding({ unitBytes: 34 * channels, unitLength: 64, channels, decode: decodeAppleImaBlock });
  }
  return undefined;
}

function signed64(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0));
}
