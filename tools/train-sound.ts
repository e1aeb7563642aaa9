/**
 * node --import tsx tools/train-sound.ts 06-cnn-mfcc|07-crnn-mfcc [--fold 1] [--profile full]
 *
 * Cross-validates a lesson's model on its corpus; with --fold one fold alone, in a process of its own, so that the folds
 * run side by side and early. After each epoch a checkpoint is written to outputs/LESSON/PROFILE/checkpoints; the same
 * line goes on from it. At the end of each fold outputs/LESSON/PROFILE/fold-N.json holds what the model answered to each
 * test clip.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ExperimentConfig, loadConfig, type Profile } from '../lib/config';
import type { SoundCorpus } from '../lib/data';
import { UserError } from '../lib/errors';
import {
  askVariants,
  crossValidate,
  hearing,
  soundCorpus,
  soundFoldOptions,
  trainSoundFold,
  writeFold,
} from '../lib/experiments';
import { workspace } from '../lib/workspace';

const USAGE = 'node --import tsx tools/train-sound.ts 06-cnn-mfcc|07-crnn-mfcc [--fold 1] [--profile full]';
const LESSONS = ['06-cnn-mfcc', '07-crnn-mfcc'];

async function main(): Promise<void> {
  const { id, fold, profile } = readArguments();
  const config = loadConfig(id, { profile });
  const corpus = soundCorpus(config);
  const { clips, classNames } = corpus;
  const { accuracy, folds } = await crossValidate({
    labels: clips.map(({ label }) => label),
    groups: clips.map(({ group }) => group),
    folds: clips.map((clip) => clip.fold),
    classNames,
    ...(fold !== undefined && { only: [fold] }),
    answer: ({ number }) => trainFold(config, corpus, number),
  });
  if (folds.length < 2) return;
  console.log(
    `${id}: accuracy ${accuracy.mean.toFixed(4)} +- ${accuracy.deviation.toFixed(4)} in ${folds.length} folds`,
  );
}

/** Trains on all folds but one, asks the model in all ways of the lesson, and records it. @returns the probabilities. */
async function trainFold(config: ExperimentConfig, corpus: SoundCorpus, fold: number): Promise<Float32Array> {
  const { id, profile } = config;
  const folder = path.join(workspace().outputs, id, profile);
  const checkpoint = path.join(folder, 'checkpoints', `fold-${fold}.safetensors`);
  fs.mkdirSync(path.dirname(checkpoint), { recursive: true });
  const result = await trainSoundFold(corpus, {
    ...soundFoldOptions(config),
    testFold: fold,
    checkpoint,
    callbacks: [
      {
        onEpoch: ({ epoch, loss, validationLoss, validationAccuracy, learningRate, seconds }) =>
          console.log(
            `${id} fold ${fold}, epoch ${epoch}: loss ${loss.toFixed(4)}, validation ${validationLoss?.toFixed(4)} / ${validationAccuracy?.toFixed(4)}, rate ${learningRate}, ${seconds.toFixed(1)} s`,
          ),
      },
    ],
  });
  const other = hearing(loadConfig(otherLesson(id), { profile }));
  const variants = await askVariants(result, { crops: hearing(config).crops, other, seed: config.seed });
  const file = writeFold(config, result, variants, { fold, other });
  console.log(`${file}: accuracy ${result.accuracy.toFixed(4)} on ${result.dataset.test.size} clips`);
  result.model.dispose();
  return result.outputs;
}

const otherLesson = (id: string): string => LESSONS.find((name) => name !== id) ?? id;

function readArguments(): { id: string; fold: number | undefined; profile: Profile } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { fold: { type: 'string' }, profile: { type: 'string', default: 'full' } },
  });
  const [id] = positionals;
  const fold = values.fold === undefined ? undefined : Number(values.fold);
  const { profile } = values;
  if (
    !LESSONS.includes(id) ||
    (fold !== undefined && !Number.isInteger(fold)) ||
    (profile !== 'quick' && profile !== 'full')
  ) {
    throw new UserError(`usage: ${USAGE}.`);
  }
  return { id, fold, profile };
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
