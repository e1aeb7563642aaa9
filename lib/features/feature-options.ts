import { SAMPLE_RATES } from '../data/sounds/check-sound';
import { checkOptions, flag, integer, number, object, oneOf } from '../options';

/** Lengths in samples that an FFT and its window may have. */
const frameLength = integer({ min: 1, max: 2 ** 20 });
const HIGHEST = SAMPLE_RATES.max / 2;

/** Frames of the regression of `delta`. */
export const deltaWidth = integer({ min: 3, max: 9999 }).refine((width) => width % 2 === 1, {
  error: 'an odd number of frames, at least 3',
});

/**
 * All options of spectrograms, mel bands and coefficients. Each function takes those of the others as well, so that one
 * set of them serves a whole lesson.
 */
const OPTIONS = object({
  kind: oneOf('mfcc', 'mel').optional(),
  sampleRate: integer(SAMPLE_RATES).optional(),
  seconds: number({ above: 0, max: 3600 }).optional(),
  deltaWidth: deltaWidth.optional(),
  nFft: frameLength.optional(),
  hopLength: integer({ min: 1, max: 2 ** 31 - 1 }).optional(),
  winLength: frameLength.optional(),
  window: oneOf('hann', 'hamming').optional(),
  center: flag.optional(),
  padMode: oneOf('constant', 'reflect').optional(),
  numMels: integer({ min: 1, max: 4096 }).optional(),
  fMin: number({ min: 0, max: HIGHEST }).optional(),
  fMax: number({ above: 0, max: HIGHEST }).optional(),
  melScale: oneOf('slaney', 'htk').optional(),
  norm: oneOf('slaney').nullable().optional(),
  numMfcc: integer({ min: 1, max: 4096 }).optional(),
  topDb: number({ min: 0 }).nullable().optional(),
});

/** What a recipe must say. */
const RECIPE = OPTIONS.required({ kind: true, sampleRate: true, seconds: true });

/** @throws UserError where an option is unknown or out of range, of which `features: numMels is 0; ...` is one. */
export function checkFeatureOptions(options: object): void {
  checkOptions('features', OPTIONS, options);
}

/** @throws UserError as `checkFeatureOptions`, also where kind, sampleRate or seconds is missing. */
export function checkRecipe(recipe: object): void {
  checkOptions('recipe', RECIPE, recipe);
}
