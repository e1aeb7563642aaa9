/**
 * npm run soak: 20,000 training steps of a small model, with its tensors and its memory watched. Neither may grow. Or,
 * for each reader of files, mutations of good ones: each is to give a right value or one sentence. Or work that is killed
 * at random moments and begun again: it is to come to the same, bit by bit, or to refuse in one sentence.
 *
 *   npm run soak [-- --steps 20000]
 *   npm run soak -- --readers [--mutations 10000] [sound image ...]
 *   npm run soak -- --kill [--kills 100] [--seed 1]
 */

import { parseArgs } from 'node:util';
import { UserError } from '../lib/errors';
import { tf } from '../lib/tensorflow';
import { backend } from '../lib/tensorflow/graph/backend';
import { fit } from '../lib/training';
import { type Sample, soakTable, verdict } from './soak/growth';
import { killWork } from './soak/kills';
import { readMutatedFiles } from './soak/mutated-files';

const USAGE =
  'npm run soak [-- --steps 20000 | -- --readers [--mutations 10000] [sound image ...] | -- --kill [--kills 100] [--seed 1]]';
const MUTATIONS = 10_000;
const KILLS = 100;
const BATCH_SIZE = 16;
/** An epoch, so that what one leaves behind would show as well. */
const STEPS_PER_EPOCH = 500;
const INPUTS = [12, 12, 1];
const CLASSES = 4;

/** Every kind of layer with a kernel and a state of its own; small, because it is the steps that count. */
function smallModel(): tf.LayersModel {
  const { conv2d, batchNormalization, maxPooling2d, reshape, lstm, dropout, dense } = tf.layers;
  return tf.sequential({
    name: 'soak',
    layers: [
      conv2d({ inputShape: INPUTS, filters: 8, kernelSize: 3, activation: 'relu' }),
      batchNormalization(),
      maxPooling2d({ poolSize: 2 }),
      reshape({ targetShape: [5, 40] }),
      lstm({ units: 16, recurrentActivation: 'sigmoid' }),
      dropout({ rate: 0.3 }),
      dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
}

async function main(): Promise<void> {
  const { values, positionals } = readOptions();
  if (values.readers)
    await readMutatedFiles(
      count('--mutations', values.mutations ?? MUTATIONS),
      positionals.length > 0 ? positionals : undefined,
    );
  else if (values.kill) await killWork(count('--kills', values.kills ?? KILLS), count('--seed', values.seed ?? 1));
  else await train(readSteps(values.steps));
}

async function train(steps: number): Promise<void> {
  const size = BATCH_SIZE * STEPS_PER_EPOCH;
  const length = INPUTS.reduce((product, side) => product * side, 1);
  const labels = Int32Array.from({ length: size }, (_, i) => i % CLASSES);
  // A class shows as the brightness of its image: something to learn.
  const inputs = Uint8Array.from({ length: size * length }, (_, i) => 60 * labels[Math.floor(i / length)] + (i % 50));
  const train = { inputs, inputShape: INPUTS, labels, size };

  const samples: Sample[] = [];
  const sample = (step: number, loss: number) => {
    const tensors = tf.memory().numTensors;
    const nativeTensors = backend.binding.getNumOfTensors();
    samples.push({ step, loss, tensors, nativeTensors, megabytes: process.memoryUsage().rss / 1e6 });
  };
  const begun = performance.now();
  const model = smallModel();
  const before = tf.memory().numTensors;
  await fit(
    model,
    { train },
    {
      optimizer: 'adam',
      learningRate: 1e-3,
      loss: 'categoricalCrossentropy',
      batchSize: BATCH_SIZE,
      epochs: steps / STEPS_PER_EPOCH,
      seed: 1,
      callbacks: [{ onEpoch: ({ epoch, loss }) => sample(epoch * STEPS_PER_EPOCH, loss) }],
    },
  );
  const after = tf.memory().numTensors;
  const seconds = (performance.now() - begun) / 1000;

  console.log(soakTable(samples));
  console.log(`\n${steps} steps in ${seconds.toFixed(0)} s; ${before} tensors before the training, ${after} after it.`);
  const problem = verdict(samples, { before, after });
  if (problem !== undefined) throw new UserError(problem);
  console.log('Neither tensors nor memory grow.');
}

function readOptions() {
  const options = {
    steps: { type: 'string' },
    readers: { type: 'boolean' },
    mutations: { type: 'string' },
    kill: { type: 'boolean' },
    kills: { type: 'string' },
    seed: { type: 'string' },
  } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UserError(`${(error as Error).message.split('. ')[0]}; usage: ${USAGE}`);
  }
}

function count(option: string, text: string | number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`${option} ${text}: expected a positive whole number; usage: ${USAGE}`);
}

function readSteps(text: string | undefined): number {
  const steps = Number(text ?? 20_000);
  if (!Number.isInteger(steps / STEPS_PER_EPOCH) || steps < 10 * STEPS_PER_EPOCH) {
    throw new UserError(
      `--steps ${text}: expected a multiple of ${STEPS_PER_EPOCH}, ${10 * STEPS_PER_EPOCH} at least; usage: ${USAGE}`,
    );
  }
  return steps;
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
});
