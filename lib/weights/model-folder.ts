/**
 * A model as one folder: model.json and the weights in tf.layers' own format, which tfjs and others read as well, and
 * card.json, which says what is needed to use it.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readJson } from '../data/storage/files';
import { replaceFolder } from '../data/storage/replace-folder';
import { settledFolder } from '../data/storage/unfinished-replacement';
import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import { checkFitsModel } from './card-fits-model';
import { fillWeights } from './fill-weights';
import { CARD, cardText, type FileRecord, FORMAT, FORMAT_VERSION, type ModelCard, readModelCard } from './model-card';
import { type CheckedDescription, checkDescription, type ModelDescription } from './model-description';
import { buildModel, readTopology, TOPOLOGY, topologyText } from './topology';
import { writeWeights } from './weight-files';

/** A model and what its folder says of it; a folder that other programs wrote has no card. */
export interface ModelFolder {
  readonly model: tf.LayersModel;
  readonly card: ModelCard | undefined;
}

/**
 * Saves a model, layers and weights, and what is said of it, as a folder. At every moment there is a whole model of that
 * name, the old one or the new one. The state of an optimiser is not in it: that is a checkpoint's.
 *
 * @param folder relative to the working directory; replaced where it is a model's and holds nothing else.
 * @throws UserError where the description does not fit the model, or the folder cannot be written; nothing has changed
 * then.
 */
export async function saveModel(
  model: tf.LayersModel,
  folder: string,
  description: ModelDescription = {},
): Promise<void> {
  const checked = checkDescription('saveModel', description);
  checkWhole(model);
  checkFitsModel('saveModel', model, checked);
  await replaceFolder(folder, {
    check: (place) => checkIsModel(place, folder),
    write: async (place) => writeModel(place, model, checked),
  });
}

/** The model that `saveModel` wrote, or another program in tf.layers' format. @throws UserError as `loadModelFolder`. */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  return (await loadModelFolder(folder)).model;
}

/**
 * A model with all that was said of it when it was saved.
 * @throws UserError where there is none, a file is damaged or of a later version, a class of layers is not registered, or
 * card and model disagree.
 */
export async function loadModelFolder(folder: string): Promise<ModelFolder> {
  for (let attempt = 1; ; attempt++) {
    const place = await settledFolder(folder);
    if (place === undefined) {
      throw new UserError(`${folder}: there is no such folder; check its name, or save the model first.`);
    }
    const state = stateOf(place);
    try {
      return await readModel(place);
    } catch (error) {
      // Replaced while it was read: half of what was read is the old model's.
      if (attempt === 5 || stateOf(place) === state) throw error;
    }
  }
}

/** Changes when another folder takes the place. */
function stateOf(place: string): string | undefined {
  const found = fs.statSync(place, { throwIfNoEntry: false });
  return found && `${found.ino} ${found.ctimeMs}`;
}

/** @throws UserError where weights are gone, or, of a Sequential model without an input shape, not there yet. */
function checkWhole(model: tf.LayersModel): void {
  try {
    model.countParams();
    for (const weight of model.weights) weight.read();
  } catch (error) {
    const [sentence] = (error as Error).message.split('\n');
    throw new UserError(`saveModel: model ${model.name} has no weights that could be saved (${sentence}).`);
  }
}

async function writeModel(place: string, model: tf.LayersModel, description: CheckedDescription): Promise<void> {
  const { group, files } = writeWeights(place, model);
  const topology = Buffer.from(topologyText(model, group));
  const card: ModelCard = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    saved: new Date().toISOString(),
    model: {
      name: model.name,
      inputShapes: model.inputs.map(({ shape }) => shape.slice(1)),
      outputShapes: model.outputs.map(({ shape }) => shape.slice(1)),
      parameters: model.countParams(),
    },
    ...description,
    files: { [TOPOLOGY]: recordOf(topology), ...files },
  };
  fs.writeFileSync(path.join(place, TOPOLOGY), topology);
  fs.writeFileSync(path.join(place, CARD), `${cardText(card)}\n`);
  for (const name of [CARD, ...Object.keys(card.files)]) await flushFile(path.join(place, name));
}

const recordOf = (bytes: Uint8Array): FileRecord => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

async function flushFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readModel(place: string): Promise<ModelFolder> {
  if (fs.statSync(place, { throwIfNoEntry: false })?.isFile()) {
    throw new UserError(`${place} is a file; give the folder that holds the model.`);
  }
  const card = fs.existsSync(path.join(place, CARD)) ? readModelCard(place) : undefined;
  const topology = readTopology(place, card?.files[TOPOLOGY]);
  const model = await buildModel(place, topology);
  try {
    if (card !== undefined) checkFitsModel(path.join(place, CARD), model, card);
    await fillWeights(model, place, topology.groups, card?.files);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model, card };
}

/** What versions before the card wrote, and `model.save` of tfjs. */
const WITHOUT_CARD = [TOPOLOGY, 'weights.bin'];

/** @throws UserError where a folder is anything else than a model's: what is in it is somebody's. */
async function checkIsModel(place: string, folder: string): Promise<void> {
  const entries = await readdir(place, { withFileTypes: true });
  const known = knownFiles(place);
  const others = entries.filter((entry) => !(entry.isFile() && known.includes(entry.name))).map(({ name }) => name);
  if (others.length === 0) return;
  const named = others.sort().slice(0, 3).join(', ');
  const rest = others.length > 3 ? ` and ${others.length - 3} more` : '';
  throw new UserError(`${folder} holds what is no model's, ${named}${rest}, and is not replaced; choose another name.`);
}

/** The names of a model folder's files, or none where it is no model folder. */
function knownFiles(place: string): string[] {
  const read = (name: string) => {
    try {
      return readJson<Record<string, unknown> | null>(path.join(place, name));
    } catch {
      return null;
    }
  };
  const card = read(CARD);
  if (card?.format === FORMAT) return [CARD, ...Object.keys(card.files ?? {})];
  return read(TOPOLOGY)?.format === 'layers-model' ? WITHOUT_CARD : [];
}
