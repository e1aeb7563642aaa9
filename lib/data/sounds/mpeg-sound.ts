import { UserError } from '../../errors';
import { type ByteSource, piecesOf } from '../formats/byte-source';
import { type MpegStream, readMpeg, type Stretch } from '../formats/mpeg';
import { decodeInThread } from './decode-threads';
import type { OpenedSound } from './opened-sound';

/**
 * MPEG audio, of which only whole frames of one kind come to the decoder: what is damaged between them is passed over,
 * and never read as frames of another sample rate.
 * @param search where the first frame may begin.
 */
export function openMpeg(source: ByteSource, search: Stretch, name: string): OpenedSound {
  const found = readMpeg(source, search);
  if (found === undefined) {
    throw new UserError(
      `${name}: this begins like an MP3 file, but no frames follow one another in it; it is damaged or something else: copy it again.`,
    );
  }
  if ('rates' in found) {
    throw new UserError(
      `${name}: two sounds stand in this MP3 file, one of ${found.rates[0]} Hz and from byte ${found.at} on one of ${found.rates[1]} Hz; split it.`,
    );
  }
  const { sampleRate, frames, frameSamples } = found;
  const note = noteOf(found);
  return {
    sampleRate,
    length: frames * frameSamples,
    ...(note !== undefined && { note }),
    async *blocks() {
      try {
        yield* decodeInThread({ format: 'mp3', settings: {} }, framesOf(source, found));
      } catch (error) {
        throw new UserError(
          `${name}: this MP3 file is damaged or truncated (${(error as Error).message}); copy it again.`,
        );
      }
    },
  };
}

function noteOf({ frames, promised, skipped }: MpegStream): string | undefined {
  const isShort = promised !== undefined && frames - 1 < promised;
  if (isShort) return `read in part: ${frames - 1} of ${promised} frames are there`;
  return skipped > 0 ? `read in part: ${skipped} bytes of it are no frames of MP3` : undefined;
}

function* framesOf(source: ByteSource, { runs }: MpegStream): Generator<Uint8Array[]> {
  for (const { start, end } of runs) for (const piece of piecesOf(source, start, end)) yield [piece];
}
