import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { syntheticSounds } from '../../lib/data';
import { askVariants, type SoundFoldOptions, trainSoundFold } from '../../lib/experiments';
import { crnnMfcc } from '../../lib/models';
import { decodeTensors } from '../../lib/weights';

const corpus = syntheticSounds({ perClass: 10, seconds: 1, seed: 5 });
const options: SoundFoldOptions = {
  model: 'cnnMfcc',
  recipe: {
    kind: 'mfcc',
    sampleRate: 16_000,
    seconds: 1,
    nFft: 1024,
    hopLength: 512,
    numMels: 32,
    numMfcc: 16,
    deltaWidth: 5,
  },
  training: {
    optimizer: 'adam',
    learningRate: 1e-3,
    loss: 'categoricalCrossentropy',
    batchSize: 16,
    epochs: 12,
    reduceOnPlateau: { factor: 0.5, patience: 10, minLearningRate: 1e-7 },
  },
  seed: 1,
  testFold: 2,
  validation: 0.125,
  frames: 24,
  crops: 3,
  copies: 1,
  maskProbability: 0.8,
  mixProbability: 0.2,
};

test('seven kinds of sound are learnt, and a run that was interrupted ends as one that was not', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-fold-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const whole = await trainSoundFold(corpus, options);
  assert.equal(whole.labels.length, 14);
  assert.equal(whole.outputs.length, 14 * 7);
  // The clips of 49 originals and as many copies, seven of the eight folds' others held out.
  assert.equal(whole.dataset.train.size, 98);
  assert.equal(whole.dataset.validation.size, 7);
  // Chance is 1 in 7; the kinds differ so much that nine in ten is modest.
  assert.ok(whole.accuracy >= 0.85, `accuracy ${whole.accuracy}`);
  for (let i = 0; i < 14; i++) {
    const sum = whole.outputs.subarray(7 * i, 7 * i + 7).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-4);
  }

  const variants = await askVariants(whole, { crops: 3, other: { frames: 28, crops: 2 }, seed: 1 });
  // The 49 originals, learnt by heart or nearly, and 14 clips in the other ways.
  assert.equal(variants.train.predicted.length, 49);
  assert.ok(variants.train.accuracy >= 0.85, `accuracy ${variants.train.accuracy} on what was learnt`);
  assert.ok(variants.otherLength.accuracy >= 0.7, `accuracy ${variants.otherLength.accuracy} at another length`);
  assert.notDeepEqual(variants.shuffledFrames.outputs, whole.outputs);
  assert.notDeepEqual(variants.oneCrop.outputs, whole.outputs);
  assert.equal(variants.shuffledSteps, undefined);

  const checkpoint = path.join(folder, 'fold.safetensors');
  await trainSoundFold(corpus, { ...options, checkpoint, training: { ...options.training, epochs: 5 } });
  const resumed = await trainSoundFold(corpus, { ...options, checkpoint });
  assert.deepEqual(resumed.outputs, whole.outputs);
  whole.model.dispose();
  resumed.model.dispose();
});

test('classes of unequal size are weighed, and the CRNN can be asked with its steps shuffled', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-fold-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const checkpoint = path.join(folder, 'fold.safetensors');
  // All clips of the first kind, and every second one of the others.
  const clips = corpus.clips.filter(({ label }, i) => label === 0 || i % 2 === 0);
  const short = { ...options, model: 'crnnMfcc' as const, copies: 0, training: { ...options.training, epochs: 1 } };
  const weighed = await trainSoundFold({ ...corpus, clips }, { ...short, checkpoint });
  const { run } = decodeTensors(fs.readFileSync(checkpoint), checkpoint).metadata;
  const { classWeights } = JSON.parse(JSON.parse(run).task.replace('classification ', ''));
  const { labels } = weighed.dataset.train;
  const ofFirst = labels.filter((label) => label === 0).length;
  assert.equal(classWeights[0], labels.length / (7 * ofFirst));
  assert.ok(classWeights.every((weight: number) => weight >= classWeights[0]));

  const { shuffledSteps } = await askVariants(weighed, { crops: 3, other: { frames: 20, crops: 1 }, seed: 1 });
  assert.equal(shuffledSteps?.predicted.length, weighed.labels.length);
  assert.notDeepEqual(shuffledSteps?.outputs, weighed.outputs);
  weighed.model.dispose();
});

test('an order of steps names each of them once', () => {
  const build = (stepOrder: number[]) => crnnMfcc({ inputShape: [8, 4, 3], stepOrder });
  assert.throws(() => build([0, 1, 1, 3]), /an order of 4 steps names each from 0 to 3 once/);
  const model = build([3, 1, 0, 2]);
  assert.equal(model.countParams(), crnnMfcc({ inputShape: [8, 4, 3] }).countParams());
  model.dispose();
});
