import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { esc10, type Sound, type SoundCorpus, syntheticSounds } from '../../lib/data';
import { type FeatureRecipe, featureStatistics, soundDataset, standardize } from '../../lib/features';
import type { Random } from '../../lib/random';

const recipe: FeatureRecipe = {
  kind: 'mfcc',
  sampleRate: 16_000,
  seconds: 1,
  nFft: 1024,
  hopLength: 512,
  numMels: 32,
  numMfcc: 13,
  deltaWidth: 5,
};

test('a corpus becomes a data set by its folds, and remembers which clip each example was', async () => {
  const corpus = syntheticSounds({ perClass: 5, seconds: 1 });
  const dataset = await soundDataset(corpus, { recipe, testFold: 3, validation: 0.25, cache: null });
  assert.deepEqual([dataset.train.size, dataset.validation.size, dataset.test.size], [21, 7, 7]);
  assert.deepEqual(dataset.train.inputShape, [13, 30, 3]);
  assert.ok(dataset.clips.test.every(({ fold }) => fold === 3));
  for (const part of ['train', 'validation', 'test'] as const) {
    assert.deepEqual(
      Array.from(dataset[part].labels),
      dataset.clips[part].map(({ label }) => label),
    );
  }
  const { inputs } = standardize(dataset.train, featureStatistics(dataset.train));
  assert.ok(inputs.every(Number.isFinite));
});

test('kinds of sound are told apart by their mean features alone', async () => {
  const corpus = syntheticSounds({ perClass: 10, seconds: 1, seed: 5 });
  const { train, test } = await soundDataset(corpus, { recipe, testFold: 1, validation: 0, cache: null });
  const statistics = featureStatistics(train);
  const means = (examples: typeof train) => {
    const { inputs, size } = standardize(examples, statistics);
    const length = 13 * 30 * 3;
    return Array.from({ length: size }, (_, i) =>
      Array.from({ length: 13 }, (_, band) => {
        let sum = 0;
        for (let frame = 0; frame < 30; frame++) sum += inputs[i * length + (band * 30 + frame) * 3];
        return sum / 30;
      }),
    );
  };
  const [known, asked] = [means(train), means(test)];
  const distance = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  const right = asked.filter((row, i) => {
    const nearest = known.reduce((best, other, j) => (distance(row, other) < distance(row, known[best]) ? j : best), 0);
    return train.labels[nearest] === test.labels[i];
  }).length;
  // Seven kinds that differ this much: one of 14 may err.
  assert.ok(right >= 13, `${right} of ${test.size}`);
});

test('clips that cannot be read are left out and noted, a class without any is refused', async () => {
  const corpus = syntheticSounds({ perClass: 3, seconds: 1 });
  const broken = (name: string, clips: readonly SoundCorpus['clips'][number][]): SoundCorpus => ({
    ...corpus,
    clips: [...clips, { name, label: 0, read: () => Buffer.from('nothing') }],
  });
  const dataset = await soundDataset(broken('bad.wav', corpus.clips), { recipe, cache: null, test: 0.3 });
  assert.equal(dataset.train.size + dataset.validation.size + dataset.test.size, 21);
  assert.match(dataset.provenance.note ?? '', /1 of 22 clips could not be read: bad\.wav$/);
  assert.match(dataset.unreadable[0].reason, /no WAV, FLAC, MP3 or Ogg Vorbis/);
  const withoutRotor = corpus.clips.filter(({ label }) => label !== 0);
  await assert.rejects(
    soundDataset(broken('bad.wav', withoutRotor), { recipe, cache: null }),
    /no clip of class rotor can be read/,
  );
});

test('the embedded sample of ESC-10 is read whole', async () => {
  const dataset = await soundDataset(esc10({ source: 'sample' }), { recipe, testFold: 1, cache: null });
  assert.equal(dataset.unreadable.length, 0);
  assert.equal(dataset.test.size, 20);
  assert.ok(dataset.train.inputs.every(Number.isFinite));
});

test('copies are changed by the place of their clip, so that other folds find them in the cache', async (t) => {
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-copies-'));
  t.after(() => fs.rmSync(cache, { recursive: true, force: true }));
  const corpus = syntheticSounds({ perClass: 5, seconds: 1 });
  let changed = 0;
  const change = (key: string) => ({
    key,
    apply: ({ signal, sampleRate }: Sound, random: Random) => {
      changed++;
      assert.equal(sampleRate, recipe.sampleRate);
      const factor = 0.5 + random.next();
      return { signal: signal.map((value) => factor * value), sampleRate };
    },
  });
  const fold = (testFold: number, key = 'louder') =>
    soundDataset(corpus, {
      recipe,
      testFold,
      cache,
      validation: 0,
      seed: 3,
      copies: { count: 2, change: change(key) },
    });
  const first = await fold(1);
  assert.equal(first.train.size, 3 * 28);
  assert.equal(changed, 2 * 28);
  const again = await fold(1);
  assert.equal(changed, 2 * 28);
  assert.deepEqual(again.train.inputs, first.train.inputs);
  // Only the seven clips of fold 1 are new to the training of fold 2.
  await fold(2);
  assert.equal(changed, 2 * 35);
  await fold(2, 'another');
  assert.equal(changed, 2 * 35 + 2 * 28);
});
