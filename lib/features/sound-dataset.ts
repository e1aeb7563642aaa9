import { type Dataset, examples, select } from '../data/dataset';
import type { PartName } from '../data/part';
import type { SoundClip, SoundCorpus } from '../data/sound';
import { type CorpusSplit, splitCorpus } from '../data/split-corpus';
import { UserError } from '../errors';
import type { FeatureRecipe } from './clip-features';
import { type ExtractOptions, extractFeatures } from './extract';

export interface SoundDatasetOptions extends CorpusSplit, ExtractOptions {
  readonly recipe: FeatureRecipe;
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
  const { recipe, cache, onProgress, ...split } = options;
  const { inputs, inputShape, indices, unreadable } = await extractFeatures(corpus.clips, recipe, {
    ...(cache !== undefined && { cache }),
    ...(onProgress && { onProgress }),
  });
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
  return {
    train: select(all, rows.train),
    validation: select(all, rows.validation),
    test: select(all, rows.test),
    clips: { train: clipsAt('train'), validation: clipsAt('validation'), test: clipsAt('test') },
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
