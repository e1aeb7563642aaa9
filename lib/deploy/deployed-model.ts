import fs from 'node:fs';
import { examples } from '../data/dataset';
import { UserError } from '../errors';
import type { Preprocessing } from '../weights/model-description';
import type { ModelFacts, ModelSource, Prepared } from './model-source';
import { onnxModel } from './onnx/onnx-model';

/** A model that answers with classes, whatever computes it. */
export interface DeployedModel {
  /** The folder or file it came from. */
  readonly place: string;
  readonly classNames: readonly string[];
  readonly facts: ModelFacts;
  readonly preprocessing: Exclude<Preprocessing, { kind: 'raw' }>;
  /** Whether one class alone is right, or any number of them. */
  readonly exclusive: boolean;
  /** Probabilities, row-major [size, classes]; crops of one example are averaged. */
  probabilities(prepared: Prepared): Promise<Float32Array>;
  close(): void;
}

/**
 * Opens a model folder, or an ONNX file that `cahier export` wrote, to be asked about files.
 * @throws UserError where there is none, or it does not answer with classes, or nothing says what becomes of a file.
 */
export async function openModel(place: string): Promise<DeployedModel> {
  const isFile = fs.statSync(place, { throwIfNoEntry: false })?.isFile();
  // Whatever loads TensorFlow is loaded where it is needed: an ONNX file of pictures does without.
  const source = isFile ? await onnxModel(place) : await (await import('./folder-model')).folderModel(place);
  try {
    return deployed(place, source);
  } catch (error) {
    source.close();
    throw error;
  }
}

const CLASSIFIERS = ['classification', 'multiLabel', 'binary'];

function deployed(place: string, source: ModelSource): DeployedModel {
  const { facts, numClasses, activation } = source;
  const { task = 'classification', preprocessing } = facts;
  if (!CLASSIFIERS.includes(task)) {
    throw new UserError(
      `${place} was trained for ${task}, and has no classes to answer with; give a model of classification or multiLabel.`,
    );
  }
  if (preprocessing === undefined || preprocessing.kind === 'raw') {
    throw new UserError(
      `${place}: nothing says what becomes of a picture or a sound before the model sees it; save it with preprocessing (docs/models.md).`,
    );
  }
  const exclusive = task === 'classification' && activation !== 'sigmoid';
  const classNames = facts.classNames ?? Array.from({ length: numClasses }, (_, i) => `class ${i}`);
  return {
    place,
    classNames,
    facts,
    preprocessing,
    exclusive,
    close: source.close,
    probabilities: async (prepared) => {
      const outputs = await croppedOutputs(source, prepared, preprocessing);
      return activation === 'linear' ? ofLogits(outputs, numClasses, exclusive) : outputs;
    },
  };
}

async function croppedOutputs(
  source: ModelSource,
  prepared: Prepared,
  preprocessing: DeployedModel['preprocessing'],
): Promise<Float32Array> {
  const frames = source.inputShape[1];
  const [bands, all, channels] = prepared.inputShape;
  const size = prepared.inputs.length / (bands * all * channels);
  if (preprocessing.kind === 'image' || frames === null || frames === all) return source.outputs(prepared);
  const { evenCrops, meanOverCrops } = await import('../augment');
  const { crops = 1 } = preprocessing;
  const clips = examples(prepared.inputs as Float32Array, prepared.inputShape, new Int32Array(size));
  const outputs = await source.outputs(evenCrops(clips, { frames, count: crops }));
  return meanOverCrops(outputs, { count: crops, width: source.numClasses });
}

function ofLogits(logits: Float32Array, width: number, exclusive: boolean): Float32Array {
  if (!exclusive) return logits.map((value) => 1 / (1 + Math.exp(-value)));
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += width) {
    const row = logits.subarray(start, start + width);
    const largest = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((total, value) => total + value, 0);
    probabilities.set(
      powers.map((value) => value / sum),
      start,
    );
  }
  return probabilities;
}
