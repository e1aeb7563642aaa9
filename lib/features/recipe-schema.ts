import { flag, integer, number, object, oneOf } from '../options';

/** `FeatureRecipe` as a file says it. */
export const recipeSchema = object({
  kind: oneOf('mfcc', 'mel'),
  sampleRate: integer({ min: 1 }),
  seconds: number({ above: 0 }),
  nFft: integer({ min: 2 }).optional(),
  hopLength: integer({ min: 1 }).optional(),
  winLength: integer({ min: 1 }).optional(),
  window: oneOf('hann', 'hamming').optional(),
  center: flag.optional(),
  padMode: oneOf('constant', 'reflect').optional(),
  numMels: integer({ min: 1 }).optional(),
  fMin: number({ min: 0 }).optional(),
  fMax: number({ above: 0 }).optional(),
  melScale: oneOf('slaney', 'htk').optional(),
  norm: oneOf('slaney').nullable().optional(),
  numMfcc: integer({ min: 1 }).optional(),
  topDb: number({ min: 0 }).nullable().optional(),
  deltaWidth: integer({ min: 3 }).optional(),
});
