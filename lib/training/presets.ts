import { UserError } from '../errors';
import type { EfficientNetVariant } from '../models';
import { checkOptions, instead, integer, number, object } from '../options';
import type { FitOptions } from './fit-options';
import { adamW, chain, clipNorm } from './optimizers';
import { cosine } from './schedules';

interface Preset {
  readonly variant: EfficientNetVariant;
  readonly batchSize: number;
  readonly epochs: number;
  readonly learningRate: number;
}

/** NightScan's three ways of training, from a laptop's to a server's. */
export const PRESETS = {
  efficientnet_b0_fast: { variant: 'b0', batchSize: 64, epochs: 30, learningRate: 2e-4 },
  efficientnet_b1_balanced: { variant: 'b1', batchSize: 32, epochs: 50, learningRate: 1e-4 },
  efficientnet_b2_quality: { variant: 'b2', batchSize: 16, epochs: 100, learningRate: 5e-5 },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
export const presetNames = Object.keys(PRESETS) as PresetName[];

/** What may be said otherwise than the preset says it. */
export interface PresetOverrides {
  /** Examples of an update; with `accumulate` they come in so many smaller batches, for a machine with little memory. */
  readonly batchSize?: number;
  readonly accumulate?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  /** Epochs in which the rate rises from nothing; default 3, or a tenth of the epochs where these are fewer. */
  readonly warmUpEpochs?: number;
  /** Epochs without a lower validation loss before it stops; default 10. Null where there is no validation part. */
  readonly patience?: number | null;
  readonly weightDecay?: number;
  /** Forgetting of the averaged weights in each update; default none is averaged. */
  readonly ema?: number;
}

const OVERRIDES = object({
  batchSize: integer({ min: 1 }).optional(),
  accumulate: integer({ min: 1 }).default(1),
  epochs: integer({ min: 1 }).optional(),
  learningRate: number({ above: 0 }).optional(),
  warmUpEpochs: number({ min: 0 }).optional(),
  patience: integer({ min: 1 }).nullable().default(10),
  weightDecay: number({ min: 0 }).default(0.01),
  ema: number({ above: 0, below: 1 }).optional(),
});

/**
 * A preset for so many training examples: which EfficientNet, and the options of `fit`. AdamW by a cosine with warm-up,
 * gradients clipped to a norm of 1, early stopping that restores the best weights.
 *
 * ```ts
 * const { variant, options } = preset('efficientnet_b0_fast', train.size, { epochs: 5, accumulate: 4 });
 * await fit(efficientNet(variant, { numClasses }), { train, validation }, { ...options, checkpoint });
 * ```
 * @throws UserError where there is no such preset, or an override is unknown or out of range.
 */
export function preset(
  name: string,
  trainSize: number,
  overrides: PresetOverrides = {},
): { readonly variant: EfficientNetVariant; readonly options: FitOptions } {
  if (!Object.hasOwn(PRESETS, name)) {
    throw new UserError(`${name}: there is no such preset; ${instead(name, presetNames, 'presets')}`);
  }
  const { variant, ...defaults }: Preset = PRESETS[name as PresetName];
  const { accumulate, patience, weightDecay, ema, warmUpEpochs, ...given } = checkOptions(
    'preset',
    OVERRIDES,
    overrides,
  );
  const batchSize = given.batchSize ?? defaults.batchSize;
  const epochs = given.epochs ?? defaults.epochs;
  if (batchSize % accumulate !== 0) {
    throw new UserError(
      `preset: a batchSize of ${batchSize} cannot be cut into ${accumulate} equal batches (accumulate).`,
    );
  }
  const perEpoch = Math.ceil(trainSize / batchSize);
  const warmUp = Math.round((warmUpEpochs ?? Math.min(3, epochs / 10)) * perEpoch);
  const learningRate = cosine(given.learningRate ?? defaults.learningRate, { steps: epochs * perEpoch, warmUp });
  return {
    variant,
    options: {
      epochs,
      batchSize: batchSize / accumulate,
      ...(accumulate > 1 && { accumulate }),
      optimizer: chain(clipNorm(1), adamW({ learningRate, weightDecay })),
      ...(patience !== null && { earlyStopping: { patience } }),
      ...(ema !== undefined && { ema }),
    },
  };
}
