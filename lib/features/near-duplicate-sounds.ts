import type { SoundClip, SoundCorpus } from '../data/sounds/sound';
import { tf, tidyData } from '../tensorflow';
import type { FeatureRecipe } from './clip-features';
import { soundPieces } from './sound-pieces';
import type { SoundWindows } from './sound-windows';
import { unitDecibels } from './unit-decibels';

/** Frames and bands of what is compared: 0.64 s at 20 ms. */
const FRAMES = 32;
const BANDS = 32;

export interface NearDuplicateSound {
  /** The clip of a window, and the clip of the corpus that it is like. */
  readonly name: string;
  readonly other: string;
  /** Correlation of their spectrograms, at most 1. */
  readonly similarity: number;
}

/**
 * Which sounds of one collection are heard in another: the loudest 32 frames of each window are laid over each place of
 * each clip, and their spectrograms in decibels are correlated. Gain and place in the clip do not matter.
 * @returns for each window the clip that it is most like, the most alike first, down to `similarity`.
 */
export async function nearDuplicateSounds(
  windows: SoundWindows,
  corpus: SoundCorpus,
  { recipe, similarity = 0.9 }: { readonly recipe: FeatureRecipe; readonly similarity?: number },
): Promise<NearDuplicateSound[]> {
  const queries = loudest(windows);
  const best = windows.names.map((name): NearDuplicateSound => ({ name, other: '', similarity: -1 }));
  try {
    for await (const { clip, pieces } of soundPieces(corpus.clips, recipe, unreadable)) {
      for (const { values, frames } of pieces) {
        const found = tidyData(() => correlations(queries, pooled(unitDecibels(values), recipe, frames)));
        found.forEach((value, i) => {
          if (value > best[i].similarity) best[i] = { name: best[i].name, other: clip.name, similarity: value };
        });
      }
    }
  } finally {
    queries.dispose();
  }
  return best.filter((pair) => pair.similarity >= similarity).sort((a, b) => b.similarity - a.similarity);
}

function unreadable(clip: SoundClip, sentence: string): never {
  throw new Error(`${clip.name}: ${sentence}`);
}

/** Bands joined to `BANDS`: float32 [frames, BANDS]. */
function pooled(unit: Float32Array, { numMels = 128 }: FeatureRecipe, frames: number): tf.Tensor2D {
  return tf
    .tensor3d(unit, [BANDS, numMels / BANDS, frames])
    .mean<tf.Tensor2D>(1)
    .transpose();
}

/**
 * Stretches [n, FRAMES * BANDS] without the mean of each band, and of length 1: a product of two is the correlation of
 * what changes in them. Two steady noises of one colour are not one recording.
 */
function normalized(stretches: tf.Tensor): tf.Tensor2D {
  const frames = stretches.reshape([-1, FRAMES, BANDS]);
  const centred = frames.sub(frames.mean(1, true)).reshape(stretches.shape);
  return centred.div(centred.square().sum(1, true).sqrt().add(1e-6)) as tf.Tensor2D;
}

/** The loudest stretch of each window, normalised: [windows, FRAMES * BANDS]. */
function loudest(windows: SoundWindows): tf.Tensor2D {
  const [bands, frames] = windows.shape;
  return tf.tidy(() => {
    const rows = Array.from({ length: windows.size }, (_, i) => {
      const { inputs } = windows.batch(Int32Array.of(i)) as { inputs: { data: Uint8Array } };
      return tf.tidy(() => {
        const spectrum = pooled(Float32Array.from(inputs.data), { numMels: bands } as FeatureRecipe, frames);
        const loudness = spectrum.sum(1).dataSync();
        return spectrum.slice([loudestStart(loudness), 0], [FRAMES, BANDS]).reshape([FRAMES * BANDS]);
      });
    });
    return normalized(tf.stack(rows));
  });
}

function loudestStart(loudness: ArrayLike<number>): number {
  let [sum, best, start] = [0, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < loudness.length; i++) {
    sum += loudness[i] - (i >= FRAMES ? loudness[i - FRAMES] : 0);
    if (i >= FRAMES - 1 && sum > best) [best, start] = [sum, i - FRAMES + 1];
  }
  return start;
}

/** Of each query with the place of the sound that it is most like: [queries]. */
function correlations(queries: tf.Tensor2D, spectrum: tf.Tensor2D): tf.Tensor {
  const places = Math.max(1, spectrum.shape[0] - FRAMES + 1);
  const long =
    spectrum.shape[0] < FRAMES
      ? spectrum.pad([
          [0, FRAMES - spectrum.shape[0]],
          [0, 0],
        ])
      : spectrum;
  const stretches = Array.from({ length: FRAMES }, (_, i) => long.slice([i, 0], [places, BANDS]));
  return tf.matMul(queries, normalized(tf.concat(stretches, 1)), false, true).max(1);
}
