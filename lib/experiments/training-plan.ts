import { stringify } from 'yaml';
import type { z } from 'zod';
import { parseOverrides, parseYaml } from '../config/parse';
import { merge, plain, withoutNulls } from '../config/placed-value';
import { readFile } from '../data/storage/files';
import { UserError } from '../errors';
import { recipeSchema } from '../features/recipe-schema';
import { modelNames } from '../models/model-names';
import { anything, examine, fraction, instead, integer, number, object, oneOf, oneOfNumbers, text } from '../options';
import { optimizerNames } from '../training/chosen-optimizer';
import { PRESETS as EFFICIENTNETS, type PresetName } from '../training/presets';

const training = object({
  optimizer: oneOf(...optimizerNames),
  learningRate: number({ above: 0, max: 10 }),
  /** 'cosine' falls to nothing at the last epoch. */
  schedule: oneOf('constant', 'cosine').default('cosine'),
  /** Epochs in which the rate rises from nothing. */
  warmUpEpochs: number({ min: 0 }).default(0),
  batchSize: integer({ min: 1 }),
  /** Batches whose mean gradient makes one update. */
  accumulate: integer({ min: 1 }).default(1),
  epochs: integer({ min: 1 }),
  earlyStopping: object({ patience: integer({ min: 1 }) }).optional(),
  clipNorm: number({ above: 0 }).optional(),
  weightDecay: number({ min: 0 }).optional(),
  ema: number({ above: 0, below: 1 }).optional(),
  smoothing: fraction({ min: 0, below: 1 }).default(0),
});

const plan = object({
  /** A folder or a CSV file, seen from the working directory. */
  source: text.optional(),
  seed: integer({ min: 0 }).default(42),
  validation: fraction({ min: 0, below: 1 }).default(0.15),
  test: fraction({ min: 0, below: 1 }).default(0.2),
  features: recipeSchema,
  image: object({
    size: integer({ min: 1, max: 4096 }),
    channels: oneOfNumbers(1, 3).default(3),
    fit: oneOf('cover', 'contain', 'fill').default('cover'),
    border: oneOf('keep', 'cut').default('keep'),
    tones: oneOf('keep', 'stretch').default('keep'),
  }),
  /** A registered model and its config; shape of the input and number of classes are those of the data. */
  model: object({ name: oneOf(...modelNames) }).catchall(anything<unknown>()),
  training,
  augment: object({
    maskProbability: fraction().default(0),
    mixProbability: fraction().default(0),
    /** Of pictures: largest turn in degrees, change of size and shift as shares. */
    rotation: number({ min: 0, max: 180 }).default(0),
    zoom: fraction({ min: 0, below: 1 }).default(0),
    shift: fraction({ min: 0, below: 1 }).default(0),
  }).prefault({}),
});

/** Everything that decides a training but the files: with the same of it, the same model comes out. */
export type TrainingPlan = z.output<typeof plan>;
type PlanInput = z.input<typeof plan>;

/** 40 coefficients of 5 s with slopes and curvatures, and pictures of 64 pixels: what a laptop trains in minutes. */
const SMALL: PlanInput = {
  features: {
    kind: 'mfcc',
    sampleRate: 16_000,
    seconds: 5,
    nFft: 1024,
    hopLength: 512,
    numMels: 64,
    numMfcc: 40,
    deltaWidth: 5,
  },
  image: { size: 64 },
  model: { name: 'cnnMfcc' },
  training: {
    optimizer: 'adamW',
    learningRate: 1e-3,
    weightDecay: 0.01,
    batchSize: 32,
    epochs: 60,
    earlyStopping: { patience: 15 },
  },
  augment: { maskProbability: 0.5, mixProbability: 0.3 },
};

/** Sides of the pictures that each variant was made for, in pixels. */
const SIDES = { b0: 224, b1: 240, b2: 260 };

function efficientNet(name: PresetName): PlanInput {
  const { variant, ...settings } = EFFICIENTNETS[name];
  return {
    features: { kind: 'mel', sampleRate: 22_050, seconds: 5, nFft: 2048, hopLength: 512, numMels: 128, topDb: 80 },
    image: { size: SIDES[variant] },
    model: { name: `efficientNet${variant.toUpperCase() as Uppercase<typeof variant>}` },
    training: {
      optimizer: 'adamW',
      ...settings,
      weightDecay: 0.01,
      warmUpEpochs: 3,
      clipNorm: 1,
      earlyStopping: { patience: 10 },
    },
    augment: { maskProbability: 0.5, mixProbability: 0.5 },
  };
}

/** Ways of training that go by a name. */
const PRESETS = {
  sound_small: SMALL,
  picture_small: { ...SMALL, model: { name: 'pooledCnn' }, augment: { rotation: 10, zoom: 0.1, shift: 0.05 } },
  efficientnet_b0_fast: efficientNet('efficientnet_b0_fast'),
  efficientnet_b1_balanced: efficientNet('efficientnet_b1_balanced'),
  efficientnet_b2_quality: efficientNet('efficientnet_b2_quality'),
} satisfies Record<string, PlanInput>;

export const planNames = Object.keys(PRESETS);

export interface PlanOptions {
  /** A preset's name, laid under the rest. */
  readonly preset: string;
  /** A YAML file that says more, key by key. */
  readonly file?: string;
  /** `training.epochs=5`, laid over both. */
  readonly overrides?: readonly string[];
}

/**
 * The plan of a preset, a file and overrides. A null takes a value away.
 * @throws UserError in one sentence with file, line and key.
 */
export function trainingPlan({ preset, file, overrides = [] }: PlanOptions): TrainingPlan {
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new UserError(`${preset}: there is no such preset; ${instead(preset, planNames, 'presets')}`);
  }
  const base = parseYaml(stringify(PRESETS[preset as keyof typeof PRESETS]), `preset ${preset}`);
  const given = file === undefined ? base : merge(base, parseYaml(readFile(file).toString('utf8'), file));
  const set = overrides.reduce((under, one) => merge(under, parseOverrides(one, '--set').entries), given);
  const result = examine(plan, plain(withoutNulls(set)));
  if ('value' in result) return result.value;
  const { path, sentence } = result.complaint;
  throw new UserError(
    `${file ?? `preset ${preset}`}${overrides.length > 0 ? ' with --set' : ''}: ${path.join('.')} ${sentence}`,
  );
}
