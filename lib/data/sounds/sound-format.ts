import { isAiff } from '../formats/aiff';
import { isAu } from '../formats/au';
import { type ByteSource, lettersAt } from '../formats/byte-source';
import { isCaf } from '../formats/caf';
import { FORMAT_BYTES, fileFormat } from '../formats/file-format';
import { isWav } from '../formats/wav';
import { isWave64 } from '../formats/wave64';

/** Formats of sound that are read here. */
export type SoundFormat = 'wav' | 'wave64' | 'aiff' | 'au' | 'caf' | 'flac' | 'vorbis' | 'mp3';

/** What a file's first bytes say of it: a format that is read, or the name of what else it is. */
export type Recognised = { readonly format: SoundFormat } | { readonly foreign: string } | undefined;

/** The codec of an Ogg file by the beginning of its first packet. */
const OGG_CODECS: readonly (readonly [letters: string, name: string])[] = [
  ['OpusHead', 'Ogg Opus'],
  ['\x7fFLAC', 'Ogg FLAC'],
  ['Speex', 'Ogg Speex'],
  ['\x80theora', 'Ogg Theora (video)'],
];

/** Tells the format of a sound by its first bytes, whatever its name says. */
export function recogniseSound(source: ByteSource): Recognised {
  if (isWav(source)) return { format: 'wav' };
  if (isWave64(source)) return { format: 'wave64' };
  if (isAiff(source)) return { format: 'aiff' };
  if (isAu(source)) return { format: 'au' };
  if (isCaf(source)) return { format: 'caf' };
  const name = fileFormat(source.read(0, FORMAT_BYTES))?.name;
  if (name === 'FLAC') return { format: 'flac' };
  if (name === 'MP3') return { format: 'mp3' };
  if (name === 'Ogg') return oggCodec(source);
  return name === undefined ? undefined : { foreign: name };
}

/** The first page of an Ogg file holds its codec's first packet; byte 26 counts the segments before it. */
function oggCodec(source: ByteSource): Recognised {
  const [segments = 0] = source.read(26, 1);
  const packet = lettersAt(source, 27 + segments, 16);
  if (packet.startsWith('\x01vorbis')) return { format: 'vorbis' };
  return { foreign: OGG_CODECS.find(([start]) => packet.startsWith(start))?.[1] ?? 'Ogg' };
}
