import {
  balancedClassWeights,
  chain,
  changeWaveform,
  classCounts,
  cropFrames,
  evenCrops,
  mixExamples,
  specAugment,
} from '../augment';
import type { TrainingOptions } from '../config';
import type { Dataset } from '../data/dataset';
import type { SoundCorpus } from '../data/sounds/sound';
import {
  type ExtractOptions,
  type FeatureRecipe,
  type FeatureStatistics,
  featureStatistics,
  soundDataset,
  standardize,
} from '../features';
import { buildModel } from '../models';
import { mixSeed, setSeed, type tf } from '../tensorflow';
import { fit } from '../training/fit';
import type { Callback, History } from '../training/history';
import { answerClips, type ClipAnswers } from './sound-answers';

/** One training of a sound model, tested on one fold. */
export interface SoundFoldOptions {
  readonly model: 'cnnMfcc' | 'crnnMfcc';
  readonly recipe: FeatureRecipe;
  readonly training: TrainingOptions;
  readonly seed: number;
  /** Where the corpus has folds; else its authors' test part, or a share. */
  readonly testFold?: number;
  /** Share of the training clips, whole recordings, by which the learning rate is chosen. */
  readonly validation: number;
  /** Frames that the model sees at once: random crops in training, evenly spaced ones in testing. */
  readonly frames: number;
  /** Crops of each clip whose outputs are averaged. */
  readonly crops: number;
  /** Changed copies of each training clip's sound. */
  readonly copies: number;
  /** Share of the examples that SpecAugment masks, and that Mixup lays over others. */
  readonly maskProbability: number;
  readonly mixProbability: number;
  readonly checkpoint?: string;
  readonly callbacks?: readonly Callback[];
  readonly onProgress?: ExtractOptions['onProgress'];
}

export interface SoundFoldResult extends ClipAnswers {
  readonly kind: SoundFoldOptions['model'];
  readonly model: tf.LayersModel;
  readonly history: History;
  /** By which all inputs of the model are standardised; to be stored with it. */
  readonly statistics: FeatureStatistics;
  /** In the order of the test clips. */
  readonly names: readonly string[];
  readonly labels: Int32Array;
  /** The training part begins with so many clips as they are; behind them stand the changed copies. */
  readonly originals: number;
  /** Standardised. */
  readonly dataset: Dataset<Float32Array>;
}

/** How far the sound of a copy may differ from its clip. */
const CHANGES = changeWaveform({ gain: [-6, 6], noise: [15, 40], stretch: [0.85, 1.15], pitch: [-2, 2] });

/**
 * Trains on all but one fold and tests on that one, once, with the weights of the last epoch: the test part chooses
 * nothing. The same seed gives the same result; with a checkpoint an interrupted training goes on.
 */
export async function trainSoundFold(corpus: SoundCorpus, options: SoundFoldOptions): Promise<SoundFoldResult> {
  const { recipe, seed, testFold, validation, frames, crops, copies, training, checkpoint, callbacks } = options;
  const raw = await soundDataset(corpus, {
    recipe,
    validation,
    seed,
    ...(testFold !== undefined && { testFold }),
    ...(copies > 0 && { copies: { count: copies, change: CHANGES } }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const statistics = featureStatistics(raw.train);
  const [train, held, test] = [raw.train, raw.validation, raw.test].map((part) => standardize(part, statistics));
  const [bands, , channels] = train.inputShape;
  const numClasses = corpus.classNames.length;
  setSeed(mixSeed(seed, testFold ?? 0) >>> 1);
  const model = buildModel({ name: options.model, inputShape: [bands, frames, channels], numClasses });
  const augment = chain(
    cropFrames(frames),
    specAugment({ probability: options.maskProbability }),
    mixExamples({ probability: options.mixProbability }),
  );
  const history = await fit(
    model,
    { train, ...(held.size > 0 && { validation: evenCrops(held, { frames, count: 1 }) }) },
    {
      ...training,
      augment,
      seed,
      ...weightsOf(corpus, train),
      ...(checkpoint && { checkpoint }),
      ...(callbacks && { callbacks }),
    },
  );
  return {
    ...(await answerClips(model, test, { crops })),
    kind: options.model,
    model,
    history,
    statistics,
    names: raw.clips.test.map(({ name }) => name),
    labels: test.labels,
    originals: raw.clips.train.filter(({ change }) => change === undefined).length,
    dataset: { ...raw, train, validation: held, test },
  };
}

/** Weights by which each class counts the same, for a corpus whose classes differ in size. */
function weightsOf({ clips, classNames }: SoundCorpus, { labels }: Dataset<Float32Array>['train']) {
  const counts = classCounts(
    clips.map(({ label }) => label),
    classNames.length,
  );
  // What a split takes from equal classes is chance, and not worth a weight.
  if (counts.every((count) => count === counts[0])) return {};
  return { classWeights: balancedClassWeights(labels, classNames.length) };
}
