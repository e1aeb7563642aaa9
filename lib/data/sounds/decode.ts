import { UserError } from '../../errors';
import { type Channels, decodeWav, pcm16 } from '../formats/wav';
import { readFile } from '../storage/files';
import type { Sound } from './sound';

/**
 * Decodes a clip of sound: WAV (integers of 8 to 32 bits, floats), FLAC, MP3 or Ogg Vorbis, told apart by their first
 * bytes. Several channels become their mean, as librosa.to_mono makes it; the sample rate stays the clip's own.
 *
 * WAV needs nothing but JavaScript; the other formats are decoded in threads of Node, side by side.
 *
 * @param source a file's path, or a file's bytes.
 * @throws UserError where the file is missing, of another format, damaged, or holds no samples.
 */
export async function decodeAudio(source: string | Uint8Array): Promise<Sound> {
  const name = typeof source === 'string' ? source : 'the clip';
  const bytes = typeof source === 'string' ? readFile(source, 'check its name and its folder') : source;
  const { channels, sampleRate } = await decodeChannels(bytes, name);
  if (channels.length === 0 || channels[0].length === 0) {
    throw new UserError(`${name}: the clip has no samples, its length is zero; leave it out or record it again.`);
  }
  return { signal: mono(channels), sampleRate };
}

/** A sound whose samples may still be integers of 16 bits, full scale at 2^15. */
export interface EncodedSound {
  readonly signal: Float32Array | Int16Array;
  readonly sampleRate: number;
}

/** `decodeAudio`, but a WAV file of one channel and 16 bits stays as it is: a graph turns its samples into floats sooner. */
export async function decodeForGraph(bytes: Uint8Array): Promise<EncodedSound> {
  const samples = formatOf(bytes) === 'wav' ? pcm16(bytes, 'the clip') : undefined;
  return samples ?? decodeAudio(bytes);
}

async function decodeChannels(bytes: Uint8Array, name: string): Promise<Channels> {
  const format = formatOf(bytes);
  if (format === undefined) {
    const found = bytes.length === 0 ? 'it is empty' : `it starts with ${hex(bytes.subarray(0, 4))}`;
    throw new UserError(
      `${name}: this is no WAV, FLAC, MP3 or Ogg Vorbis file (${found}); convert it to one of these.`,
    );
  }
  if (format === 'wav') return decodeWav(bytes, name);
  const { decodeInThread } = await import('./decode-threads');
  const failed = (why: string) =>
    new UserError(`${name}: this ${names[format]} file is damaged or truncated (${why}); copy it again.`);
  const decoded = await decodeInThread(format, bytes).catch((error: Error) => {
    throw failed(error.message);
  });
  if (decoded.errors.length > 0) throw failed(decoded.errors[0]);
  return decoded;
}

const names = { flac: 'FLAC', vorbis: 'Ogg Vorbis', mp3: 'MP3' } as const;

function formatOf(bytes: Uint8Array): 'wav' | keyof typeof names | undefined {
  const text = (start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end));
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return 'wav';
  if (text(0, 4) === 'fLaC') return 'flac';
  // The first page of an Ogg file holds its codec's first packet; byte 26 counts the segments before it.
  if (text(0, 4) === 'OggS') return text(28 + bytes[26], 34 + bytes[26]) === 'vorbis' ? 'vorbis' : undefined;
  if (text(0, 3) === 'ID3' || (bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0)) return 'mp3';
  return undefined;
}

/** The mean of the channels. */
function mono(channels: readonly Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  return channels[0].map((_, i) => channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
