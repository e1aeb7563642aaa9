import { checkOptions, number, object } from '../../options';
import { readSoundBlocks, type SoundBlock } from './sound-blocks';

/** A stretch of a recording, cut out of it for one answer. */
export interface SoundSegment {
  /** In seconds from the recording's beginning. */
  readonly start: number;
  readonly end: number;
  readonly signal: Float32Array;
  readonly sampleRate: number;
  /** The recording's, if any. */
  readonly note?: string;
}

export interface SegmentOptions {
  /** Length of a segment; default 8. */
  readonly seconds?: number;
  /** What a segment has in common with the one before it, in seconds, so that no call is cut in two; default 1. */
  readonly overlap?: number;
}

const OPTIONS = object({
  seconds: number({ min: 0.01, max: 3600 }).default(8),
  overlap: number({ min: 0, max: 3600 }).default(1),
}).refine(({ seconds, overlap }) => overlap < seconds, { error: 'an overlap shorter than the segments' });

/** @throws UserError where a length is none, or the overlap is as long as the segment. */
export const checkSegments = (options: SegmentOptions) => checkOptions('segments', OPTIONS, options);

/**
 * Cuts a recording of any length into overlapping segments while it is read: never more than one of them and some
 * blocks are in memory. 20 s in segments of 8 s that overlap by 1 s are 0 to 8, 7 to 15 and 14 to 20. The last one ends
 * with the recording; it is left out where it would only repeat what the one before it has heard.
 * @throws UserError as `readSoundBlocks`, after the segments that could be read.
 */
export async function* readSoundSegments(file: string, options: SegmentOptions = {}): AsyncGenerator<SoundSegment> {
  const { seconds, overlap } = checkSegments(options);
  const held = new HeldSamples();
  let heard = 0;
  let rest: Origin | undefined;
  for await (const { signal, sampleRate, note } of readSoundBlocks(file)) {
    rest = { sampleRate, ...(note !== undefined && { note }) };
    const length = Math.max(1, Math.round(seconds * sampleRate));
    const hop = Math.max(1, length - Math.round(overlap * sampleRate));
    held.append(signal);
    // One sample more must have come: else this may be the last one, which ends with the recording.
    while (held.length > length) {
      yield segment(held, length, rest);
      heard = held.first + length;
      held.drop(hop);
    }
  }
  if (rest !== undefined && held.first + held.length > heard) yield segment(held, held.length, rest);
}

type Origin = Pick<SoundBlock, 'sampleRate' | 'note'>;

function segment(held: HeldSamples, length: number, origin: Origin): SoundSegment {
  const [start, end] = [held.first, held.first + length].map((sample) => sample / origin.sampleRate);
  return { start, end, signal: held.copy(length), ...origin };
}

/** The samples between what was cut and what is still to be read. */
class HeldSamples {
  private samples = new Float32Array(2 ** 16);
  length = 0;
  /** The place in the recording of the first one. */
  first = 0;

  append(signal: Float32Array): void {
    const length = this.length + signal.length;
    if (length > this.samples.length) {
      const larger = new Float32Array(2 * length);
      larger.set(this.samples.subarray(0, this.length));
      this.samples = larger;
    }
    this.samples.set(signal, this.length);
    this.length = length;
  }

  copy(length: number): Float32Array {
    return this.samples.slice(0, length);
  }

  drop(count: number): void {
    this.samples.copyWithin(0, count, this.length);
    this.length -= count;
    this.first += count;
  }
}
