import { compile, tf } from '../tensorflow';
import { powerToDb } from './decibels';
import { delta } from './delta';
import { frameCount } from './frames';
import { type MelSpectrogramOptions, melSpectrogramBatch } from './mel-spectrogram';
import { type MfccOptions, mfccBatch } from './mfcc';
import { canResampleBatch, resampleBatch } from './resample';

/** What is computed of each clip; plain values, so that they can stand in a config and name a cache. */
export interface FeatureRecipe extends MelSpectrogramOptions, Pick<MfccOptions, 'numMfcc' | 'topDb'> {
  /** 'mfcc': coefficients; 'mel': the mel spectrogram in decibels. */
  readonly kind: 'mfcc' | 'mel';
  readonly sampleRate: number;
  /** Clips are cut or padded with silence to this length. */
  readonly seconds: number;
  /** Frames of the regression for delta and delta-delta, two more channels; without it there is one channel. */
  readonly deltaWidth?: number;
}

/** Samples of a clip at the recipe's rate. */
export function clipLength({ sampleRate, seconds }: FeatureRecipe): number {
  return Math.round(sampleRate * seconds);
}

/**
 * Shape of one clip's features: 40 coefficients of 4 s with deltas are [40, 124, 3].
 * @returns [bands, frames, channels]
 * @throws RangeError where a clip is shorter than a frame.
 */
export function featureShape(recipe: FeatureRecipe): [bands: number, frames: number, channels: number] {
  const { kind, numMfcc = 20, numMels = 128, deltaWidth } = recipe;
  const bands = kind === 'mfcc' ? numMfcc : numMels;
  return [bands, frameCount(clipLength(recipe), recipe), deltaWidth === undefined ? 1 : 3];
}

/** A function of signals at one rate, float32 [batch, samples] of the recipe's length, to their features. */
export type ClipFeatures = (signals: tf.Tensor2D) => tf.Tensor4D;

/**
 * The whole way from samples to features as one native graph: resampling, spectrogram, coefficients, deltas.
 * @param rate of the signals in Hz; `canResampleBatch(rate, recipe.sampleRate)` must hold.
 * @returns a function to float32 [batch, bands, frames, channels].
 */
export function clipFeatures(recipe: FeatureRecipe, rate: number): ClipFeatures {
  const { kind, sampleRate, deltaWidth, topDb } = recipe;
  if (!canResampleBatch(rate, sampleRate)) {
    throw new RangeError(`clipFeatures: resample signals of ${rate} Hz to ${sampleRate} Hz one by one first`);
  }
  const length = clipLength(recipe);
  return compile((signals: tf.Tensor2D) => {
    const resampled = resampleBatch(signals, rate, sampleRate);
    const clips = resampled.slice([0, 0], [resampled.shape[0], length]) as tf.Tensor2D;
    const bands = kind === 'mfcc' ? mfccBatch(clips, recipe) : powerToDb(melSpectrogramBatch(clips, recipe), { topDb });
    if (deltaWidth === undefined) return bands.reshape([...bands.shape, 1]) as tf.Tensor4D;
    const slopes = delta(bands, { width: deltaWidth });
    const curvatures = delta(bands, { width: deltaWidth, order: 2 });
    return tf.stack([bands, slopes, curvatures], 3) as tf.Tensor4D;
  });
}

/** Samples that a clip needs at `rate` Hz to have the recipe's length once resampled. */
export function lengthAt(recipe: FeatureRecipe, rate: number): number {
  return Math.ceil((clipLength(recipe) * rate) / recipe.sampleRate);
}
