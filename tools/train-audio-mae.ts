/**
 * node --import tsx tools/train-audio-mae.ts --fold 1 [--labels 0.25] [--scratch]
 *
 * Trains a classifier of ESC-10 from the pre-trained encoder of data/samples/audiomae, or from random weights, with a
 * share of the labels, and tests it on one fold. After each epoch a checkpoint is written to
 * outputs/08-audiomae/full/checkpoints; the same line goes on from it. At the end
 * outputs/08-audiomae/full/pretrained-100-fold-1.json (or scratch-25-...) holds what was answered to each test clip.
 */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { openSounds } from '../lib/data/sets/data-sets';
import { UserError } from '../lib/errors';
import { readEncoder, trainAudioMaeFold, writeAudioMaeFold } from '../lib/experiments';
import { workspace } from '../lib/workspace';

const USAGE = 'node --import tsx tools/train-audio-mae.ts --fold 1 [--labels 0.25] [--updates 1600] [--scratch]';

async function main(): Promise<void> {
  const { fold, labels, scratch, updates } = readArguments();
  const seed = 42;
  const name = `${scratch ? 'scratch' : 'pretrained'}-${Math.round(100 * labels)}-fold-${fold}`;
  const folder = path.join(workspace().outputs, '08-audiomae', 'full');
  const encoder = scratch ? undefined : readEncoder(path.join(workspace().samples, 'audiomae'));
  const corpus = openSounds('esc-10', { source: 'full' });
  const result = await trainAudioMaeFold(corpus, {
    testFold: fold,
    labels,
    seed,
    updates,
    ...(encoder && { pretrained: encoder.tensors }),
    checkpoint: path.join(folder, 'checkpoints', `${name}.safetensors`),
    callbacks: [
      {
        onEpoch: ({ epoch, loss, learningRate, seconds }) =>
          console.log(
            `${name}, epoch ${epoch}: loss ${loss.toFixed(4)}, rate ${learningRate.toPrecision(3)}, ${seconds.toFixed(1)} s`,
          ),
      },
    ],
  });
  const file = path.join(folder, `${name}.json`);
  writeAudioMaeFold(file, result, {
    fold,
    labels,
    seed,
    updates,
    pretraining: encoder?.record,
    corpus: corpus.provenance,
  });
  console.log(`${file}: accuracy ${result.accuracy.toFixed(4)} of ${result.names.length} clips`);
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      fold: { type: 'string' },
      labels: { type: 'string', default: '1' },
      updates: { type: 'string', default: '1600' },
      scratch: { type: 'boolean', default: false },
    },
  });
  const [fold, labels, updates] = [values.fold, values.labels, values.updates].map(Number);
  if (!Number.isInteger(fold) || !(labels > 0 && labels <= 1) || !(updates >= 1))
    throw new UserError(`usage: ${USAGE}.`);
  return { fold, labels, updates, scratch: values.scratch };
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
