import { UserError } from '../errors';
import { checkOptions, fraction, integer, object } from '../options';
import { createRandom, type Random } from '../random';
import { drawGroups, type Grouped } from './group-draw';
import { lackNotes, tornGroupNotes } from './part-notes';
import type { PartName } from './part-words';
import { stratifiedSplit } from './split';

/** What a split must know of an example: its class, and where its authors put it. */
export interface Splittable extends Grouped {
  readonly part?: PartName;
  readonly fold?: number;
}

export interface CorpusSplit {
  /** The fold to test on, where the authors laid out folds. */
  readonly testFold?: number;
  /** Share of the examples to test on, where there are neither parts nor folds; default 0.2. */
  readonly test?: number;
  /** Share of the training examples set aside for validation, where the authors set aside none; default 0.1. */
  readonly validation?: number;
  /** At most so many examples to train on, drawn validation included; default all. */
  readonly trainSize?: number;
  /** At most so many examples to test on; default all. */
  readonly testSize?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** What `splitCorpus` may be told. */
export const SPLIT_OPTIONS = {
  testFold: integer({ min: 1 }).optional(),
  test: fraction({ min: 0, below: 1 }).default(0.2),
  validation: fraction({ min: 0, below: 1 }).default(0.1),
  trainSize: integer({ min: 1 }).optional(),
  testSize: integer({ min: 1 }).optional(),
  seed: integer().default(0),
};
const OPTIONS = object(SPLIT_OPTIONS);

/** Places in each part, ascending, and what a reader should know of them. */
export interface DrawnParts extends Readonly<Record<PartName, Int32Array>> {
  readonly notes: readonly string[];
}

/**
 * Draws the parts of a corpus: the authors' own parts or folds where there are any, and else stratified shares. What is
 * drawn never parts a group (a recording, a patient, copies of one file), and never takes the last examples of a class
 * from the training. Classes that a part lacks, parts that stay empty and groups that the authors parted are noted.
 *
 * @param classNames for the notes; without them classes are numbers.
 * @throws UserError where an option is out of range, or a fold is not there.
 */
export function splitCorpus(
  examples: readonly Splittable[],
  options: CorpusSplit = {},
  classNames: readonly string[] = [],
): DrawnParts {
  const { testFold, test, validation, trainSize, testSize, seed } = checkOptions('split', OPTIONS, options);
  const draw: Draw = { examples, random: createRandom(seed), seed };
  const all = examples.map((_, place) => place);
  const ofPart = (part: PartName) => all.filter((place) => examples[place].part === part);
  const chosenTest = testFold === undefined ? ofPart('test') : ofFold(examples, testFold);
  const drawnTest = chosenTest.length > 0 ? chosenTest : drawShare(draw, all.filter(isFree(examples)), test);
  const own = without(ofPart('validation'), drawnTest);
  const free = without(all, [...drawnTest, ...own]);
  checkTrainSize(examples, free, trainSize);
  const learnt = sample(draw, free, trainSize);
  const drawnValidation = own.length > 0 ? own : drawShare(draw, learnt, validation);
  const parts = {
    train: Int32Array.from(without(learnt, drawnValidation)),
    validation: Int32Array.from(drawnValidation),
    test: Int32Array.from(sample(draw, drawnTest, testSize)),
  };
  const asked = { train: 1, validation, test };
  return {
    ...parts,
    notes: [...lackNotes(examples, parts, { asked, classNames }), ...tornGroupNotes(examples, parts)],
  };
}

interface Draw {
  readonly examples: readonly Splittable[];
  readonly random: Random;
  readonly seed: number;
}

/** Examples that the authors put into the training or nowhere: of these a part may be drawn. */
const isFree = (examples: readonly Splittable[]) => (place: number) => (examples[place].part ?? 'train') === 'train';

function ofFold(examples: readonly Splittable[], fold: number): number[] {
  const places = examples.flatMap((example, place) => (example.fold === fold ? [place] : []));
  if (places.length === 0) {
    const folds = [...new Set(examples.flatMap((example) => example.fold ?? []))].sort((a, b) => a - b);
    throw new UserError(
      `testFold: there is no fold ${fold}; ${folds.length > 0 ? `the folds are ${folds.join(', ')}` : 'this corpus has none'}.`,
    );
  }
  return places;
}

function without(places: readonly number[], taken: readonly number[]): number[] {
  const left = new Set(places);
  for (const place of taken) left.delete(place);
  return [...left];
}

/** A stratified share of the places, ascending: whole groups where any has more than one example. */
function drawShare({ examples, random, seed }: Draw, from: readonly number[], share: number): number[] {
  const groups = from.flatMap((place) => examples[place].group ?? []);
  if (new Set(groups).size < groups.length) return drawGroups(examples, from, { share, random });
  const labels = from.map((place) => examples[place].label);
  const spare = from.length - new Set(labels).size;
  const { chosen } = stratifiedSplit(labels, { count: Math.min(Math.round(share * from.length), spare), seed });
  return Array.from(chosen, (i) => from[i]);
}

function checkTrainSize(examples: readonly Splittable[], from: readonly number[], size = from.length): void {
  const classes = new Set(from.map((place) => examples[place].label)).size;
  if (size >= classes) return;
  throw new UserError(`trainSize is ${size}; expected at least ${classes}, one of each class.`);
}

/** At most `size` of the places, stratified, every class among them where there are enough. */
function sample({ examples, seed }: Draw, from: readonly number[], size = from.length): number[] {
  const labels = from.map((place) => examples[place].label);
  const { chosen } = stratifiedSplit(labels, { count: Math.min(size, from.length), seed, whole: 'chosen' });
  return Array.from(chosen, (i) => from[i]);
}
