import { UserError } from '../../errors';
import { type ByteSource, lettersAt, numbersIn } from './byte-source';
import { compandedEncoding, plainEncoding, type SampleEncoding, type SampleLayout } from './samples';

const HEAD = 24;
const UNKNOWN_SIZE = 0xffffffff;

/** Whether a file is Sun's and NeXT's AU (SND), in either order of bytes. */
export function isAu(source: ByteSource): boolean {
  return ['.snd', 'dns.'].includes(lettersAt(source, 0));
}

/**
 * Finds the samples of an AU file (Sun Microsystems 1992): integers of 8 to 32 bits, floats, mu-law and A-law.
 * @throws UserError where the file is truncated, makes no sense, or is encoded in another way.
 */
export function auLayout(source: ByteSource, name: string): SampleLayout {
  const littleEndian = lettersAt(source, 0) === 'dns.';
  const head = source.read(0, HEAD);
  if (head.length < HEAD) throw new UserError(`${name}: this AU file ends within its header; copy it again.`);
  const numbers = numbersIn(head, littleEndian);
  const [start, size, code, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) => numbers.uint32(at));
  const encoding = channels === 0 ? undefined : encodingOf(code, channels, littleEndian);
  if (encoding === undefined) {
    throw new UserError(
      `${name}: an AU file of ${channels} channels, encoding ${code} cannot be read; save it as PCM of 16 or 24 bits.`,
    );
  }
  const end = size === UNKNOWN_SIZE ? source.size : start + size;
  if (start < HEAD || end > source.size || start > end) {
    throw new UserError(
      `${name}: expected ${size} bytes of samples from byte ${start} on, found ${Math.max(0, source.size - start)}: the file is truncated; copy it again.`,
    );
  }
  return { encoding, channels, sampleRate, start, end };
}

function encodingOf(code: number, channels: number, littleEndian: boolean): SampleEncoding | undefined {
  const plain = (kind: 'signed' | 'float', bytes: number) => plainEncoding({ kind, bytes, littleEndian }, channels);
  if (code === 1) return compandedEncoding('mu-law', channels);
  if (code >= 2 && code <= 5) return plain('signed', code - 1);
  if (code === 6) return plain('float', 4);
  if (code === 7) return plain('float', 8);
  if (code === 27) return compandedEncoding('A-law', channels);
  return undefined;
}
