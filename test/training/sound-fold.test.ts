import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { syntheticSounds } from '../../lib/data';
import { type SoundFoldOptions, trainSoundFold } from '../../lib/training';

const corpus = syntheticSounds({ perClass: 10, seconds: 1, seed: 5 });
const options: SoundFoldOptions = {
  model: 'cnn',
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

  const checkpoint = path.join(folder, 'fold.safetensors');
  await trainSoundFold(corpus, { ...options, checkpoint, training: { ...options.training, epochs: 5 } });
  const resumed = await trainSoundFold(corpus, { ...options, checkpoint });
  assert.deepEqual(resumed.outputs, whole.outputs);
  whole.model.dispose();
  resumed.model.dispose();
});
