import type { z } from 'zod';
import { UserError } from '../errors';
import { recipeSchema } from '../features/recipe-schema';
import { anything, checkOptions, integer, listOf, number, object, oneOf, oneOfNumbers, record, text } from '../options';

/** From a picture to inputs, in this order: brought to the size, bytes to `range`, z-scores where they are given. */
const image = object({
  kind: oneOf('image'),
  height: integer({ min: 1 }),
  width: integer({ min: 1 }),
  /** 1 is grey, 3 is RGB. */
  channels: oneOfNumbers(1, 3),
  /** How a picture of other proportions gets the size, and what happens before, as in `loadImage`. */
  fit: oneOf('cover', 'contain', 'fill').default('cover'),
  border: oneOf('keep', 'cut').default('keep'),
  tones: oneOf('keep', 'stretch').default('keep'),
  /** What bytes of 0 and 255 become; `fit` and `predict` feed them as [0, 1]. */
  range: listOf(number(), 2).default([0, 1]),
  /** By channel, after `range`: (x - mean) / deviation. */
  mean: listOf(number()).optional(),
  deviation: listOf(number({ above: 0 })).optional(),
});

/** From a sound to inputs: features, z-scores where there are statistics, crops where the model sees fewer frames. */
const sound = object({
  kind: oneOf('sound'),
  recipe: recipeSchema,
  /** Of the training part, row-major [bands, channels]. */
  statistics: object({ mean: listOf(number()), deviation: listOf(number({ min: 0 })) }).optional(),
  /** Evenly spaced crops of a clip whose outputs are averaged. */
  crops: integer({ min: 1 }).optional(),
});

/** Inputs are float32, as the model takes them. */
const raw = object({ kind: oneOf('raw') });

const preprocessings = { image, sound, raw };

/** Weights that others trained, and what their licence requires to be said. */
const pretrained = object({
  name: text,
  licence: text,
  authors: text,
  source: text.optional(),
  /** Of the file they came in. */
  sha256: text.optional(),
});

export const descriptionShape = {
  /** What was learnt: classification, multiLabel, regression, reconstruction, or a name of one's own. */
  task: text.optional(),
  /** What becomes of a picture or a sound before the model sees it. */
  preprocessing: anything<PreprocessingInput>().optional(),
  /** In the order of the outputs. */
  classNames: listOf(text).optional(),
  /** By class name: the least probability at which the class is given as an answer. */
  thresholds: record(number({ min: 0, max: 1 })).optional(),
  /** Data, commit, versions, device, date, results with intervals: `{ ...circumstances(), data: provenance, results }`. */
  provenance: record(anything<unknown>()).optional(),
  /** Of the model as a whole. */
  licence: text.optional(),
  pretrained: listOf(pretrained).optional(),
};

const description = object(descriptionShape);

type PreprocessingInput = Unchanging<z.input<(typeof preprocessings)[keyof typeof preprocessings]>>;

/** What becomes of a picture or a sound before the model sees it. */
export type Preprocessing = z.output<(typeof preprocessings)[keyof typeof preprocessings]>;
export type PretrainedWeights = z.output<typeof pretrained>;

/** What `saveModel` is told of a model; all of it may be left out. */
export type ModelDescription = Unchanging<z.input<typeof description>>;

/** Lists and mappings that are only read. */
type Unchanging<T> = T extends object ? { readonly [Key in keyof T]: Unchanging<T[Key]> } : T;

/** The same, checked and with its defaults. */
export type CheckedDescription = Omit<z.output<typeof description>, 'preprocessing'> & {
  readonly preprocessing?: Preprocessing;
};

/** @param where begins the sentence. @throws UserError where something is of the wrong kind, or is not known. */
export function checkDescription(where: string, given: ModelDescription): CheckedDescription {
  const checked = checkOptions(where, description, given);
  checkNames(where, checked);
  if (checked.provenance !== undefined) checkRecordable(`${where}: provenance`, checked.provenance);
  const preprocessing = checked.preprocessing && checkKind(where, checked.preprocessing);
  return { ...checked, ...(preprocessing && { preprocessing }) } as CheckedDescription;
}

function checkKind(where: string, given: PreprocessingInput): Preprocessing {
  const place = `${where}: preprocessing`;
  const { kind } = checkOptions(place, object({ kind: oneOf('image', 'sound', 'raw') }).loose(), given);
  return checkOptions(place, preprocessings[kind], given) as Preprocessing;
}

function checkNames(where: string, { classNames, thresholds }: Pick<CheckedDescription, 'classNames' | 'thresholds'>) {
  const twice = classNames?.find((name, i) => classNames.indexOf(name) < i);
  if (twice !== undefined) {
    throw new UserError(`${where}: classNames has ${twice} twice; give each class a name of its own.`);
  }
  if (thresholds === undefined) return;
  const named = Object.keys(thresholds);
  const lacking = classNames?.find((name) => !named.includes(name));
  const unknown = named.find((name) => !classNames?.includes(name));
  const wrong = unknown !== undefined ? `has ${unknown}, which is none of classNames` : `lacks class ${lacking}`;
  if (unknown ?? lacking) throw new UserError(`${where}: thresholds ${wrong}; give one of each class.`);
}

/** Refuses what JSON would lose: NaN and infinity, typed arrays, functions. */
function checkRecordable(place: string, value: unknown): void {
  if (['string', 'boolean', 'undefined'].includes(typeof value) || value === null || Number.isFinite(value)) return;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (typeof value !== 'object' || !isPlain) {
    throw new UserError(
      `${place} is ${typeof value === 'object' ? value.constructor.name : String(value)}; expected finite numbers, texts, true or false, and lists and mappings of them.`,
    );
  }
  for (const [key, inner] of Object.entries(value)) checkRecordable(`${place}.${key}`, inner);
}
