import type { Sound, SoundClip } from '../data/sounds/sound';
import { UserError } from '../errors';

export interface SegmentOptions {
  /** Of a segment. */
  readonly seconds: number;
  /** That two neighbours share. */
  readonly overlap: number;
}

/** Cuts a recording into clips of one length, from its beginning; a rest too short for one is left out. */
export function segmentClips({ signal, sampleRate }: Sound, { seconds, overlap }: SegmentOptions): SoundClip[] {
  if (!(seconds > 0 && overlap >= 0 && overlap < seconds)) {
    throw new UserError(`segments of ${seconds} s cannot overlap by ${overlap} s; give 0 to below ${seconds}.`);
  }
  const length = Math.round(seconds * sampleRate);
  const step = Math.round((seconds - overlap) * sampleRate);
  const count = Math.floor((signal.length - length) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => ({
    name: `segment ${i + 1}`,
    label: 0,
    read: () => ({ signal: signal.subarray(i * step, i * step + length), sampleRate }),
  }));
}

export interface Detection {
  readonly start: number;
  readonly end: number;
  /** Undefined where no class reaches its threshold: something unknown. */
  readonly label?: number;
  /** The highest probability of the segments joined here. */
  readonly probability: number;
}

/**
 * What is heard when: each segment's likeliest class where it reaches the class' threshold; neighbours that say the
 * same become one detection. Segments for which `isSilent` holds say nothing.
 * @param outputs probabilities, row-major [segments, classes].
 */
export function joinDetections(
  outputs: Float32Array,
  {
    seconds,
    overlap,
    thresholds,
    isSilent = () => false,
  }: SegmentOptions & { readonly thresholds: readonly number[]; readonly isSilent?: (segment: number) => boolean },
): Detection[] {
  const width = thresholds.length;
  const found: Detection[] = [];
  let before: number | undefined;
  for (let segment = 0; segment < outputs.length / width; segment++) {
    if (isSilent(segment)) continue;
    const row = outputs.subarray(segment * width, (segment + 1) * width);
    const probability = Math.max(...row);
    const likeliest = row.indexOf(probability);
    const label = probability >= thresholds[likeliest] ? likeliest : undefined;
    const start = segment * (seconds - overlap);
    const last = found[found.length - 1];
    if (last !== undefined && before === segment - 1 && last.label === label) {
      found[found.length - 1] = { ...last, end: start + seconds, probability: Math.max(last.probability, probability) };
    } else {
      // What two neighbours share belongs half to each.
      const from = before === segment - 1 && last !== undefined ? start + overlap / 2 : start;
      if (from > start) found[found.length - 1] = { ...last, end: from };
      found.push({ start: from, end: start + seconds, probability, ...(label !== undefined && { label }) });
    }
    before = segment;
  }
  return found;
}
