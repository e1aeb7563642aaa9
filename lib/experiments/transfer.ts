import { chain, mixExamples, rollFrames, specAugment } from '../augment';
import { type Dataset, type Examples, examples, inParts, select } from '../data/dataset';
import type { SoundCorpus } from '../data/sounds/sound';
import { UserError } from '../errors';
import {
  aisfxBlocks,
  aisfxRecipe,
  type ExtractOptions,
  extractFeatures,
  type FeatureRecipe,
  melImages,
  peakOne,
} from '../features';
import { aisfx, type EfficientNetVariant, efficientNet } from '../models';
import { createRandom } from '../random';
import { setSeed, splitModel, type tf } from '../tensorflow';
import { fit } from '../training/fit';
import { frozenFeatures } from '../training/frozen-features';
import type { Callback, History } from '../training/history';
import { adamW, clipNorm, chain as inTurn } from '../training/optimizers';
import { predict } from '../training/predict';
import { cosine } from '../training/schedules';
import { classification } from '../training/tasks';
import { trainFrom } from '../training/train-from';
import { readPretrained, setPretrainedWeights, type WeightsDescription } from '../weights';

/** A network with weights that others trained, and who they are. */
export interface Pretrained {
  readonly model: tf.LayersModel;
  readonly description: WeightsDescription;
}

export interface PretrainedOptions {
  /** Default 'lite0', whose weights anybody can get. */
  readonly variant?: EfficientNetVariant;
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly numClasses: number;
  /** A name that `npm run data` knows, or a folder with weights.yaml. */
  readonly weights: string;
}

/** EfficientNet for pictures in [0, 1], with published weights in all but the classifier. */
export function pretrainedEfficientNet(options: PretrainedOptions): Pretrained {
  const { variant = 'lite0', inputShape, numClasses, weights } = options;
  const each = <T>(value: T) => Array.from({ length: inputShape[2] }, () => value);
  // Pixels of 0 to 255 as (x - 127) / 128, for the published weights of lite0.
  const normalization = { mean: each(127 / 255), deviation: each(128 / 255) };
  const model = efficientNet(variant, { inputShape, numClasses, normalization, dropPathRate: 0 });
  const { tensors, description } = readPretrained(weights);
  setPretrainedWeights(model, tensors);
  return { model, description };
}

/** The clips of a corpus as grey pictures, in their order. @throws UserError where one cannot be read. */
export async function spectrumPictures(
  { clips }: SoundCorpus,
  recipe: FeatureRecipe,
  options: ExtractOptions = {},
): Promise<Examples<Float32Array>> {
  return melImages(await spectra(clips, recipe, options), { topDb: recipe.topDb ?? 80 });
}

/** 1024 features a clip: the mean and the largest of aisfx' 512 over the blocks. */
export async function aisfxFeatures(
  { clips }: SoundCorpus,
  { seconds, blocks, weights }: { readonly seconds: number; readonly blocks: number; readonly weights: string },
): Promise<Examples<Float32Array> & { readonly description: WeightsDescription }> {
  const random = createRandom(0);
  const change = {
    key: peakOne.key,
    apply: (sound: Parameters<typeof peakOne.apply>[0]) => peakOne.apply(sound, random),
  };
  const all = await spectra(
    clips.map((clip) => ({ ...clip, change })),
    aisfxRecipe(seconds),
  );
  const model = aisfx();
  const { tensors, description } = readPretrained(weights);
  setPretrainedWeights(model, tensors);
  const features = await frozenFeatures(model, aisfxBlocks(all, { count: blocks }), { batchSize: 16 });
  model.dispose();
  const width = features.inputShape[0];
  const pooled = meanAndMax(features.inputs, { blocks, width });
  return { ...examples(pooled, [2 * width], all.labels), description };
}

async function spectra(clips: SoundCorpus['clips'], recipe: FeatureRecipe, options: ExtractOptions = {}) {
  const { inputs, inputShape, unreadable } = await extractFeatures(clips, recipe, options);
  if (unreadable.length > 0) throw new UserError(`${unreadable[0].name}: ${unreadable[0].reason}`);
  return examples(
    inputs,
    inputShape,
    Int32Array.from(clips, ({ label }) => label),
  );
}

/** @param values row-major [clips, blocks, width]. @returns [clips, 2 width] */
function meanAndMax(values: Float32Array, { blocks, width }: { blocks: number; width: number }): Float32Array {
  const clips = values.length / (blocks * width);
  const pooled = new Float32Array(2 * clips * width);
  for (let clip = 0; clip < clips; clip++) {
    for (let i = 0; i < width; i++) {
      const own = Array.from({ length: blocks }, (_, block) => values[(clip * blocks + block) * width + i]);
      pooled[2 * clip * width + i] = own.reduce((sum, value) => sum + value, 0) / blocks;
      pooled[(2 * clip + 1) * width + i] = Math.max(...own);
    }
  }
  return pooled;
}

export interface FineTuneOptions {
  /** The first layer that is trained; what those before it make of the pictures is computed once and kept. */
  readonly from: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay?: number;
  readonly smoothing?: number;
  readonly ema?: number;
  readonly maskProbability?: number;
  readonly mixProbability?: number;
  readonly seed: number;
  readonly checkpoint?: string;
  readonly callbacks?: readonly Callback[];
}

export interface FineTuned {
  readonly history: History;
  /** Probabilities of the other part, row-major [size, classes]. */
  readonly outputs: Float32Array;
}

/**
 * Trains a network's upper stages on pictures, and asks it about others once, with the weights of the end. All batch
 * statistics stay as they were, and so do the lower stages, whose maps are made once; sounds are begun anywhere, masked
 * and mixed as maps, which are still ordered by pitch and time.
 */
export async function fineTune(
  model: tf.LayersModel,
  { train, test }: { readonly train: Examples<Float32Array>; readonly test: Examples<Float32Array> },
  options: FineTuneOptions,
): Promise<FineTuned> {
  const { from, epochs, batchSize, learningRate, seed, ema, checkpoint, callbacks } = options;
  const { weightDecay = 0.01, smoothing = 0.1, maskProbability = 0.5, mixProbability = 0.5 } = options;
  trainFrom(model, from, { normalizations: 'frozen' });
  const { lower, upper } = splitModel(model, from);
  const [learnt, asked] = [await frozenFeatures(lower, train), await frozenFeatures(lower, test)];
  const steps = epochs * Math.ceil(train.size / batchSize);
  setSeed(seed);
  const history = await fit(
    upper,
    { train: learnt },
    {
      task: classification({ smoothing }),
      optimizer: inTurn(
        clipNorm(1),
        adamW({
          learningRate: cosine(learningRate, { steps, warmUp: Math.ceil(steps / 10) }),
          weightDecay,
        }),
      ),
      epochs,
      batchSize,
      seed,
      augment: chain(
        rollFrames(),
        specAugment({ probability: maskProbability }),
        mixExamples({ probability: mixProbability }),
      ),
      ...(ema !== undefined && { ema }),
      ...(checkpoint !== undefined && { checkpoint }),
      ...(callbacks && { callbacks }),
    },
  );
  return { history, outputs: await predict(upper, asked) };
}

/** The rows outside and inside of a fold. */
export function foldRows({ clips }: SoundCorpus, fold: number): { readonly train: number[]; readonly test: number[] } {
  const rows = clips.map((_, i) => i);
  return {
    train: rows.filter((row) => clips[row].fold !== fold),
    test: rows.filter((row) => clips[row].fold === fold),
  };
}

/** The parts of examples by rows. */
export const partsOf = (all: Examples<Float32Array>, { train, test }: { train: number[]; test: number[] }) => ({
  train: select(all, train),
  test: select(all, test),
});

/** A corpus as pictures, tested on one fold; nothing is held out for validation, for nothing is chosen by it. */
export async function pictureDataset(
  corpus: SoundCorpus,
  { recipe, testFold }: { readonly recipe: FeatureRecipe; readonly testFold: number },
): Promise<Dataset<Float32Array>> {
  const all = await spectrumPictures(corpus, recipe);
  const { train, test } = partsOf(all, foldRows(corpus, testFold));
  const { classNames, provenance } = corpus;
  return { ...inParts({ train, validation: select(all, []), test }), classNames, provenance };
}
