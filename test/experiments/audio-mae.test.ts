/** From unlabelled sounds to a tested classifier, with the smallest model and a few updates. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { type SoundCorpus, soundCollection } from '../../lib/data';
import {
  pretrain,
  pretrainingWindows,
  readEncoder,
  trainAudioMaeFold,
  writeAudioMaeFold,
  writePretraining,
} from '../../lib/experiments';
import { encodeWav } from '../../lib/features';
import { createRandom } from '../../lib/random';
import { setWorkspace } from '../../lib/workspace';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-audio-mae-'));
const restore = setWorkspace(root);
test.after(() => {
  restore();
  fs.rmSync(root, { recursive: true });
});

/** Tones whose pitch tells the class, and whose level another seed changes. */
function tone(label: number, seed: number): Float32Array {
  const random = createRandom(seed);
  let level = 0;
  return Float32Array.from({ length: 24_000 }, (_, i) => {
    if (i % 800 === 0) level = random.next();
    return level * Math.sin(i * 0.1 * (1 + label)) + 0.01 * random.next();
  });
}

const corpus: SoundCorpus = {
  classNames: ['low', 'high'],
  clips: Array.from({ length: 12 }, (_, i) => ({
    name: `${i}.wav`,
    label: i % 2,
    fold: 1 + (Math.floor(i / 2) % 3),
    read: () => ({ signal: tone(i % 2, 100 + i), sampleRate: 16_000 }),
  })),
  provenance: { name: 'tones', source: 'own', licence: 'none', citation: 'none', checksum: 'tones' },
};

test('an encoder is pre-trained without what is tested, kept, found damaged, and learnt from on a share of the labels', async () => {
  const folder = path.join(root, 'sounds');
  fs.mkdirSync(folder);
  for (let i = 0; i < 6; i++) fs.writeFileSync(path.join(folder, `${i}.wav`), encodeWav(tone(i % 3, i), 16_000));
  const tested = tone(1, 1).map((value) => value / 2);
  const testedCorpus = {
    ...corpus,
    clips: [{ name: 'tested', label: 0, read: () => ({ signal: tested, sampleRate: 16_000 }) }],
  };
  const { windows, alike } = await pretrainingWindows(soundCollection(folder), testedCorpus);
  assert.ok(alike.some(({ name, other }) => path.basename(name) === '1.wav' && other === 'tested'));
  assert.ok(!windows.names.some((name) => path.basename(name) === '1.wav'));

  const options = { size: 'tiny', batchSize: 3, seed: 1, checkpoint: path.join(root, 'checkpoint') } as const;
  const trained = await pretrain(windows, { ...options, epochs: 1 });
  trained.models.dispose();
  // The same line goes on from the checkpoint.
  const further = await pretrain(windows, { ...options, epochs: 2 });
  assert.equal(further.history.epochs.length, 2);
  assert.deepEqual(further.history.epochs[0], trained.history.epochs[0]);
  const place = path.join(root, 'encoder');
  const record = writePretraining(place, further, { corpus: soundCollection(folder), windows, alike });
  further.models.dispose();
  windows.close();
  const encoder = readEncoder(place);
  assert.deepEqual(encoder.record, JSON.parse(JSON.stringify(record)));

  const fold = { testFold: 2, labels: 0.5, seed: 1, size: 'tiny', updates: 2, crops: 1 } as const;
  const results = [];
  for (const pretrained of [encoder.tensors, undefined]) {
    const result = await trainAudioMaeFold(corpus, { ...fold, ...(pretrained && { pretrained }) });
    assert.deepEqual([result.trainSize, result.names.length], [4, 4]);
    assert.deepEqual(
      [...result.labels],
      result.names.map((name) => Number.parseInt(name, 10) % 2),
    );
    results.push(result);
  }
  assert.notDeepEqual(results[0].outputs, results[1].outputs);
  const file = path.join(root, 'fold.json');
  writeAudioMaeFold(file, results[0], {
    fold: 2,
    labels: 0.5,
    seed: 1,
    updates: 2,
    corpus: corpus.provenance,
    pretraining: record,
  });
  const written = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.deepEqual(written.predicted, [...results[0].predicted]);
  assert.deepEqual(written.pretraining, { sha256: record.sha256, epochs: 2 });

  fs.appendFileSync(path.join(place, 'weights.safetensors'), 'x');
  assert.throws(() => readEncoder(place), {
    name: 'UserError',
    message: /is not the file that pretraining\.json beside it speaks of/,
  });
});
