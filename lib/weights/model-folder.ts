import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors';
import { tf } from '../tensorflow';

/** Saves a model, layers and weights, as a folder of the given path: model.json and weights.bin (tf.layers' format). */
export async function saveModel(model: tf.LayersModel, folder: string): Promise<void> {
  const temporary = `${folder}.${process.pid}.tmp`;
  await model.save(`file://${path.resolve(temporary)}`);
  await fs.rm(folder, { recursive: true, force: true });
  await fs.rename(temporary, folder);
}

/** The model that `saveModel` wrote. @throws UserError where there is none, or it cannot be read. */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  const file = path.resolve(folder, 'model.json');
  try {
    return await tf.loadLayersModel(`file://${file}`);
  } catch (error) {
    throw new UserError(`${folder} holds no model that can be loaded (${(error as Error).message}); save it again`);
  }
}
