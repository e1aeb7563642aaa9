import { chain, cropFrames, mixupCutMix, specAugment } from '../augment';
import { type Examples, select } from '../data/dataset';
import type { SoundCorpus } from '../data/sounds/sound';
import { type ExtractOptions, featureShape, soundDataset, unitDecibels } from '../features';
import { type AudioMaeConfig, audioMae } from '../models';
import { createRandom } from '../random';
import { mixSeed, setSeed, type tf } from '../tensorflow';
import { adamW, chain as chainOf, classification, clipNorm, cosineRestarts, fit } from '../training';
import type { Callback, History } from '../training/history';
import { type NamedArray, setTransformerWeights } from '../weights';
import { AUDIO_MAE_FRAMES, AUDIO_MAE_RECIPE, NORMALIZATION } from './pretraining';
import { answerClips, type ClipAnswers } from './sound-answers';

export interface AudioMaeFoldOptions {
  readonly testFold: number;
  /** Share of the training clips whose labels are known, of each class as many; default 1. */
  readonly labels?: number;
  /** Of an encoder that was pre-trained; without it the model begins from random weights. */
  readonly pretrained?: Readonly<Record<string, NamedArray>>;
  readonly size?: AudioMaeConfig['size'];
  /** Updates of a training, whatever the number of its clips; default 1600. */
  readonly updates?: number;
  /** Default 16, the document's. */
  readonly batchSize?: number;
  readonly seed: number;
  /** Crops of each test clip whose probabilities are averaged; default 3. */
  readonly crops?: number;
  readonly checkpoint?: string;
  readonly callbacks?: readonly Callback[];
  readonly onProgress?: ExtractOptions['onProgress'];
}

export interface AudioMaeFold extends ClipAnswers {
  readonly history: History;
  readonly names: readonly string[];
  readonly labels: Int32Array;
  /** Clips that were learnt from. */
  readonly trainSize: number;
  /** Of these as they are, without mixing, masks and left-out branches: comparable with the test's. */
  readonly trainAccuracy: number;
}

/** ESC-10's clips have 5 s. */
const RECIPE = { ...AUDIO_MAE_RECIPE, seconds: 5 };
/** The rate is warmed up in the first tenth; then it falls once, and once more in twice as many updates. */
const WARM_UP = 0.1;
const RATE = 5e-4;

/**
 * Trains a classifier of sounds on all but one fold, with all that the document of AudioMAE lists, from random weights or
 * from pre-trained ones, and tests on that fold once, with the weights of the last epoch.
 */
export async function trainAudioMaeFold(corpus: SoundCorpus, options: AudioMaeFoldOptions): Promise<AudioMaeFold> {
  const { testFold, labels = 1, pretrained, size = 'small', seed, crops = 3, onProgress } = options;
  const data = await soundDataset(corpus, {
    recipe: RECIPE,
    testFold,
    validation: 0,
    seed,
    ...(onProgress && { onProgress }),
  });
  const train = withLabels(inUnit(data.train), corpus.classNames.length, labels, mixSeed(seed, testFold));
  const test = inUnit(data.test);
  setSeed(mixSeed(seed, testFold) >>> 1);
  const { classifier, dispose } = audioMae({
    size,
    positions: 'sinCos',
    normalization: NORMALIZATION,
    numClasses: corpus.classNames.length,
    dropoutRate: 0.5,
    inputShape: [featureShape(RECIPE)[0], AUDIO_MAE_FRAMES, 1],
  });
  try {
    if (pretrained !== undefined) setTransformerWeights(classifier, pretrained);
    const history = await fineTune(classifier, train, options);
    const answers = await answerClips(classifier, test, { crops });
    const { accuracy: trainAccuracy } = await answerClips(classifier, train, { crops });
    return {
      ...answers,
      history,
      trainAccuracy,
      names: data.clips.test.map(({ name }) => name),
      labels: test.labels,
      trainSize: train.size,
    };
  } finally {
    dispose();
  }
}

function fineTune(
  classifier: tf.LayersModel,
  train: Examples<Float32Array>,
  { updates = 1600, batchSize = 16, seed, checkpoint, callbacks }: AudioMaeFoldOptions,
): Promise<History> {
  const epochs = Math.max(1, Math.round(updates / Math.ceil(train.size / batchSize)));
  const steps = epochs * Math.ceil(train.size / batchSize);
  const warmUp = Math.round(WARM_UP * steps);
  return fit(
    classifier,
    { train },
    {
      task: classification({ smoothing: 0.1 }),
      optimizer: chainOf(
        clipNorm(1),
        adamW({
          learningRate: cosineRestarts(RATE, { first: Math.ceil((steps - warmUp) / 3), times: 2, end: 1e-6, warmUp }),
          betas: [0.9, 0.95],
          epsilon: 1e-8,
          weightDecay: 0.05,
        }),
      ),
      augment: chain(cropFrames(AUDIO_MAE_FRAMES), specAugment({ probability: 0.5 }), mixupCutMix()),
      epochs,
      batchSize,
      seed,
      ...(checkpoint && { checkpoint }),
      ...(callbacks && { callbacks }),
    },
  );
}

/** Each spectrogram by its own loudest value. */
function inUnit(part: Examples<Float32Array>): Examples<Float32Array> {
  const length = part.inputs.length / Math.max(1, part.size);
  const inputs = new Float32Array(part.inputs.length);
  for (let start = 0; start < inputs.length; start += length) {
    inputs.set(unitDecibels(part.inputs.subarray(start, start + length)), start);
  }
  return { ...part, inputs };
}

/** Of each class the same share, at least one example; a smaller share is part of a larger one. */
function withLabels(
  part: Examples<Float32Array>,
  numClasses: number,
  share: number,
  seed: number,
): Examples<Float32Array> {
  if (share === 1) return part;
  const rows = Array.from({ length: numClasses }, (_, label) => {
    const own = Array.from(part.labels.keys()).filter((row) => part.labels[row] === label);
    return createRandom(mixSeed(seed, label))
      .shuffle(own)
      .slice(0, Math.max(1, Math.round(share * own.length)));
  });
  return select(
    part,
    rows.flat().sort((a, b) => a - b),
  );
}
