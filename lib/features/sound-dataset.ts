import { type Dataset, type Examples, examples, inParts, select, withNotes } from '../data/dataset';
import { nameSome } from '../data/name-some';
import type { PartName } from '../data/part-words';
import type { SoundChange, SoundClip, SoundCorpus } from '../data/sounds/sound';
import { type CorpusSplit, splitCorpus } from '../data/split-corpus';
import { UserError } from '../errors';
import { anything, checkOptions, integer, object } from '../options';
import { createRandom } from '../random';
import { mixSeed } from '../tensorflow';
import type { FeatureRecipe } from './clip-features';
import { type ExtractOptions, extractFeatures } from './extract';

export interface SoundDatasetOptions extends CorpusSplit, ExtractOptions {
  readonly recipe: FeatureRecipe;
  /** Adds to the training part copies of each of its clips, their sound changed at random, drawn by the seed. */
  readonly copies?: { readonly count: number; readonly change: SoundChange };
}

/** Examples of features that remember which clip each was. */
export interface SoundDataset extends Dataset<Float32Array> {
  /** By example, in the order of each part. */
  readonly clips: Readonly<Record<PartName, readonly SoundClip[]>>;
  /** Clips that could not be read, each with one sentence; they are in no part. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
  /** Clips that were read in part, or by ffmpeg, each with a note; they are in their part. */
  readonly noted: readonly { readonly name: string; readonly note: string }[];
}

const COPIES = object({ count: integer({ min: 1, max: 1000 }), change: anything<SoundChange>() });

/**
 * A corpus as a data set: features of all its clips, [bands, frames, channels], in the parts that `splitCorpus` draws.
 * Values are as they were computed; `featureStatistics` and `standardize` come next.
 *
 * @throws UserError where nothing of a class can be read, or an option is out of range.
 */
export async function soundDataset(corpus: SoundCorpus, options: SoundDatasetOptions): Promise<SoundDataset> {
  const { recipe, cache, onProgress, copies, ...split } = options;
  if (copies !== undefined) checkOptions('copies', COPIES, copies);
  const extraction = { ...(cache !== undefined && { cache }), ...(onProgress && { onProgress }) };
  const extracted = await extractFeatures(corpus.clips, recipe, extraction);
  const { inputs, inputShape, indices, unreadable, noted } = extracted;
  const clips = Array.from(indices, (index) => corpus.clips[index]);
  const { provenance } = corpus;
  const note = noteOf(extracted, corpus.clips.length);
  corpus.classNames.forEach((name, label) => {
    if (!clips.some((clip) => clip.label === label)) {
      throw new UserError(
        `${provenance.name}: no clip of class ${name} can be read${note && ` (${note})`}; mend the files.`,
      );
    }
  });
  const all = examples(
    inputs,
    inputShape,
    Int32Array.from(clips, ({ label }) => label),
  );
  const { notes, ...rows } = splitCorpus(clips, split, corpus.classNames);
  const clipsAt = (part: PartName) => Array.from(rows[part], (row) => clips[row]);
  const learnt = { examples: select(all, rows.train), clips: clipsAt('train') };
  const places = rows.train.map((row) => indices[row]);
  const { examples: train, clips: trainClips } =
    copies === undefined
      ? learnt
      : await withCopies(learnt, changedCopies(learnt.clips, places, copies, split.seed), recipe, extraction);
  return {
    ...inParts({ train, validation: select(all, rows.validation), test: select(all, rows.test) }),
    clips: { train: trainClips, validation: clipsAt('validation'), test: clipsAt('test') },
    classNames: corpus.classNames,
    unreadable,
    noted,
    provenance: withNotes(provenance, [...notes, ...(note === '' ? [] : [note])]),
  };
}

function noteOf({ unreadable, noted }: Pick<SoundDataset, 'unreadable' | 'noted'>, total: number): string {
  const unread = unreadable.map(({ name }) => name);
  const besides = noted.map(({ name, note }) => `${name} (${note})`);
  const parts = [counted(unread, total, 'could not be read'), counted(besides, total, 'were read otherwise')];
  return parts.filter((part) => part !== '').join('; ');
}

function counted(clips: readonly string[], total: number, what: string): string {
  return clips.length === 0 ? '' : `${clips.length} of ${total} clips ${what}: ${nameSome(clips)}`;
}

interface Part {
  readonly examples: Examples<Float32Array>;
  readonly clips: readonly SoundClip[];
}

/** Copies of the clips; what a copy becomes depends on its clip's place in the corpus, not on who else is learnt from. */
function changedCopies(
  clips: readonly SoundClip[],
  places: ArrayLike<number>,
  { count, change }: NonNullable<SoundDatasetOptions['copies']>,
  seed = 0,
): SoundClip[] {
  return Array.from({ length: count }, (_, round) =>
    clips.map((clip, i): SoundClip => {
      const drawn = mixSeed(mixSeed(seed, round), places[i]);
      const key = `${change.key}, drawn by ${drawn}`;
      return {
        ...clip,
        name: `${clip.name}, copy ${round + 1}`,
        change: { key, apply: (sound) => change.apply(sound, createRandom(drawn)) },
      };
    }),
  ).flat();
}

/** The part, and behind it the copies of its clips. */
async function withCopies(
  { examples: originals, clips }: Part,
  copies: readonly SoundClip[],
  recipe: FeatureRecipe,
  extraction: ExtractOptions,
): Promise<Part> {
  const { inputs, inputShape, indices } = await extractFeatures(copies, recipe, extraction);
  const all = new Float32Array(originals.inputs.length + inputs.length);
  all.set(originals.inputs);
  all.set(inputs, originals.inputs.length);
  const together = [...clips, ...Array.from(indices, (index) => copies[index])];
  const labels = Int32Array.from(together, ({ label }) => label);
  return { examples: examples(all, inputShape, labels), clips: together };
}
