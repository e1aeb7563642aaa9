import { UserError } from '../../errors';
import { isAiff } from '../formats/aiff';
import { isAu } from '../formats/au';
import { type ByteSource, sourceFrom } from '../formats/byte-source';
import { isCaf } from '../formats/caf';
import { FORMAT_BYTES, fileFormat } from '../formats/file-format';
import { hexOf } from '../formats/hex';
import { endOfTags } from '../formats/id3';
import { readMpeg } from '../formats/mpeg';
import { isNist } from '../formats/nist';
import { isWav, MPEG_CODES, readWav } from '../formats/wav';
import { isWave64 } from '../formats/wave64';
import { openByFfmpeg } from './ffmpeg-sound';
import { openFlac } from './flac-sound';
import { openMpeg } from './mpeg-sound';
import { oggCodec, openOgg } from './ogg-sound';
import type { OpenedSound } from './opened-sound';
import { openPlain, type PlainFormat } from './plain-sound';

/** A sound's format by its first bytes, and the bytes themselves, tags in front of them left out. */
export interface Recognised {
  readonly format: PlainFormat | 'flac' | 'ogg' | 'mpeg' | 'other';
  readonly source: ByteSource;
  /** The format's name in a sentence. */
  readonly title: string;
}

/** Where the first frame of MPEG audio may begin: behind what taggers leave, or, where nothing says MP3, nearer. */
const NEAR = 2 ** 16;
const NEARER = 4096;

/**
 * Tells the format of a sound by its first bytes, whatever its name says.
 * @throws UserError where it is none that is read here, naming what it is.
 */
export function recogniseSound(file: ByteSource, name: string): Recognised {
  const tags = endOfTags(file);
  const source = tags < file.size ? sourceFrom(file, tags) : file;
  const plain = plainFormat(source);
  const known = fileFormat(source.read(0, FORMAT_BYTES));
  const title = known?.name ?? 'MP3';
  if (plain !== undefined) return { format: plain, source, title };
  if (title === 'FLAC') return { format: 'flac', source, title };
  if (title === 'Ogg') return { ...oggFormat(source, title), source };
  if (known !== undefined && title !== 'MP3') {
    // Films hold sound as well.
    if (known.kind === 'sound' || title.endsWith('film')) return { format: 'other', source, title };
    throw notRead(name, title);
  }
  if (known !== undefined || tags > 0 || readMpeg(source, { start: 0, end: NEARER }) !== undefined) {
    return { format: 'mpeg', source, title };
  }
  const found = source.size === 0 ? 'it is empty' : `it starts with ${hexOf(source.read(0, 4))}`;
  throw new UserError(`${name}: this is no WAV, FLAC, MP3 or Ogg Vorbis file (${found}); convert it to one of these.`);
}

function oggFormat(source: ByteSource, title: string): Pick<Recognised, 'format' | 'title'> {
  const isSpeex = oggCodec(source.read(28, 8)) === 'speex';
  return isSpeex ? { format: 'other', title: 'Ogg Speex' } : { format: 'ogg', title };
}

const notRead = (name: string, title: string) =>
  new UserError(
    `${name}: this is ${title}, which is not read here; convert it to WAV, for example by ffmpeg -i FILE clip.wav`,
  );

function plainFormat(source: ByteSource): PlainFormat | undefined {
  if (isWav(source)) return 'wav';
  if (isWave64(source)) return 'wave64';
  if (isAiff(source)) return 'aiff';
  if (isAu(source)) return 'au';
  if (isCaf(source)) return 'caf';
  return isNist(source) ? 'nist' : undefined;
}

/**
 * Reads a sound's header. What no decoder here reads, ffmpeg may, where it is installed.
 * @throws UserError where the file is of another format, damaged or truncated.
 */
export async function openSound(file: ByteSource, name: string): Promise<OpenedSound> {
  const { format, source, title } = recogniseSound(file, name);
  if (format === 'flac') return openFlac(source, name);
  if (format === 'ogg') return openOgg(source, name);
  if (format === 'mpeg') return openMpeg(source, { start: 0, end: NEAR }, name);
  if (format === 'wav') {
    const wave = readWav(source, name);
    if (MPEG_CODES.includes(wave.format.code)) return openMpeg(source, { start: wave.start, end: wave.end }, name);
  }
  if (format !== 'other') return openPlain(format, source, name);
  const opened = await openByFfmpeg(source, title, name);
  if (opened === undefined) throw notRead(name, title);
  return opened;
}
