import { chain, changeWaveform, cropFrames, evenCrops, meanOverCrops, mixExamples, specAugment } from '../augment';
import type { TrainingOptions } from '../config';
import type { Dataset } from '../data/dataset';
import type { SoundCorpus } from '../data/sound';
import {
  type ExtractOptions,
  type FeatureRecipe,
  type FeatureStatistics,
  featureStatistics,
  soundDataset,
  standardize,
} from '../features';
import { wilsonInterval } from '../metrics';
import { cnnMfcc, crnnMfcc } from '../models';
import { mixSeed, setSeed, type tf } from '../tensorflow';
import { predict } from './evaluate';
import { fit } from './fit';
import type { Callback, History } from './history';

/** One training of a sound model, tested on one fold. */
export interface SoundFoldOptions {
  readonly model: 'cnn' | 'crnn';
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

export interface SoundFoldResult {
  readonly model: tf.LayersModel;
  readonly history: History;
  /** By which all inputs of the model are standardised; to be stored with it. */
  readonly statistics: FeatureStatistics;
  /** In the order of the test clips. */
  readonly names: readonly string[];
  readonly labels: Int32Array;
  readonly predicted: Int32Array;
  /** Mean probabilities over the crops, row-major [clips, classes]. */
  readonly outputs: Float32Array;
  readonly accuracy: number;
  readonly interval: { readonly low: number; readonly high: number };
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
  const build = options.model === 'cnn' ? cnnMfcc : crnnMfcc;
  const model = build({ inputShape: [bands, frames, channels], numClasses });
  const augment = chain(
    cropFrames(frames),
    specAugment({ probability: options.maskProbability }),
    mixExamples({ probability: options.mixProbability }),
  );
  const history = await fit(
    model,
    { train, ...(held.size > 0 && { validation: evenCrops(held, { frames, count: 1 }) }) },
    { ...training, augment, seed, ...(checkpoint && { checkpoint }), ...(callbacks && { callbacks }) },
  );
  const outputs = meanOverCrops(await predict(model, evenCrops(test, { frames, count: crops })), {
    count: crops,
    width: numClasses,
  });
  const predicted = Int32Array.from({ length: test.size }, (_, i) => {
    const row = outputs.subarray(i * numClasses, (i + 1) * numClasses);
    return row.indexOf(Math.max(...row));
  });
  const right = predicted.filter((label, i) => label === test.labels[i]).length;
  return {
    model,
    history,
    statistics,
    names: raw.clips.test.map(({ name }) => name),
    labels: test.labels,
    predicted,
    outputs,
    accuracy: right / test.size,
    interval: wilsonInterval(right, test.size),
    dataset: { ...raw, train, validation: held, test },
  };
}
