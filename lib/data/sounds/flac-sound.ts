import { UserError } from '../../errors';
import { type ByteSource, piecesOf } from '../formats/byte-source';
import { type FlacInfo, readFlacInfo } from '../formats/flac';
import { decodeInThread } from './decode-threads';
import type { OpenedSound } from './opened-sound';

const MAGIC = 4;

export function openFlac(source: ByteSource, name: string): OpenedSound {
  const info = readFlacInfo(source.read(MAGIC, 64));
  if (info === undefined) {
    throw new UserError(`${name}: this FLAC file has no description of its format; copy it again.`);
  }
  return flacSound(info, () => bytesOf(source), name);
}

/** @param pieces the bytes of the stream, as FLAC itself or as pages of Ogg. */
export function flacSound(info: FlacInfo, pieces: () => Iterable<Uint8Array[]>, name: string): OpenedSound {
  const { sampleRate, length, bits } = info;
  return {
    sampleRate,
    ...(length > 0 && { length }),
    async *blocks() {
      let found = 0;
      try {
        for await (const block of decodeInThread({ format: 'flac', settings: { bits } }, pieces())) {
          found += block[0].length;
          yield block;
        }
      } catch (error) {
        throw damaged(name, (error as Error).message);
      }
      if (found < length) throw damaged(name, `expected ${length} samples, found ${found}`);
    },
  };
}

const damaged = (name: string, why: string) =>
  new UserError(`${name}: this FLAC file is damaged or truncated (${why}); copy it again.`);

function* bytesOf(source: ByteSource): Generator<Uint8Array[]> {
  for (const piece of piecesOf(source, 0, source.size)) yield [piece];
}
