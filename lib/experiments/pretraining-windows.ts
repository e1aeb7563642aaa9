import type { SoundCorpus } from '../data/sounds/sound';
import { type NearDuplicateSound, nearDuplicateSounds, type SoundWindows, soundWindows } from '../features';
import { AUDIO_MAE_RECIPE, WINDOW_FRAMES } from './pretraining';

export interface PretrainingWindows {
  readonly windows: SoundWindows;
  /** Sounds that were left out, with the clip that each is like. */
  readonly alike: readonly NearDuplicateSound[];
}

/** From here on two sounds may be one recording; most that are so alike are two, and are left out all the same. */
const ALIKE = 0.9;

/**
 * What a masked autoencoder learns from: windows of a corpus, without the sounds that are heard, or nearly, in the one
 * that it is to be tested on.
 * @throws UserError where no sound can be read.
 */
export async function pretrainingWindows(
  corpus: SoundCorpus,
  tested?: SoundCorpus,
  { onProgress }: { readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<PretrainingWindows> {
  const options = { recipe: AUDIO_MAE_RECIPE, frames: WINDOW_FRAMES, ...(onProgress && { onProgress }) };
  const all = await soundWindows(corpus, options);
  if (tested === undefined) return { windows: all, alike: [] };
  const alike = await nearDuplicateSounds(all, tested, { recipe: AUDIO_MAE_RECIPE, similarity: ALIKE });
  all.close();
  const without = new Set(alike.map(({ name }) => name));
  return { windows: await soundWindows(corpus, { ...options, without }), alike };
}
