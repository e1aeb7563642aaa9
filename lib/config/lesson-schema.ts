import { dataSetNames } from '../data/sets/data-set-names';
import { recipeSchema } from '../features/recipe-schema';
import { modelNames } from '../models/model-names';
import {
  anyScalar,
  fault,
  fraction,
  instead,
  integer,
  number,
  object,
  oneOf,
  oneOfNumbers,
  record,
  shown,
  text,
} from '../options';

/** How a model is trained. */
export const trainingSchema = object({
  optimizer: oneOf('adam', 'sgd'),
  learningRate: number({ above: 0, max: 10 }),
  loss: oneOf('categoricalCrossentropy', 'meanSquaredError'),
  /** What the outputs are compared with; default 'labels'. An autoencoder's targets are its 'inputs'. */
  targets: oneOf('labels', 'inputs').optional(),
  batchSize: integer({ min: 1 }),
  epochs: integer({ min: 1 }),
  /** Stops after so many epochs without a lower validation loss, and restores the best weights. */
  earlyStopping: object({ patience: integer({ min: 1 }) }).optional(),
  /** Multiplies the learning rate by `factor` after so many epochs without a lower validation loss. */
  reduceOnPlateau: object({
    factor: number({ above: 0, below: 1 }),
    patience: integer({ min: 1 }),
    minLearningRate: number({ min: 0 }),
  }).optional(),
  /** Largest global norm of the gradient. */
  clipNorm: number({ above: 0 }).optional(),
  weightDecay: number({ min: 0 }).optional(),
});

const image = object({
  size: integer({ min: 1 }),
  channels: oneOfNumbers(1, 3).optional(),
  fit: oneOf('cover', 'contain', 'fill').optional(),
  border: oneOf('keep', 'cut').optional(),
  tones: oneOf('keep', 'stretch').optional(),
});

/** A range with a lower bound, an upper one, or both. */
const bounds = object({ min: number().optional(), max: number().optional() }).superRefine(({ min, max }, context) => {
  if (min === undefined && max === undefined) context.addIssue(fault('lacks a bound: give min, max or both.'));
  if (min !== undefined && max !== undefined && min > max) {
    context.addIssue(fault(`has min ${min} above max ${max}: no result can lie between.`));
  }
});

/** A lesson's file in one profile: its experiment, and what the lesson promises of it. */
export const lessonSchema = object({
  title: text,
  /** Governs weights, shuffling, dropout and, unless `data.seed` says otherwise, the split of the data. */
  seed: integer({ min: 0 }),
  data: object({
    name: oneOf(...dataSetNames),
    source: oneOf('auto', 'sample', 'full').optional(),
    validation: fraction({ min: 0, below: 1 }).optional(),
    trainSize: integer({ min: 1 }).optional(),
    testSize: integer({ min: 1 }).optional(),
    seed: integer({ min: 0 }).optional(),
    image: image.optional(),
    /** What is computed of each clip of a corpus of sound. */
    features: recipeSchema.optional(),
    /** The fold to test on, where a corpus has folds. */
    testFold: integer({ min: 1 }).optional(),
  }),
  training: trainingSchema,
  /** The model's registered name, and numbers of it and of what surrounds it. */
  model: record(anyScalar)
    .default({})
    .superRefine(({ name }, context) => {
      if (name === undefined || modelNames.some((known) => known === name)) return;
      const sentence = `is ${shown(name)}, which no model is called; ${instead(String(name), modelNames, 'models')}`;
      context.addIssue({ ...fault(sentence), path: ['name'] });
    }),

  /** How many figures the executed notebook must contain. */
  figures: integer({ min: 0 }),
  /** How long the notebook takes on 2 cores, shown to the reader before they start. */
  duration: object({ seconds: number({ above: 0 }) }),
  /** Range of each recorded result, by its name: outside of it the run has failed. */
  expected: record(bounds).default({}),
  /** What the source document claims, by name; shown beside what was measured, never instead of it. */
  reference: record(number()).default({}),
});
