import { UserError } from '../errors';
import { checkOptions, fraction, integer, object } from '../options';
import { createRandom, type Random } from '../random';
import type { SoundClip } from './sounds/sound';

export interface CorpusSplit {
  /** The fold to test on, where the authors laid out folds. */
  readonly testFold?: number;
  /** Share of the clips to test on, where there are neither parts nor folds; default 0.2. */
  readonly test?: number;
  /** Share of the training clips set aside for validation; default 0.1. */
  readonly validation?: number;
  /** Default 0. */
  readonly seed?: number;
}

const OPTIONS = object({
  testFold: integer({ min: 1 }).optional(),
  test: fraction({ min: 0, below: 1 }).default(0.2),
  validation: fraction({ min: 0, below: 1 }).default(0.1),
  seed: integer().default(0),
});

type Indices = Readonly<Record<'train' | 'validation' | 'test', Int32Array>>;

/**
 * Draws the parts of a corpus: the authors' own parts or folds where there are any, and else stratified shares.
 * Clips of one group, cut from one recording, never stand on both sides.
 *
 * @returns places in the list of clips, ascending, in each part.
 * @throws UserError where an option is out of range, or a fold is not there.
 */
export function splitCorpus(
  clips: readonly Pick<SoundClip, 'label' | 'fold' | 'group' | 'part'>[],
  options: CorpusSplit = {},
): Indices {
  const { testFold, test, validation, seed } = checkOptions('split', OPTIONS, options);
  const random = createRandom(seed);
  const all = clips.map((_, index) => index);
  const byPart = (part: SoundClip['part']) => all.filter((index) => clips[index].part === part);
  const chosenTest =
    testFold !== undefined
      ? inFold(clips, testFold)
      : byPart('test').length > 0
        ? byPart('test')
        : drawGroups(clips, all, test, random);
  const learnt = without(all, chosenTest);
  const own = without(byPart('validation'), chosenTest);
  const chosenValidation = own.length > 0 ? own : drawGroups(clips, learnt, validation, random);
  return {
    train: Int32Array.from(without(learnt, chosenValidation)),
    validation: Int32Array.from(chosenValidation),
    test: Int32Array.from(chosenTest),
  };
}

function inFold(clips: readonly Pick<SoundClip, 'fold'>[], fold: number): number[] {
  const indices = clips.flatMap((clip, index) => (clip.fold === fold ? [index] : []));
  if (indices.length === 0) {
    const folds = [...new Set(clips.flatMap((clip) => clip.fold ?? []))].sort((a, b) => a - b);
    throw new UserError(
      `testFold: there is no fold ${fold}; ${folds.length > 0 ? `the folds are ${folds.join(', ')}` : 'this corpus has none'}.`,
    );
  }
  return indices;
}

function without(indices: readonly number[], taken: readonly number[]): number[] {
  const left = new Set(indices);
  for (const index of taken) left.delete(index);
  return [...left];
}

/** Whole groups of each class, drawn until the class has as near its share as groups allow. Ascending. */
function drawGroups(
  clips: readonly Pick<SoundClip, 'label' | 'group'>[],
  from: readonly number[],
  share: number,
  random: Random,
): number[] {
  const classes = new Map<number, Map<string, number[]>>();
  for (const index of from) {
    const { label, group = `clip ${index}` } = clips[index];
    const groups = classes.get(label) ?? new Map<string, number[]>();
    classes.set(label, groups);
    groups.set(group, [...(groups.get(group) ?? []), index]);
  }
  const chosen: number[] = [];
  for (const label of [...classes.keys()].sort((a, b) => a - b)) {
    const groups = random.shuffle([...classes.get(label)!.values()]);
    let missing = share * groups.reduce((sum, members) => sum + members.length, 0);
    for (const members of groups) {
      // A group is taken where that comes nearer to the share than leaving it.
      if (members.length / 2 > missing) continue;
      chosen.push(...members);
      missing -= members.length;
    }
  }
  return chosen.sort((a, b) => a - b);
}
