/** Work that may be killed at any moment and begun again in the same folder, with the same result. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { syntheticSounds } from '../../lib/data';
import { download } from '../../lib/data/storage/download';
import { extractFeatures } from '../../lib/features';
import { setSeed, tf } from '../../lib/tensorflow';
import { fit, loadModelFolder, saveModel } from '../../lib/training';
import { serverFile } from './slow-server';

/** Where a job works, and the address of the file that is to be downloaded. */
export interface JobPlace {
  readonly folder: string;
  readonly url: string;
}

/** Returns a hash of all that the job came to. */
export type KillableJob = (place: JobPlace) => Promise<string>;

const hashOf = (...values: (Float32Array | Uint8Array | string)[]): string => {
  const hash = createHash('sha256');
  for (const value of values)
    hash.update(typeof value === 'string' ? value : new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  return hash.digest('hex');
};

const CLASSES = 3;
const SIZE = 120;

/** Early stopping, the plateau rule, averages and accumulation: all that a checkpoint has to hold. */
async function training({ folder }: JobPlace): Promise<string> {
  setSeed(3);
  const model = smallModel();
  const labels = Int32Array.from({ length: SIZE }, (_, i) => i % CLASSES);
  const inputs = Uint8Array.from({ length: SIZE * 64 }, (_, i) => 70 * labels[Math.floor(i / 64)] + ((i * 31) % 60));
  const part = { inputs, inputShape: [8, 8, 1], labels, size: SIZE };
  const { epochs } = await fit(
    model,
    { train: part, validation: part },
    {
      epochs: 12,
      batchSize: 8,
      accumulate: 2,
      ema: 0.9,
      learningRate: 0.003,
      earlyStopping: { patience: 3 },
      reduceOnPlateau: { factor: 0.5, patience: 1, minLearningRate: 1e-5 },
      checkpoint: path.join(folder, 'run.safetensors'),
    },
  );
  const told = epochs.map(({ seconds: _, ...record }) => record);
  return hashOf(JSON.stringify(told), ...model.getWeights().map((weight) => weight.dataSync() as Float32Array));
}

function smallModel(): tf.LayersModel {
  const { conv2d, batchNormalization, flatten, dropout, dense } = tf.layers;
  return tf.sequential({
    name: 'killed',
    layers: [
      conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
      batchNormalization(),
      flatten(),
      dropout({ rate: 0.3 }),
      dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
}

const VERSIONS = 40;

/** Saves one version of a model over the other; what is found at the beginning must be one of them, and whole. */
async function saving({ folder }: JobPlace): Promise<string> {
  const model = smallModel();
  const place = path.join(folder, 'model');
  let version = 0;
  if (fs.existsSync(place)) {
    const found = (await loadModelFolder(place)).model;
    const values = new Set(found.getWeights().flatMap((weight) => [...weight.dataSync()]));
    if (values.size !== 1) throw new Error(`the saved model is a mixture of ${[...values].join(' and ')}`);
    [version] = values;
  }
  while (version < VERSIONS) {
    version++;
    model.setWeights(model.getWeights().map(({ shape }) => tf.fill(shape, version)));
    await saveModel(model, place);
  }
  const files = fs
    .readdirSync(place)
    .filter((name) => name !== 'card.json')
    .sort();
  return hashOf(fs.readdirSync(folder).join(), files.join(), fs.readFileSync(path.join(place, 'weights.bin')));
}

async function extracting({ folder }: JobPlace): Promise<string> {
  const { clips } = syntheticSounds({ perClass: 12 });
  const recipe = { kind: 'mfcc', sampleRate: 16_000, seconds: 1 } as const;
  const { inputs, indices } = await extractFeatures(clips, recipe, { cache: path.join(folder, 'features') });
  return hashOf(inputs, indices.join());
}

async function downloading({ folder, url }: JobPlace): Promise<string> {
  const file = path.join(folder, 'file');
  const content = serverFile();
  const checksum = { algorithm: 'sha256', value: hashOf(content) } as const;
  if (!fs.existsSync(file)) await download({ urls: [url], file, checksum, pause: 10 });
  return hashOf(fs.readdirSync(folder).join(), fs.readFileSync(file));
}

export const killableJobs: Readonly<Record<string, KillableJob>> = { training, saving, extracting, downloading };
