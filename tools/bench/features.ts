/** How long features of 400 clips take, here and with librosa: in turns, each in a process of its own. */

import fs from 'node:fs';
import path from 'node:path';
import { esc10 } from '../../lib/data';
import { writeFileAtomic } from '../../lib/data/storage/files';
import { decodeAudio, encodeWav, type FeatureRecipe, fitLength, resample } from '../../lib/features';
import { ROOT } from '../repository';
import { BENCH_PYTHON } from './peer-packages';
import { systemEnvironment } from './systems';
import { Worker } from './worker';

export const CLIPS = 400;
/** How far the means of the features may differ: both compute the same, decoders and resamplers round differently. */
const AGREEMENT = 1e-3;
const SECONDS = 5;
const RATE = 44_100;

/** The document's features (configs/06-cnn-mfcc.yaml). */
export const RECIPE: FeatureRecipe = {
  kind: 'mfcc',
  sampleRate: 16_000,
  seconds: SECONDS,
  nFft: 1024,
  hopLength: 512,
  numMels: 64,
  numMfcc: 40,
  deltaWidth: 5,
};

/** Where the clips come from: files of 44.1 kHz, compressed files of 16 kHz, or samples of 44.1 kHz in memory. */
export const SOURCES = ['wav', 'ogg', 'memory'] as const;
export type Source = (typeof SOURCES)[number];

/** Clips a second, one value a repetition; librosa in one process, as it is usually called, and in one a thread. */
export interface FeatureRates {
  readonly cahier: readonly number[];
  readonly librosa: readonly number[];
  readonly librosaPool: readonly number[];
}

export interface FeaturesResult {
  readonly clips: number;
  readonly sources: Readonly<Record<Source, FeatureRates>>;
  /** Of each round: the largest part of the processor that other programs took during a turn, 0 to 1. */
  readonly others: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
}

export interface FeaturesOptions {
  readonly threads: number;
  readonly repetitions: number;
  say(line: string): void;
}

/** @throws Error where librosa cannot be started, or both compute different numbers. */
export async function measureFeatures({ threads, repetitions, say }: FeaturesOptions): Promise<FeaturesResult> {
  const folder = await clipFiles();
  const task = JSON.stringify({ folder, threads, recipe: RECIPE, clips: CLIPS });
  const here = (name: string) => path.join(__dirname, 'systems', name);
  const start = (name: string, command: readonly string[]) =>
    new Worker(name, [...command, task], { env: systemEnvironment(threads) });
  const ours = start('this project', [process.execPath, '--import', 'tsx', here('features.ts')]);
  const theirs = start('librosa', [BENCH_PYTHON, here('librosa_features.py')]);
  try {
    const versions: Record<string, string> = {};
    for (const worker of [ours, theirs]) Object.assign(versions, (await worker.reply()).versions);
    const others: number[] = [];
    const extract = async (worker: Worker, source: Source, processes: number) => {
      const turn = await worker.askWatched('extract', { source, processes });
      const { seconds, mean } = turn.reply as { seconds: number; mean: number };
      return { rate: CLIPS / seconds, mean, others: turn.others };
    };
    const measureSource = async (source: Source): Promise<FeatureRates> => {
      say(`Features of ${CLIPS} clips, ${source}: this project, librosa ...`);
      const turns = { cahier: [ours, threads], librosa: [theirs, 1], librosaPool: [theirs, threads] } as const;
      const rates = { cahier: [] as number[], librosa: [] as number[], librosaPool: [] as number[] };
      // The first round warms up.
      for (let round = 0; round <= repetitions; round++) {
        const means: number[] = [];
        let disturbance = 0;
        for (const [name, [worker, processes]] of Object.entries(turns)) {
          const { rate, mean, others } = await extract(worker, source, processes);
          means.push(mean);
          disturbance = Math.max(disturbance, others);
          if (round > 0) rates[name as keyof FeatureRates].push(rate);
        }
        if (!(Math.abs(means[0] / means[1] - 1) < AGREEMENT)) {
          throw new Error(`features from ${source} differ: their mean is ${means[0]} here, ${means[1]} by librosa`);
        }
        if (round > 0) others.push(disturbance);
      }
      return rates;
    };
    const [wav, ogg, memory] = [await measureSource('wav'), await measureSource('ogg'), await measureSource('memory')];
    return { clips: CLIPS, sources: { wav, ogg, memory }, others, versions };
  } finally {
    for (const worker of [ours, theirs]) await worker.stop();
  }
}

/** The clips of the embedded sample as WAV at 44.1 kHz and as they are, Ogg Vorbis; real sounds without a download. */
async function clipFiles(): Promise<string> {
  const folder = path.join(ROOT, '.cache', 'bench', 'clips');
  for (const [i, clip] of esc10({ source: 'sample' }).clips.entries()) {
    const content = await clip.read();
    if (!(content instanceof Uint8Array)) throw new TypeError('a clip of the sample is no file');
    writeFileAtomic(path.join(folder, `${i}.ogg`), content);
    if (fs.existsSync(path.join(folder, `${i}.wav`))) continue;
    const { signal, sampleRate } = await decodeAudio(content);
    const samples = fitLength(resample(signal, sampleRate, RATE), SECONDS * RATE);
    writeFileAtomic(path.join(folder, `${i}.wav`), encodeWav(samples, RATE));
  }
  return folder;
}
