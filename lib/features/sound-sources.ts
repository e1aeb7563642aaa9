import { createHash } from 'node:crypto';
import { examples } from '../data/dataset';
import type { PartName } from '../data/part-words';
import type { SoundClip, SoundCorpus } from '../data/sounds/sound';
import type { ExampleBatch, Source } from '../data/source';
import { type CorpusSplit, splitCorpus } from '../data/split-corpus';
import { UserError } from '../errors';
import type { FeatureRecipe } from './clip-features';
import { type ExtractOptions, extractFeatures } from './extract';
import { type FeatureStatistics, standardize } from './statistics';

export interface SoundSourcesOptions extends CorpusSplit, Pick<ExtractOptions, 'cache'> {
  readonly recipe: FeatureRecipe;
  /** By which features are standardised, of `featureStatistics` of a sample of the training; default as they are. */
  readonly statistics?: FeatureStatistics;
}

/** The parts of a corpus as sources: features are computed when their turn comes. */
export interface SoundSources extends Readonly<Record<PartName, Source>> {
  /** By example, in the order of each part. */
  readonly clips: Readonly<Record<PartName, readonly SoundClip[]>>;
  readonly classNames: readonly string[];
  /** What the split had to leave open. */
  readonly notes: readonly string[];
}

/**
 * The examples of `soundDataset`, in the same parts, for corpora that are larger than the memory: clips are read, decoded
 * and turned into features [bands, frames, channels] a batch at a time, while the step before is computed. What was
 * computed is kept in the cache, so that the second epoch only reads it.
 *
 * A clip that cannot be read ends the training with its sentence: `soundDataset` leaves it out, this cannot know it.
 * @throws UserError where an option is out of range.
 */
export function soundSources(corpus: SoundCorpus, options: SoundSourcesOptions): SoundSources {
  const { recipe, statistics, cache, ...split } = options;
  const { notes, ...rows } = splitCorpus(corpus.clips, split, corpus.classNames);
  const clipsOf = (part: PartName) => Array.from(rows[part], (row) => corpus.clips[row]);
  const sourceOf = (part: PartName): Source => {
    const clips = clipsOf(part);
    return {
      size: clips.length,
      batch: (indices) =>
        batchOf(
          Array.from(indices, (index) => clips[index]),
          options,
        ),
      fingerprint: fingerprintOf(clips, { recipe, statistics }),
    };
  };
  return {
    train: sourceOf('train'),
    validation: sourceOf('validation'),
    test: sourceOf('test'),
    clips: { train: clipsOf('train'), validation: clipsOf('validation'), test: clipsOf('test') },
    classNames: corpus.classNames,
    notes,
  };
}

async function batchOf(
  clips: readonly SoundClip[],
  { recipe, statistics, cache }: SoundSourcesOptions,
): Promise<ExampleBatch> {
  const { inputs, inputShape, unreadable } = await extractFeatures(clips, recipe, cache === undefined ? {} : { cache });
  const [lost] = unreadable;
  if (lost !== undefined) throw new UserError(`${lost.name}: ${lost.reason}`);
  const labels = Int32Array.from(clips, ({ label }) => label);
  const plain = examples(inputs, inputShape, labels);
  const { inputs: data } = statistics === undefined ? plain : standardize(plain, statistics);
  return { inputs: { data, shape: [clips.length, ...inputShape] }, targets: { data: labels, shape: [clips.length] } };
}

/** Of names, labels and changes, and of what is computed; the content of the files is not read. */
function fingerprintOf(clips: readonly SoundClip[], settings: object): string {
  const told = clips.map(({ name, label, change }) => [name, label, change?.key]);
  return `${clips.length} clips, ${createHash('sha256')
    .update(JSON.stringify([told, settings]))
    .digest('hex')
    .slice(0, 16)}`;
}
