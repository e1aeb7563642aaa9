import { decodeForGraph, type EncodedSound } from '../data/sounds/decode';
import type { SoundClip } from '../data/sounds/sound';
import { UserError } from '../errors';
import { clipLength, type FeatureRecipe, featureShape } from './clip-features';
import { FeatureBatches } from './feature-batches';
import { type FrameOptions, frameCount } from './frames';

/** The spectrogram of a sound, or of a piece of a long one. */
export interface SpectrogramPiece {
  /** Row-major [bands, frames]; only the frames of the sound itself. */
  readonly values: Float32Array;
  readonly frames: number;
}

/** Sounds decoded at a time. */
const AT_ONCE = 32;

/**
 * The spectrograms of sounds of any length, a sound after the other: one longer than the recipe's `seconds` comes in
 * pieces of that length, a shorter one without the silence that would fill it.
 * @param refuse is told of a sound that cannot be read, with one sentence.
 */
export async function* soundPieces(
  clips: readonly SoundClip[],
  recipe: FeatureRecipe,
  refuse: (clip: SoundClip, sentence: string) => void,
): AsyncGenerator<{ readonly clip: SoundClip; readonly pieces: readonly SpectrogramPiece[] }, void, void> {
  const [bands, most] = featureShape(recipe);
  const batches = new FeatureBatches(recipe, bands * most);
  for (let start = 0; start < clips.length; start += AT_ONCE) {
    const some = clips.slice(start, start + AT_ONCE);
    const sounds = await Promise.all(some.map((clip) => decoded(clip, refuse)));
    const found = sounds.map((sound) => (sound === undefined ? [] : cut(sound, recipe)));
    const pieces = found.map((cuts) => cuts.map((): SpectrogramPiece | undefined => undefined));
    found.forEach((cuts, i) => {
      cuts.forEach(({ sound, frames }, j) => {
        batches.add(sound, (values) => {
          pieces[i][j] = { values: firstFrames(values, { bands, most, frames }), frames };
        });
      });
    });
    batches.flush();
    for (const [i, clip] of some.entries()) {
      if (pieces[i].length > 0) yield { clip, pieces: pieces[i] as SpectrogramPiece[] };
    }
  }
}

async function decoded(clip: SoundClip, refuse: (clip: SoundClip, sentence: string) => void) {
  try {
    const content = await clip.read();
    return content instanceof Uint8Array ? await decodeForGraph(content, clip.name) : content;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const begun = `${clip.name}: `;
    refuse(clip, error.message.startsWith(begun) ? error.message.slice(begun.length) : error.message);
    return undefined;
  }
}

/** Pieces of the recipe's length; of what is left at the end one, where it makes a frame. */
function cut({ signal, sampleRate }: EncodedSound, recipe: FeatureRecipe) {
  const length = Math.round(recipe.seconds * sampleRate);
  const count = Math.max(1, Math.ceil(signal.length / length));
  return Array.from({ length: count }, (_, i) => {
    const piece = signal.subarray(i * length, (i + 1) * length);
    const samples = Math.min(clipLength(recipe), Math.floor((piece.length * recipe.sampleRate) / sampleRate));
    return { sound: { signal: piece, sampleRate }, frames: framesOf(samples, recipe) };
  }).filter(({ frames }, i) => i === 0 || frames > 0);
}

/** A sound shorter than a window still has one frame, of the sound and silence. */
function framesOf(samples: number, recipe: FrameOptions): number {
  const { nFft = 2048 } = recipe as { readonly nFft?: number };
  return samples < nFft ? 1 : frameCount(samples, recipe);
}

function firstFrames(
  values: Float32Array,
  { bands, most, frames }: { readonly bands: number; readonly most: number; readonly frames: number },
): Float32Array {
  const first = new Float32Array(bands * frames);
  for (let band = 0; band < bands; band++) first.set(values.subarray(band * most, band * most + frames), band * frames);
  return first;
}
