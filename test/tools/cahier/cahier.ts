import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { encodeWav, featureShape } from '../../../lib/features';
import { createRandom } from '../../../lib/random';
import { tf } from '../../../lib/tensorflow';
import { type ModelDescription, saveModel } from '../../../lib/weights';
import { run } from '../../../tools/cahier/run';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export async function cahier(...args: string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isSeen: false,
    hasColor: false,
    exitCode: 0,
  });
  return { code, out, err };
}

export const RATE = 8000;

/** A tone of one of two species in a little noise: about 500 or about 2000 Hz. */
export function call(species: 'low' | 'high', { seconds = 1, rate = RATE, seed = 0 } = {}): Float32Array {
  const random = createRandom(seed);
  const hertz = (species === 'low' ? 500 : 2000) * (0.9 + 0.2 * random.next());
  return Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / rate) + 0.02 * (random.next() - 0.5),
  );
}

export function writeSound(file: string, signal: Float32Array, sampleRate = RATE): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, encodeWav(signal, sampleRate));
  return file;
}

/** SPECIES/N.wav, as many of each. */
export function soundFolder(folder: string, count: number, seed = 0): string {
  for (const species of ['low', 'high'] as const) {
    for (let i = 0; i < count; i++) {
      const signal = call(species, { seed: 1 + seed + 2 * i + Number(species === 'low') });
      writeSound(path.join(folder, species, `${i}.wav`), signal);
    }
  }
  return folder;
}

/** dark/N.png and light/N.png. */
export async function pictureFolder(folder: string, count: number): Promise<string> {
  for (const [name, tone] of [
    ['dark', 40],
    ['light', 210],
  ] as const) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    for (let i = 0; i < count; i++) {
      const background = { r: tone + i, g: tone, b: tone - i };
      const picture = sharp({ create: { width: 20, height: 16, channels: 3, background } });
      await picture.png().toFile(path.join(folder, name, `${i}.png`));
    }
  }
  return folder;
}

const RECIPE = { kind: 'mel', sampleRate: RATE, seconds: 1, nFft: 256, hopLength: 128, numMels: 16 } as const;

/** A model of the two species that needs no training: it weighs bands below 1 kHz against those above. */
export async function soundModel(folder: string, description: Partial<ModelDescription> = {}): Promise<string> {
  const [bands, frames] = featureShape(RECIPE);
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [bands, frames, 1] }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  // The first seven of 16 bands up to 4 kHz lie below 1 kHz on Slaney's scale.
  const sides = Float32Array.from({ length: 2 * bands * frames }, (_, i) => {
    const isLow = Math.floor(i / (2 * frames)) < 7;
    return (isLow === (i % 2 === 0) ? 1 : -1) / (0.2 * bands * frames);
  });
  model.setWeights([tf.tensor2d(sides, [bands * frames, 2]), tf.zeros([2])]);
  await saveModel(model, folder, {
    task: 'classification',
    classNames: ['low', 'high'],
    preprocessing: {
      kind: 'sound',
      recipe: RECIPE,
      statistics: { mean: Array(bands).fill(-30), deviation: Array(bands).fill(10) },
    },
    ...description,
  });
  model.dispose();
  return folder;
}

/** A model of pictures that needs no training: it tells light from dark. */
export async function pictureModel(folder: string, description: Partial<ModelDescription> = {}): Promise<string> {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [8, 8, 1] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
  });
  model.setWeights([
    tf.tensor2d(
      Array.from({ length: 128 }, (_, i) => (i % 2) / 8 - 1 / 16),
      [64, 2],
    ),
    tf.tensor1d([2, -2]),
  ]);
  await saveModel(model, folder, {
    task: 'classification',
    classNames: ['dark', 'light'],
    preprocessing: { kind: 'image', height: 8, width: 8, channels: 1 },
    ...description,
  });
  model.dispose();
  return folder;
}
