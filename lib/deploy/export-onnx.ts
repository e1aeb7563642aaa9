import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { evenCrops } from '../augment';
import { loadImage } from '../data/images/image-file';
import { readFile, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import { extractFeatures } from '../features';
import { outputActivation, type tf } from '../tensorflow';
import { loadModelFolder, type ModelCard } from '../weights';
import { askedFiles } from './answers/asked-files';
import { CARD_KEY, type OnnxCard } from './onnx/onnx-model';
import { type OnnxExamples, quantizeOnnx } from './onnx/onnx-tool';
import { sampleProgram } from './onnx/sample-programs';
import { type OnnxOptions, toOnnx } from './onnx/to-onnx';

export interface ExportOptions {
  /** Pictures or sounds of the training part, some hundred: then weights and activations become integers of 8 bits. */
  readonly calibration?: string;
}

export interface ExportedModel {
  readonly file: string;
  /** Short programs beside it that show how others run it. */
  readonly programs: readonly string[];
  readonly bytes: number;
}

/** Files by which scales are measured: more change little. */
const MOST = 300;

/**
 * Writes a model folder as an ONNX file: scaling of bytes or z-scores of features are in its graph, and what the card
 * says is its metadata. Beside it lie a Python and a C++ program of a page each.
 * @throws UserError where the folder has no card, or a layer no twin in ONNX.
 */
export async function exportOnnx(
  folder: string,
  file: string,
  { calibration }: ExportOptions = {},
): Promise<ExportedModel> {
  const { model, card } = await loadModelFolder(folder);
  try {
    if (card === undefined) throw new UserError(`${folder} has no card; save it by saveModel with a description.`);
    const { bytes } = toOnnx(model, { ...inputOf(card), metadata: metadataOf(model, card) });
    writeFileAtomic(file, calibration === undefined ? bytes : await inBytes(bytes, card, model, calibration));
    const stem = file.replace(/\.onnx$/i, '');
    const programs = (['py', 'cc'] as const).map((language) => {
      writeFileAtomic(`${stem}.${language}`, sampleProgram(language, path.basename(file)));
      return `${stem}.${language}`;
    });
    return { file, programs, bytes: fs.statSync(file).size };
  } finally {
    model.dispose();
  }
}

function inputOf({ preprocessing }: ModelCard): Pick<OnnxOptions, 'input'> {
  if (preprocessing?.kind === 'image') {
    const { range, mean, deviation } = preprocessing;
    return {
      input: {
        type: 'uint8',
        range: [range[0], range[1]],
        ...(mean && { mean }),
        ...(deviation && { deviation }),
      },
    };
  }
  if (preprocessing?.kind !== 'sound' || preprocessing.statistics === undefined) return {};
  return { input: { type: 'float32', ...preprocessing.statistics } };
}

function metadataOf(model: tf.LayersModel, card: ModelCard): Record<string, string> {
  const { format, formatVersion, saved, model: _, files, ...facts } = card;
  const kept: OnnxCard = {
    facts,
    inputShape: model.inputs[0].shape.slice(1),
    numClasses: model.outputs[0].shape.at(-1) as number,
    activation: outputActivation(model) as OnnxCard['activation'],
  };
  const { classNames, licence, pretrained, preprocessing, provenance, task } = facts;
  const said = { classNames, licence, pretrained, preprocessing, provenance, task, saved };
  const texts = Object.entries(said).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)]],
  );
  return { ...Object.fromEntries(texts), [CARD_KEY]: JSON.stringify(kept) };
}

async function inBytes(bytes: Uint8Array, card: ModelCard, model: tf.LayersModel, source: string): Promise<Uint8Array> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-export-'));
  try {
    const [whole, small] = ['whole', 'small'].map((name) => path.join(scratch, `${name}.onnx`));
    fs.writeFileSync(whole, bytes);
    await quantizeOnnx(whole, small, await calibrationExamples(card, model, source));
    return readFile(small);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function calibrationExamples(
  { preprocessing }: ModelCard,
  model: tf.LayersModel,
  source: string,
): Promise<OnnxExamples> {
  const own = model.inputs[0].shape.slice(1) as number[];
  if (preprocessing?.kind === 'image') {
    const { height, width, channels, fit, border, tones } = preprocessing;
    const files = askedFiles(source, 'picture').slice(0, MOST);
    const pictures = await Promise.all(
      files.map((file) => loadImage(file, { height, width, channels, fit, border, tones })),
    );
    return {
      values: Uint8Array.from(Buffer.concat(pictures.map(({ pixels }) => pixels))),
      shape: [files.length, ...own],
    };
  }
  if (preprocessing?.kind !== 'sound') {
    throw new UserError('8 bits need files to measure scales by, and this model says of none how it takes them.');
  }
  const clips = askedFiles(source, 'sound')
    .slice(0, MOST)
    .map((name) => ({ name, label: 0, read: () => readFile(name) }));
  const { inputs, inputShape, indices } = await extractFeatures(clips, preprocessing.recipe);
  const size = indices.length;
  if (size === 0) throw new UserError(`${source}: none of its sounds can be read; give others.`);
  const all = { inputs, inputShape, size, labels: new Int32Array(size) };
  const cropped = own[1] === inputShape[1] ? all : evenCrops(all, { frames: own[1], count: 1 });
  return { values: cropped.inputs, shape: [size, ...own] };
}
