import { UserError } from '../../errors';
import { type ByteSource, numbersIn } from './byte-source';
import { isUnknownSize } from './riff';
import { readFormat, type WaveFile } from './wav';

/** The identifiers of Sonic Foundry's chunks: the four letters of RIFF's, and these bytes behind them. */
const RIFF = '726966662e91cf11a5d628db04c10000';
const REST = 'f3acd3118cd100c04f8edb8a';
/** Identifier and size, which counts them. */
const HEAD = 24;

const identifier = (source: ByteSource, at: number) => Buffer.from(source.read(at, 16)).toString('hex');

/** Whether a file is of Wave64, Sonic Foundry's WAV for more than 4 GiB. */
export function isWave64(source: ByteSource): boolean {
  return identifier(source, 0) === RIFF;
}

/** Finds the samples of a Wave64 file; what they are is described as in WAV. @throws UserError as `readWav`. */
export function readWave64(source: ByteSource, name: string): WaveFile {
  let format: WaveFile['format'] | undefined;
  for (let at = 40; at + HEAD <= source.size; ) {
    const id = identifier(source, at);
    const size = numbersIn(source.read(at + 16, 8), true).uint64(0);
    const [start, end] = [at + HEAD, at + size];
    if (size < HEAD) break;
    if (id === `${hex('fmt ')}${REST}`) {
      const content = source.read(start, Math.min(size - HEAD, 4096));
      if (content.length >= 16) format = readFormat(content, true);
    }
    if (id === `${hex('data')}${REST}` && format !== undefined) {
      if (end <= source.size || isUnknownSize(size)) {
        return { format, littleEndian: true, start, end: Math.min(end, source.size) };
      }
      throw new UserError(
        `${name}: expected ${size - HEAD} bytes of samples, found ${source.size - start}: the file is truncated; copy it again.`,
      );
    }
    // Chunks begin at multiples of eight.
    at = 8 * Math.ceil(end / 8);
  }
  throw new UserError(
    `${name}: this Wave64 file has no ${format ? 'samples' : 'description of its format'}; copy it again.`,
  );
}

const hex = (letters: string) => Buffer.from(letters, 'latin1').toString('hex');
