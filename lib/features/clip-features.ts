import { UserError } from '../errors';
import { bytesTensor, compile, FLOAT, INT16, native, tf, tidyData, UINT8 } from '../tensorflow';
import { powerToDb } from './decibels';
import { delta } from './delta';
import { checkRecipe } from './feature-options';
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

/** Samples of a clip at most: sixteen of them are computed together. */
const LONGEST_CLIP = 2 ** 24;

/** Samples of a clip at the recipe's rate. */
export function clipLength({ sampleRate, seconds }: FeatureRecipe): number {
  return Math.round(sampleRate * seconds);
}

/**
 * Shape of one clip's features: 40 coefficients of 4 s with deltas are [40, 124, 3].
 * @returns [bands, frames, channels]
 * @throws UserError where the recipe lacks something, or says what is out of range; RangeError where a clip is shorter
 * than a frame.
 */
export function featureShape(recipe: FeatureRecipe): [bands: number, frames: number, channels: number] {
  checkRecipe(recipe);
  if (clipLength(recipe) > LONGEST_CLIP) {
    throw new UserError(
      `recipe: ${recipe.seconds} s at ${recipe.sampleRate} Hz are ${clipLength(recipe)} samples; expected at most ${LONGEST_CLIP} of a clip.`,
    );
  }
  const { kind, numMfcc = 20, numMels = 128, deltaWidth } = recipe;
  const bands = kind === 'mfcc' ? numMfcc : numMels;
  return [bands, frameCount(clipLength(recipe), recipe), deltaWidth === undefined ? 1 : 3];
}

/**
 * Features of signals at one rate and of the recipe's length, one after the other: float32, full scale at -1 and 1, or
 * integers of 16 bits as a WAV file holds them.
 * @returns row-major [batch, bands, frames, channels]
 */
export type ClipFeatures = (signals: Float32Array | Int16Array, batch: number) => Float32Array;

/**
 * The whole way from samples to features as one native graph: resampling, spectrogram, coefficients, deltas.
 * @param rate of the signals in Hz; `canResampleBatch(rate, recipe.sampleRate)` must hold.
 */
export function clipFeatures(recipe: FeatureRecipe, rate: number): ClipFeatures {
  const known = compiled.get(recipe) ?? new Map<number, ClipFeatures>();
  compiled.set(recipe, known);
  const features = known.get(rate) ?? compileFeatures(recipe, rate);
  known.set(rate, features);
  return features;
}

/** The graphs of a recipe by rate: to compile one takes as long as the features of some hundred clips. */
const compiled = new WeakMap<FeatureRecipe, Map<number, ClipFeatures>>();

function compileFeatures(recipe: FeatureRecipe, rate: number): ClipFeatures {
  if (!canResampleBatch(rate, recipe.sampleRate)) {
    throw new RangeError(`clipFeatures: resample signals of ${rate} Hz to ${recipe.sampleRate} Hz one by one first`);
  }
  // Two chains side by side keep two cores busy, where one op after the other would leave the second waiting.
  const features = (signals: tf.Tensor2D) => {
    const [first, second] = [Math.ceil(signals.shape[0] / 2), Math.floor(signals.shape[0] / 2)];
    if (second === 0) return featuresOf(signals, recipe, rate);
    const halves = [signals.slice(0, first), signals.slice(first, second)];
    return tf.concat(halves.map((half) => featuresOf(half, recipe, rate)));
  };
  const ofFloats = compile(features);
  const ofIntegers = compile((bytes: tf.Tensor) => features(unitSignals(bytes)));
  return (signals, batch) =>
    tidyData(() => {
      const length = signals.length / batch;
      if (signals instanceof Float32Array) return ofFloats(tf.tensor2d(signals, [batch, length]));
      const bytes = new Uint8Array(signals.buffer, signals.byteOffset, signals.byteLength);
      return ofIntegers(bytesTensor(bytes, [batch, length, 2]));
    });
}

function featuresOf(signals: tf.Tensor2D, recipe: FeatureRecipe, rate: number): tf.Tensor4D {
  const { kind, sampleRate, deltaWidth, topDb } = recipe;
  const resampled = resampleBatch(signals, rate, sampleRate);
  const clips = resampled.slice([0, 0], [resampled.shape[0], clipLength(recipe)]) as tf.Tensor2D;
  const bands = kind === 'mfcc' ? mfccBatch(clips, recipe) : powerToDb(melSpectrogramBatch(clips, recipe), { topDb });
  if (deltaWidth === undefined) return bands.reshape([...bands.shape, 1]) as tf.Tensor4D;
  const slopes = delta(bands, { width: deltaWidth });
  const curvatures = delta(bands, { width: deltaWidth, order: 2 });
  return tf.stack([bands, slopes, curvatures], 3) as tf.Tensor4D;
}

/** Bytes [batch, samples, 2] of little-endian integers of 16 bits, to full scale at -1 and 1. */
function unitSignals(bytes: tf.Tensor): tf.Tensor2D {
  const integers = native('Bitcast', [bytes], { T: UINT8, type: INT16 });
  return native('Cast', [integers], { SrcT: INT16, DstT: FLOAT, Truncate: false }).mul(2 ** -15) as tf.Tensor2D;
}

/** Samples that a clip needs at `rate` Hz to have the recipe's length once resampled. */
export function lengthAt(recipe: FeatureRecipe, rate: number): number {
  return Math.ceil((clipLength(recipe) * rate) / recipe.sampleRate);
}
