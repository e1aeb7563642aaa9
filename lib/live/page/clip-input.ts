import { evenCrops } from '../../augment/even-crops';
import { examples } from '../../data/dataset';
import { clipFeatures, featureShape, lengthAt } from '../../features/clip-features';
import { fitLength } from '../../features/fit-length';
import { canResampleBatch, resample } from '../../features/resample';
import { standardize } from '../../features/statistics';
import type { Of } from '../page-content';

/** A clip as the model takes it. */
export interface ClipInput {
  /** Row-major [bands, frames], of the first channel, before z-scores: to be drawn. */
  readonly bands: Float32Array;
  readonly shape: readonly [bands: number, frames: number];
  /** One, or as many crops as the card says. */
  readonly inputs: readonly Float32Array[];
}

/** @param frames as many as the model takes. @param rate of the signal, in Hz. */
export function clipInput(
  signal: Float32Array,
  rate: number,
  { recipe, statistics, crops = 1 }: Of<'sound'>,
  frames: number,
): ClipInput {
  const isDirect = canResampleBatch(rate, recipe.sampleRate);
  const [own, at] = isDirect ? [signal, rate] : [resample(signal, rate, recipe.sampleRate), recipe.sampleRate];
  const features = clipFeatures(recipe, at)(fitLength(own, lengthAt(recipe, at)), 1);
  const [bands, all, channels] = featureShape(recipe);
  const one = examples(features, [bands, all, channels], new Int32Array(1));
  const scored = statistics === undefined ? one : standardize(one, statistics);
  const cropped = frames === all ? scored : evenCrops(scored, { frames, count: crops });
  const length = bands * frames * channels;
  return {
    bands: features.filter((_, i) => i % channels === 0),
    shape: [bands, all],
    inputs: Array.from({ length: cropped.inputs.length / length }, (_, i) =>
      cropped.inputs.slice(i * length, (i + 1) * length),
    ),
  };
}
