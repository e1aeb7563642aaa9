import { quoted, UserError } from '../../errors';
import { decodeAppleImaBlock } from './adpcm';
import { blockEncoding } from './block-encoding';
import { type ByteSource, lettersAt, numbersIn } from './byte-source';
import { type Chunk, type ChunkOrder, chunksOf, contentOf, isUnknownSize } from './riff';
import { compandedEncoding, plainEncoding, type SampleEncoding, type SampleLayout } from './samples';

const ORDER: ChunkOrder = { littleEndian: false, start: 12 };

/** Whether a file is Apple's AIFF, or AIFF-C, which names an encoding. */
export function isAiff(source: ByteSource): boolean {
  return lettersAt(source, 0) === 'FORM' && ['AIFF', 'AIFC'].includes(lettersAt(source, 8));
}

/**
 * Finds the samples of an AIFF or AIFF-C file (Apple 1989, 1991): integers of 1 to 32 bits in either order, floats,
 * mu-law, A-law and IMA's ADPCM.
 * @throws UserError where the file is truncated, makes no sense, or is encoded in another way.
 */
export function aiffLayout(source: ByteSource, name: string): SampleLayout {
  const found = new Map<string, Chunk>();
  for (const chunk of chunksOf(source, ORDER)) found.set(chunk.id, chunk);
  const [common, sound] = [found.get('COMM'), found.get('SSND')];
  if (common === undefined || common.size < 18 || common.start + 18 > source.size) {
    throw new UserError(`${name}: this AIFF file has no description of its format; copy it again.`);
  }
  const { numbers, bytes } = contentOf(source, common, ORDER);
  const [channels, length, bits] = [numbers.uint16(0), numbers.uint32(2), numbers.uint16(6)];
  const code = lettersAt(source, 8) === 'AIFC' ? String.fromCharCode(...bytes.subarray(18, 22)) : 'NONE';
  const encoding = channels === 0 ? undefined : encodingOf(code, bits, channels);
  if (encoding === undefined) {
    throw new UserError(
      `${name}: an AIFF file of ${channels} channels, ${bits} bits, encoding "${quoted(code)}" cannot be read; save it as PCM of 16 or 24 bits.`,
    );
  }
  // Old Macintoshes recorded at 22,254.5 Hz; libsndfile leaves such a fraction out as well.
  const sampleRate = Math.trunc(extended(bytes.subarray(8, 18)));
  const expected = isUnknownSize(length) ? undefined : length * encoding.unitBytes;
  return { encoding, channels, sampleRate, ...placeOf(source, sound, { expected, name }) };
}

/** A sound of no samples may lack the chunk. One that was written to a pipe goes on to the end of the file. */
function placeOf(
  source: ByteSource,
  sound: Chunk | undefined,
  { expected, name }: { readonly expected: number | undefined; readonly name: string },
): { start: number; end: number } {
  if (sound === undefined || sound.start + 8 > source.size) {
    if (expected === 0) return { start: source.size, end: source.size };
    throw new UserError(`${name}: this AIFF file has no samples; copy it again.`);
  }
  const start = sound.start + 8 + contentOf(source, sound, ORDER).numbers.uint32(0);
  const end = Math.min(source.size, sound.start + sound.size);
  if (expected === undefined) return { start, end: Math.max(start, end) };
  if (start + expected <= end) return { start, end: start + expected };
  throw new UserError(
    `${name}: expected ${expected} bytes of samples, found ${Math.max(0, end - start)}: the file is truncated; copy it again.`,
  );
}

function encodingOf(code: string, bits: number, channels: number): SampleEncoding | undefined {
  const plain = (kind: 'signed' | 'unsigned' | 'float', bytes: number, littleEndian = false) =>
    plainEncoding({ kind, bytes, littleEndian }, channels);
  const bytes = Math.ceil(bits / 8);
  switch (code) {
    case 'NONE':
    case 'twos':
      return bits >= 1 && bits <= 32 ? plain('signed', bytes) : undefined;
    case 'sowt':
      return bits >= 1 && bits <= 32 ? plain('signed', bytes, true) : undefined;
    case 'raw ':
      return bits >= 1 && bits <= 8 ? plain('unsigned', 1) : undefined;
    case 'in24':
      return plain('signed', 3);
    case 'in32':
      return plain('signed', 4);
    case '42n1':
    case '42ni':
      return plain('signed', 3, true);
    case '23n1':
    case '23ni':
      return plain('signed', 4, true);
    case 'fl32':
    case 'FL32':
      return plain('float', 4);
    case 'fl64':
    case 'FL64':
      return plain('float', 8);
    case 'ulaw':
    case 'ULAW':
      return compandedEncoding('mu-law', channels);
    case 'alaw':
    case 'ALAW':
      return compandedEncoding('A-law', channels);
    case 'ima4':
      return blockEncoding({ unitBytes: 34 * channels, unitLength: 64, channels, decode: decodeAppleImaBlock });
    default:
      return undefined;
  }
}

/** A float of 80 bits (IEEE 754 extended): sign and exponent in two bytes, then a mantissa of 64 bits. */
function extended(bytes: Uint8Array): number {
  const numbers = numbersIn(bytes, false);
  const head = numbers.uint16(0);
  const magnitude = numbers.uint64(2) * 2 ** ((head & 0x7fff) - 16_383 - 63);
  return head & 0x8000 ? -magnitude : magnitude;
}
