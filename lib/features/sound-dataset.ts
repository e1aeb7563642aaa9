import { type Dataset, type Examples, examples, select } from '../data/dataset';
import type { PartName } from '../data/part';
import type { Sound, SoundChange, SoundClip, SoundCorpus } from '../data/sound';
import { type CorpusSplit, splitCorpus } from '../data/split-corpus';
import { UserError } from '../errors';
import { createRandom, type Random } from '../random';
import type { FeatureRecipe } from './clip-features';
import { decodeAudio } from './decode';
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
}

/** Names of unreadable clips that a note lists; the others are counted. */
const NAMED = 5;

/**
 * A corpus as a data set: features of all its clips, [bands, frames, channels], in the parts that `splitCorpus` draws.
 * Values are as they were computed; `featureStatistics` and `standardize` come next.
 *
 * @throws UserError where nothing of a class can be read, or an option is out of range.
 */
export async function soundDataset(corpus: SoundCorpus, options: SoundDatasetOptions): Promise<SoundDataset> {
  const { recipe, cache, onProgress, copies, ...split } = options;
  const extraction = { ...(cache !== undefined && { cache }), ...(onProgress && { onProgress }) };
  const { inputs, inputShape, indices, unreadable } = await extractFeatures(corpus.clips, recipe, extraction);
  const clips = Array.from(indices, (index) => corpus.clips[index]);
  const { provenance } = corpus;
  const note = noteOf(unreadable, corpus.clips.length);
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
  const rows = splitCorpus(clips, split);
  const clipsAt = (part: PartName) => Array.from(rows[part], (row) => clips[row]);
  const learnt = { examples: select(all, rows.train), clips: clipsAt('train') };
  const { examples: train, clips: trainClips } =
    copies === undefined ? learnt : await withCopies(learnt, recipe, copies, split.seed ?? 0, extraction);
  return {
    train,
    validation: select(all, rows.validation),
    test: select(all, rows.test),
    clips: { train: trainClips, validation: clipsAt('validation'), test: clipsAt('test') },
    classNames: corpus.classNames,
    unreadable,
    provenance: { ...provenance, ...(note !== '' && { note: [provenance.note, note].filter(Boolean).join('; ') }) },
  };
}

function noteOf(unreadable: SoundDataset['unreadable'], total: number): string {
  if (unreadable.length === 0) return '';
  const named = unreadable.slice(0, NAMED).map(({ name }) => name);
  const others = unreadable.length > NAMED ? ` and ${unreadable.length - NAMED} others` : '';
  return `${unreadable.length} of ${total} clips could not be read: ${named.join(', ')}${others}`;
}

interface Part {
  readonly examples: Examples<Float32Array>;
  readonly clips: readonly SoundClip[];
}

/** The part, and behind it `count` changed copies of each clip. */
async function withCopies(
  { examples: originals, clips }: Part,
  recipe: FeatureRecipe,
  { count, change }: NonNullable<SoundDatasetOptions['copies']>,
  seed: number,
  extraction: ExtractOptions,
): Promise<Part> {
  const changed = Array.from({ length: count }, (_, round) =>
    clips.map((clip, i): SoundClip => {
      const random = () => createRandom(seed * 100_003 + round * 10_007 + i);
      return { ...clip, name: `${clip.name}, copy ${round + 1}`, read: () => changedSound(clip, change, random()) };
    }),
  ).flat();
  const { inputs, inputShape, indices } = await extractFeatures(changed, recipe, extraction);
  const all = new Float32Array(originals.inputs.length + inputs.length);
  all.set(originals.inputs);
  all.set(inputs, originals.inputs.length);
  const together = [...clips, ...Array.from(indices, (index) => changed[index])];
  const labels = Int32Array.from(together, ({ label }) => label);
  return { examples: examples(all, inputShape, labels), clips: together };
}

async function changedSound(clip: SoundClip, change: SoundChange, random: Random): Promise<Sound> {
  const content = await clip.read();
  return change(content instanceof Uint8Array ? await decodeAudio(content) : content, random);
}
