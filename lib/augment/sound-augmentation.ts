import type { SoundChange } from '../data/sounds/sound';
import { checkOptions, flag, integer, number, object } from '../options';
import type { Augment } from './augment';
import { chain } from './chain';
import { mixExamples } from './mix-examples';
import { specAugment } from './spec-augment';
import { changeWaveform } from './waveform';

/** Each may be switched off, or given other bounds. */
export interface SoundAugmentationOptions {
  /** Rates of 0.85 to 1.15; default true. */
  readonly timeStretch?: boolean;
  /** By up to 2 semitones either way; default true. */
  readonly pitchShift?: boolean;
  /** Gaussian, 15 to 40 dB below the signal; default true. */
  readonly noise?: boolean;
  /** By up to 6 dB either way; default true. */
  readonly gain?: boolean;
  /** Bands and frames that SpecAugment hides at most, of so many; null hides nothing. Default 30 of 128, 40 of 248. */
  readonly specAugment?: { readonly bands: number; readonly frames: number } | null;
  /** Alpha of Mixup; null mixes nothing. Default 0.2. */
  readonly mixup?: number | null;
  /** How often each sound is learnt from, as it is and as changed copies: 3 (default) adds two of each. */
  readonly factor?: number;
}

export interface SoundAugmentation {
  /** Changed copies, for `soundDataset`; undefined where no change of the waveform is left. */
  readonly copies?: { readonly count: number; readonly change: SoundChange };
  /** What happens to each batch, for `fit`; undefined where nothing does. */
  readonly augment?: Augment;
}

const OPTIONS = object({
  timeStretch: flag.default(true),
  pitchShift: flag.default(true),
  noise: flag.default(true),
  gain: flag.default(true),
  specAugment: object({ bands: integer({ min: 1 }), frames: integer({ min: 1 }) })
    .nullable()
    .default({ bands: 30, frames: 40 }),
  mixup: number({ min: 0.05, max: 10 }).nullable().default(0.2),
  factor: integer({ min: 1, max: 100 }).default(3),
});

/**
 * The augmentations of sounds that NightScan's training names, each with a switch.
 * @param shape of the features: [bands, frames, ...].
 * @throws UserError where an option is unknown or out of range.
 */
export function soundAugmentation(
  [bands, frames]: readonly number[],
  options: SoundAugmentationOptions = {},
): SoundAugmentation {
  const checked = checkOptions('soundAugmentation', OPTIONS, options);
  const { timeStretch, pitchShift, noise, gain, specAugment: masks, mixup, factor } = checked;
  const change = {
    ...(gain && { gain: [-6, 6] as const }),
    ...(noise && { noise: [15, 40] as const }),
    ...(timeStretch && { stretch: [0.85, 1.15] as const }),
    ...(pitchShift && { pitch: [-2, 2] as const }),
  };
  const steps = [
    ...(masks === null
      ? []
      : [
          specAugment({
            frequencyMasks: 1,
            timeMasks: 1,
            frequencyWidth: Math.min(1, masks.bands / bands),
            timeWidth: Math.min(1, masks.frames / frames),
          }),
        ]),
    ...(mixup === null ? [] : [mixExamples({ alpha: mixup })]),
  ];
  const changes = Object.keys(change).length > 0 && factor > 1;
  return {
    ...(changes && { copies: { count: factor - 1, change: changeWaveform(change) } }),
    ...(steps.length > 0 && { augment: chain(...steps) }),
  };
}
