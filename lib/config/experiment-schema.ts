import type { ImageSettings } from '../data/images/image-dataset';
import type { FeatureRecipe } from '../features/clip-features';
import type { ExperimentConfig, TrainingOptions } from './experiment';
import {
  anyScalar,
  flag,
  integer,
  number,
  object,
  oneOf,
  oneOfNumbers,
  optional,
  record,
  type Schema,
  text,
} from './schema';

/** What a file says; id, profile and overrides come from elsewhere. */
export type Described = Omit<ExperimentConfig, 'id' | 'profile' | 'overrides'>;

const training: Schema<TrainingOptions> = object<TrainingOptions>({
  optimizer: oneOf('adam', 'sgd'),
  learningRate: number({ above: 0, max: 10 }),
  loss: oneOf('categoricalCrossentropy', 'meanSquaredError'),
  targets: optional(oneOf('labels', 'inputs')),
  batchSize: integer({ min: 1 }),
  epochs: integer({ min: 1 }),
  earlyStopping: optional(object({ patience: integer({ min: 1 }) })),
  reduceOnPlateau: optional(
    object({
      factor: number({ above: 0, below: 1 }),
      patience: integer({ min: 1 }),
      minLearningRate: number({ min: 0 }),
    }),
  ),
  clipNorm: optional(number({ above: 0 })),
  weightDecay: optional(number({ min: 0 })),
});

const image: Schema<ImageSettings> = object<ImageSettings>({
  size: integer({ min: 1 }),
  channels: optional(oneOfNumbers(1, 3)),
  fit: optional(oneOf('cover', 'contain', 'fill')),
  border: optional(oneOf('keep', 'cut')),
  tones: optional(oneOf('keep', 'stretch')),
});

const features: Schema<FeatureRecipe> = object<FeatureRecipe>({
  kind: oneOf('mfcc', 'mel'),
  sampleRate: integer({ min: 1 }),
  seconds: number({ above: 0 }),
  nFft: optional(integer({ min: 2 })),
  hopLength: optional(integer({ min: 1 })),
  winLength: optional(integer({ min: 1 })),
  window: optional(oneOf('hann', 'hamming')),
  center: optional(flag),
  padMode: optional(oneOf('constant', 'reflect')),
  numMels: optional(integer({ min: 1 })),
  fMin: optional(number({ min: 0 })),
  fMax: optional(number({ above: 0 })),
  melScale: optional(oneOf('slaney', 'htk')),
  norm: optional(oneOf('slaney')),
  numMfcc: optional(integer({ min: 1 })),
  topDb: optional(number({ min: 0 })),
  deltaWidth: optional(integer({ min: 3 })),
});

export const experimentSchema: Schema<Described> = object<Described>({
  title: text,
  seed: integer({ min: 0 }),
  data: object<ExperimentConfig['data']>({
    name: oneOf('mnist', 'cifar-10', 'brain-tumor', 'esc-10', 'mad'),
    source: optional(oneOf('auto', 'sample', 'full')),
    validation: optional(number({ min: 0, below: 1 })),
    trainSize: optional(integer({ min: 1 })),
    testSize: optional(integer({ min: 1 })),
    seed: optional(integer({ min: 0 })),
    image: optional(image),
    features: optional(features),
    testFold: optional(integer({ min: 1 })),
  }),
  training,
  model: optional(record(anyScalar), {}),
  figures: integer({ min: 0 }),
  duration: object({ seconds: number({ above: 0 }) }),
  expected: optional(record(object({ min: optional(number()), max: optional(number()) })), {}),
  reference: optional(record(number()), {}),
});
