import { type ByteSource, sourceOf, withFile } from '../formats/byte-source';
import { lengthOf, viewed } from '../formats/samples';
import { checkLength, checkSampleRate, checkSound } from './check-sound';
import { openSound, recogniseSound } from './open-sound';
import type { OpenedSound } from './opened-sound';
import { isPlain, plainLayout } from './plain-sound';
import type { Sound } from './sound';

/**
 * Decodes a clip of sound, told by its first bytes and not by its name: the WAV family (RIFF, RIFX, RF64, BW64, Wave64;
 * integers, floats, mu-law, A-law, ADPCM), AIFF, AU, CAF, NIST SPHERE, FLAC, MP3 (also layers I and II), Ogg Vorbis, Opus or FLAC.
 * Tags in front of it are passed over. Several channels become their mean, as librosa.to_mono makes it; the sample rate
 * stays the clip's own (Opus has that of its recording, rounded up to one of its five).
 *
 * What is uncompressed needs nothing but JavaScript; the other formats are decoded in threads of Node, side by side.
 * M4A, WMA, AMR, WebM and what else is not among them is decoded by ffmpeg, where that is installed, with a note.
 *
 * @param source a file's path, or a file's bytes.
 * @returns with a `note` where it was read in part, or by ffmpeg.
 * @throws UserError where the file is missing, of another format, damaged, or holds no sound (`checkSound`).
 */
export async function decodeAudio(source: string | Uint8Array): Promise<Sound> {
  if (typeof source !== 'string') return decodeSound(sourceOf(source), 'the clip');
  return withFile(source, (file) => decodeSound(file, source));
}

/** A sound whose samples may still be integers of 16 bits, full scale at 2^15. */
export interface EncodedSound extends Pick<Sound, 'sampleRate' | 'note'> {
  readonly signal: Float32Array | Int16Array;
}

/**
 * `decodeAudio`, but plain samples of one channel and 16 bits stay as they are: a graph turns them into floats sooner.
 * @param name begins an error's sentence.
 */
export async function decodeForGraph(bytes: Uint8Array, name: string): Promise<EncodedSound> {
  const file = sourceOf(bytes);
  const { format, source } = recogniseSound(file, name);
  const layout = isPlain(format) ? plainLayout(format, source, name) : undefined;
  if (!layout?.isInt16 || layout.channels !== 1) return decodeSound(file, name);
  const signal = viewed(Int16Array, source.read(layout.start, 2 * lengthOf(layout)));
  return checkSound({ signal, sampleRate: layout.sampleRate }, name);
}

/** `decodeAudio` of bytes that are read when they are needed. @param name begins an error's sentence. */
export async function decodeSound(source: ByteSource, name: string): Promise<Sound> {
  const opened = await openSound(source, name);
  const { sampleRate, length, note } = opened;
  // Before there is memory for it.
  checkSampleRate(sampleRate, name);
  if (length !== undefined) checkLength(length, sampleRate, name);
  const signal = await monoSignal(opened, name);
  return checkSound({ signal, sampleRate, ...(note !== undefined && { note }) }, name);
}

async function monoSignal(opened: OpenedSound, name: string): Promise<Float32Array> {
  // Where nobody knows the length, room for what comes is made as it comes.
  let signal = new Float32Array(opened.length ?? 2 ** 16);
  let length = 0;
  for await (const block of opened.blocks()) {
    const piece = mono(block);
    if (length + piece.length > signal.length) {
      checkLength(length + piece.length, opened.sampleRate, name);
      const larger = new Float32Array(2 * (length + piece.length));
      larger.set(signal);
      signal = larger;
    }
    signal.set(piece, length);
    length += piece.length;
  }
  return length === signal.length ? signal : signal.slice(0, length);
}

/** The mean of the channels. */
export function mono(channels: readonly Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  return channels[0].map((_, i) => channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length);
}
