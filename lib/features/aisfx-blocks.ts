import type { Examples } from '../data/dataset';
import type { Sound, SoundChange } from '../data/sounds/sound';
import type { FeatureRecipe } from './clip-features';
import { melFilterBank } from './mel';

const BANDS = 96;
const FRAMES = 100;
const MEL = {
  sampleRate: 44_100,
  nFft: 2048,
  numMels: BANDS,
  fMin: 0,
  fMax: 22_050,
  melScale: 'htk',
  norm: null,
} as const;

/** The spectra of which `aisfxBlocks` makes what the network aisfx was trained on; sounds scaled by `peakOne` first. */
export const aisfxRecipe = (seconds: number): FeatureRecipe => ({
  ...MEL,
  kind: 'mel',
  seconds,
  hopLength: 1024,
  center: true,
  topDb: 200,
});

/** The loudest sample becomes 1 or -1; silence stays silence. */
export const peakOne: SoundChange = {
  key: 'peakOne',
  apply({ signal, sampleRate }: Sound): Sound {
    let peak = 0;
    for (const value of signal) peak = Math.max(peak, Math.abs(value));
    return { signal: peak === 0 ? signal : signal.map((value) => value / peak), sampleRate };
  },
};

/** The authors divide the logarithms by this; loud sounds come near 1. */
const SCALE = 9.4578;

/**
 * Blocks of 100 frames (2.3 s), evenly spaced over each clip, as aisfx wants them: log10(10000 m + 1) / 9.4578, where m
 * is the power through a mel filter whose weights add up to 1.
 *
 * @param examples inputs [size, 96, frames, 1] in decibels by `aisfxRecipe`, at least 100 frames.
 * @returns size x count examples [100, 96, 1], the blocks of one clip one after the other.
 */
export function aisfxBlocks(
  { inputs, inputShape, labels, size }: Examples<Float32Array>,
  { count }: { readonly count: number },
): Examples<Float32Array> {
  const [bands, frames] = inputShape;
  if (bands !== BANDS || !(frames >= FRAMES)) {
    throw new RangeError(`aisfxBlocks: spectra are [96, 100 or more, 1], not [${inputShape.join(', ')}]`);
  }
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`aisfxBlocks: count is ${count}: give 1 or more`);
  const sums = filterSums();
  const blocks = new Float32Array(size * count * FRAMES * BANDS);
  let next = 0;
  for (let example = 0; example < size; example++) {
    for (let block = 0; block < count; block++) {
      const share = count === 1 ? 0.5 : block / (count - 1);
      const start = Math.round(share * (frames - FRAMES));
      for (let frame = start; frame < start + FRAMES; frame++) {
        for (let band = 0; band < BANDS; band++) {
          const power = 10 ** (inputs[(example * bands + band) * frames + frame] / 10) / sums[band];
          blocks[next++] = Math.log10(10_000 * power + 1) / SCALE;
        }
      }
    }
  }
  const repeated = Int32Array.from({ length: size * count }, (_, i) => labels[Math.floor(i / count)]);
  return { inputs: blocks, inputShape: [FRAMES, BANDS, 1], labels: repeated, size: size * count };
}

/** The sum of each filter's weights, [96]. */
function filterSums(): number[] {
  const bank = melFilterBank(MEL);
  const width = bank.length / BANDS;
  return Array.from({ length: BANDS }, (_, band) =>
    bank.subarray(band * width, (band + 1) * width).reduce((sum, weight) => sum + weight, 0),
  );
}
