import { UserError } from '../../errors';
import { aiffLayout } from '../formats/aiff';
import { auLayout } from '../formats/au';
import { type ByteSource, sourceOf } from '../formats/byte-source';
import { cafLayout } from '../formats/caf';
import { decodedBlocks, lengthOf, type SampleLayout, viewed } from '../formats/samples';
import { readWav, wavLayout } from '../formats/wav';
import { readWave64 } from '../formats/wave64';
import { readFile } from '../storage/files';
import { checkLength, checkSampleRate, checkSound } from './check-sound';
import type { Sound } from './sound';
import { recogniseSound, type SoundFormat } from './sound-format';

/**
 * Decodes a clip of sound, told by its first bytes and not by its name: the WAV family (RIFF, RIFX, RF64, BW64, Wave64;
 * integers, floats, mu-law, A-law, ADPCM), AIFF, AU, CAF, FLAC, MP3 or Ogg Vorbis. Several channels become their mean,
 * as librosa.to_mono makes it; the sample rate stays the clip's own.
 *
 * What is uncompressed needs nothing but JavaScript; the other formats are decoded in threads of Node, side by side.
 *
 * @param source a file's path, or a file's bytes.
 * @throws UserError where the file is missing, of another format, damaged, or holds no sound (`checkSound`).
 */
export async function decodeAudio(source: string | Uint8Array): Promise<Sound> {
  const name = typeof source === 'string' ? source : 'the clip';
  const bytes = typeof source === 'string' ? readFile(source, 'check its name and its folder') : source;
  return decodeSound(bytes, name);
}

/** A sound whose samples may still be integers of 16 bits, full scale at 2^15. */
export interface EncodedSound {
  readonly signal: Float32Array | Int16Array;
  readonly sampleRate: number;
}

/**
 * `decodeAudio`, but plain samples of one channel and 16 bits stay as they are: a graph turns them into floats sooner.
 * @param name begins an error's sentence.
 */
export async function decodeForGraph(bytes: Uint8Array, name: string): Promise<EncodedSound> {
  const source = sourceOf(bytes);
  const format = formatOf(source, name);
  const layout = isPlain(format) ? layouts[format](source, name) : undefined;
  if (layout?.isInt16 && layout.channels === 1) {
    const signal = viewed(Int16Array, source.read(layout.start, 2 * lengthOf(layout)));
    return checkSound({ signal, sampleRate: layout.sampleRate }, name);
  }
  return decodeSound(bytes, name);
}

/** `decodeAudio` of bytes. @param name begins an error's sentence. */
export async function decodeSound(bytes: Uint8Array, name: string): Promise<Sound> {
  const source = sourceOf(bytes);
  const format = formatOf(source, name);
  const sound = isPlain(format)
    ? plainSound(source, layouts[format](source, name), name)
    : await compressedSound(format, bytes, name);
  return checkSound(sound, name);
}

/** Formats whose samples lie in the file at a place that its header tells. */
const layouts = {
  wav: (source: ByteSource, name: string) => wavLayout(readWav(source, name), name),
  wave64: (source: ByteSource, name: string) => wavLayout(readWave64(source, name), name),
  aiff: aiffLayout,
  au: auLayout,
  caf: cafLayout,
};

type PlainFormat = keyof typeof layouts;
const isPlain = (format: SoundFormat): format is PlainFormat => format in layouts;

function formatOf(source: ByteSource, name: string): SoundFormat {
  const recognised = recogniseSound(source);
  if (recognised === undefined) {
    const found = source.size === 0 ? 'it is empty' : `it starts with ${hex(source.read(0, 4))}`;
    throw new UserError(
      `${name}: this is no WAV, FLAC, MP3 or Ogg Vorbis file (${found}); convert it to one of these.`,
    );
  }
  if ('format' in recognised) return recognised.format;
  throw new UserError(
    `${name}: this is ${recognised.foreign}, which is not read here; convert it, for example by ffmpeg -i FILE clip.wav`,
  );
}

function plainSound(source: ByteSource, layout: SampleLayout, name: string): Sound {
  const { sampleRate } = layout;
  const length = lengthOf(layout);
  // Before there is memory for it.
  checkSampleRate(sampleRate, name);
  checkLength(length, sampleRate, name);
  const signal = new Float32Array(length);
  let at = 0;
  for (const block of decodedBlocks(source, layout)) {
    signal.set(mono(block), at);
    at += block[0].length;
  }
  return { signal, sampleRate };
}

const names = { flac: 'FLAC', vorbis: 'Ogg Vorbis', mp3: 'MP3' } as const;

async function compressedSound(format: keyof typeof names, bytes: Uint8Array, name: string): Promise<Sound> {
  const { decodeInThread } = await import('./decode-threads');
  const failed = (why: string) =>
    new UserError(`${name}: this ${names[format]} file is damaged or truncated (${why}); copy it again.`);
  const decoded = await decodeInThread(format, bytes).catch((error: Error) => {
    throw failed(error.message);
  });
  if (decoded.errors.length > 0) throw failed(decoded.errors[0]);
  return { signal: mono(decoded.channels), sampleRate: decoded.sampleRate };
}

/** The mean of the channels. */
function mono(channels: readonly Float32Array[]): Float32Array {
  if (channels.length <= 1) return channels[0] ?? new Float32Array(0);
  return channels[0].map((_, i) => channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
