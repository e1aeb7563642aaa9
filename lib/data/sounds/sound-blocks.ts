import fs from 'node:fs';
import { sourceOfFile } from '../formats/byte-source';
import { openFile } from '../storage/files';
import { checkSampleRate, checkSound } from './check-sound';
import { mono } from './decode';
import { openSound } from './open-sound';
import type { Sound } from './sound';

/** A piece of a recording. */
export interface SoundBlock extends Sound {
  /** Its first sample's place in the recording. */
  readonly start: number;
}

/**
 * Reads a recording of any length block by block, at its own rate, its channels mixed down: what `decodeAudio` gives,
 * without ever having more than some seconds of it in memory.
 *
 * ```ts
 * for await (const { signal, sampleRate, start } of readSoundBlocks('night.flac')) ...
 * ```
 * @returns blocks without a gap, of whatever length the decoder gives; each carries the recording's `note`, if any.
 * @throws UserError where the file is missing, of another format, damaged, or holds no sound (`checkSound`).
 */
export async function* readSoundBlocks(file: string): AsyncGenerator<SoundBlock> {
  const descriptor = openFile(file, 'check its name and its folder');
  try {
    const opened = await openSound(sourceOfFile(descriptor), file);
    const { sampleRate, note } = opened;
    checkSampleRate(sampleRate, file);
    let start = 0;
    for await (const channels of opened.blocks()) {
      const signal = mono(channels);
      yield checkSound({ signal, sampleRate, start, ...(note !== undefined && { note }) }, file);
      start += signal.length;
    }
    if (start === 0) checkSound({ signal: new Float32Array(0), sampleRate }, file);
  } finally {
    fs.closeSync(descriptor);
  }
}
