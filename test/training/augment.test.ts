import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import type { Augment } from '../../lib/augment';
import { draw, setSeed, statelessSeed, tf } from '../../lib/tensorflow';
import { type EpochRecord, evaluate, type FitOptions, fit } from '../../lib/training';
import { relativeError } from '../golden/numbers';
import { data, options, smallModel, weightsOf, withoutTimes } from './small-run';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-augment-'));
after(() => fs.rmSync(folder, { recursive: true }));

async function fitted(fitOptions: FitOptions, examples = data) {
  setSeed(8);
  const model = smallModel();
  const history = await fit(model, examples, fitOptions);
  return { model, weights: weightsOf(model), epochs: withoutTimes(history.epochs) };
}

/** Adds noise to each input. */
const noisy: Augment = ({ inputs, targets }, random) => ({
  inputs: inputs.add(draw('normal', inputs.shape, statelessSeed(random, 0)).mul(0.05)),
  targets,
});

test('float32 inputs are fed as they are, bytes as their 255th part', async () => {
  const unit = Math.fround(1 / 255);
  const floats = { ...data.train, inputs: Float32Array.from(data.train.inputs, (value) => value * unit) };
  const fromBytes = await fitted({ ...options, epochs: 2 }, { ...data });
  setSeed(8);
  const model = smallModel();
  await fit(model, { train: floats, validation: data.validation }, { ...options, epochs: 2 });
  assert.deepEqual(weightsOf(model), fromBytes.weights);
});

test('augmentation that changes nothing gives the same training, by probabilities in the place of class numbers', async () => {
  const plain = await fitted({ ...options, epochs: 2 });
  const same = await fitted({ ...options, epochs: 2, augment: (batch) => batch });
  // The two forms of cross-entropy are different kernels: rounding grows a little over 14 steps.
  assert.ok(relativeError(same.weights.flat(), plain.weights.flat()) < 1e-4);
});

test('augmentation is governed by the seed, and a resumed run draws what it would have drawn', async () => {
  const whole = await fitted({ ...options, augment: noisy });
  assert.deepEqual((await fitted({ ...options, augment: noisy })).weights, whole.weights);
  assert.notDeepEqual((await fitted({ ...options, augment: noisy, seed: 4 })).weights, whole.weights);
  assert.notDeepEqual((await fitted(options)).weights, whole.weights);

  const checkpoint = path.join(folder, 'run.safetensors');
  const killed = { onEpoch: ({ epoch }: EpochRecord) => assert.notEqual(epoch, 3, 'killed') };
  await assert.rejects(fitted({ ...options, augment: noisy, checkpoint, callbacks: [killed] }), /killed/);
  const resumed = await fitted({ ...options, augment: noisy, checkpoint });
  assert.deepEqual(resumed.weights, whole.weights);
  assert.deepEqual(resumed.epochs, whole.epochs);
});

test('augmentation may crop examples to what the model takes', async () => {
  const wide = (part: typeof data.train) => {
    const inputs = new Uint8Array(part.size * 8);
    for (let i = 0; i < part.size; i++) inputs.set(part.inputs.subarray(4 * i, 4 * i + 4), 8 * i);
    return { ...part, inputs, inputShape: [4, 2, 1] };
  };
  const crop: Augment = ({ inputs, targets }) => ({ inputs: tf.slice(inputs, 0, [inputs.shape[0], 2, 2, 1]), targets });
  const cropped = await fitted(
    { ...options, epochs: 2, augment: crop },
    { train: wide(data.train), validation: data.validation },
  );
  const plain = await fitted({ ...options, epochs: 2, augment: (batch) => batch });
  assert.deepEqual(cropped.weights, plain.weights);
});

test('classWeights weigh the loss of each example, by its class or by its mixture of classes', async () => {
  const { flatten, dense } = tf.layers;
  const model = tf.sequential({
    layers: [flatten({ inputShape: [2, 2, 1] }), dense({ units: 2, activation: 'softmax' })],
  });
  const { outputs } = await evaluate(model, data.train);
  const logLoss = (i: number, label: number) => -Math.log(outputs[2 * i + label]);
  // A learning rate that moves no weight by more than rounding: each epoch's loss is that of the first weights.
  const still = { ...options, learningRate: 1e-12, epochs: 1, classWeights: [3, 0.5] };
  const mean = (lossOf: (label: number, i: number) => number) =>
    data.train.labels.reduce((sum, label, i) => sum + lossOf(label, i), 0) / data.train.size;

  const byClass = await fit(model, { train: data.train }, still);
  const expected = mean((label, i) => still.classWeights[label] * logLoss(i, label));
  assert.ok(Math.abs(byClass.epochs[0].loss - expected) < 1e-5);

  // Three quarters of the true class and one of the other.
  const mixed: Augment = ({ inputs, targets }) => ({ inputs, targets: targets.mul(0.5).add(0.25) });
  const byMixture = await fit(model, { train: data.train }, { ...still, augment: mixed });
  const expectedMixture = mean((label, i) => {
    const [w, v] = [still.classWeights[label], still.classWeights[1 - label]];
    return (0.75 * w + 0.25 * v) * (0.75 * logLoss(i, label) + 0.25 * logLoss(i, 1 - label));
  });
  assert.ok(Math.abs(byMixture.epochs[0].loss - expectedMixture) < 1e-5);
});

test('class weights that fit no class are refused, and so is the checkpoint of other data', async () => {
  const model = smallModel();
  await assert.rejects(
    fit(model, data, { ...options, classWeights: [1, 2, 3] }),
    /^RangeError: model sequential_\d+: 3 classWeights are given, 2 are needed, one a class$/,
  );
  const checkpoint = path.join(folder, 'other.safetensors');
  await fit(model, data, { ...options, epochs: 1, checkpoint });
  const other = { ...data.train, labels: data.train.labels.map((label) => 1 - label) };
  await assert.rejects(fit(model, { ...data, train: other }, { ...options, checkpoint }), /training: "100 examples, /);
});
