import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { SoundClip } from '../../lib/data/sounds/sound';
import { readFile } from '../../lib/data/storage/files';
import {
  decodeAudio,
  delta,
  encodeWav,
  extractFeatures,
  type FeatureRecipe,
  featureShape,
  featureStatistics,
  fitLength,
  melSpectrogram,
  mfcc,
  powerToDb,
  resample,
  standardize,
} from '../../lib/features';
import { tf } from '../../lib/tensorflow';
import { float32, waveFile } from '../data/formats/wave-file';
import { clipFolder } from '../golden/features-reference';
import { relativeError } from '../golden/numbers';
import { goldenSignal, tone } from '../golden/signals';

const recipe: FeatureRecipe = {
  kind: 'mfcc',
  sampleRate: 16_000,
  seconds: 0.5,
  nFft: 1024,
  hopLength: 512,
  numMels: 32,
  numMfcc: 13,
  deltaWidth: 5,
};

const clip = (name: string, content: ReturnType<SoundClip['read']>): SoundClip => ({
  name,
  label: 0,
  read: () => content,
});
const sound = (signal: Float32Array, sampleRate: number) => ({ signal, sampleRate });
const temporaryFolder = (t: test.TestContext) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-features-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test('the shapes of the lessons', () => {
  const lesson = { ...recipe, numMels: 64, numMfcc: 40 };
  assert.deepEqual(featureShape({ ...lesson, seconds: 3 }), [40, 92, 3]);
  assert.deepEqual(featureShape({ ...lesson, seconds: 4 }), [40, 124, 3]);
  assert.deepEqual(featureShape({ ...lesson, kind: 'mel', seconds: 4, deltaWidth: undefined }), [64, 124, 1]);
});

test('a corpus of any rates and formats: each clip as its functions give it one by one', async () => {
  const signals = [
    sound(goldenSignal(8000, 16_000), 16_000),
    sound(goldenSignal(30_000, 44_100), 44_100),
    sound(tone(300, 2000, 8000), 8000),
    sound(goldenSignal(20_000, 44_101), 44_101),
    sound(new Float32Array(5000), 16_000),
  ];
  const clips = signals.map((content, i) => clip(`${i}`, content));
  const before = tf.memory().numTensors;
  const { inputs, inputShape, indices, unreadable } = await extractFeatures(clips, recipe, { cache: null });
  assert.equal(tf.memory().numTensors, before, 'extraction leaks tensors');
  assert.deepEqual(inputShape, [13, 14, 3]);
  assert.deepEqual(Array.from(indices), [0, 1, 2, 3, 4]);
  assert.equal(unreadable.length, 0);
  signals.forEach(({ signal, sampleRate }, i) => {
    const cut = fitLength(signal, Math.ceil((8000 * sampleRate) / 16_000));
    const samples = resample(cut, sampleRate, 16_000).slice(0, 8000);
    const expected = tf.tidy(() => {
      const bands = mfcc(samples, recipe);
      const channels = [bands, delta(bands, { width: 5 }), delta(bands, { width: 5, order: 2 })];
      return tf.stack(channels, 2).dataSync();
    });
    const row = inputs.subarray(i * 13 * 14 * 3, (i + 1) * 13 * 14 * 3);
    // The same ops in a graph and one by one: float32 rounding of a cepstrum of some hundred.
    assert.ok(relativeError(row, expected) <= 1e-5, `clip ${i}: error ${relativeError(row, expected)}`);
  });
});

test('a mel recipe gives decibels without deltas', async () => {
  const signal = goldenSignal(8000, 16_000);
  const mel: FeatureRecipe = { ...recipe, kind: 'mel', deltaWidth: undefined };
  const { inputs, inputShape } = await extractFeatures([clip('a', sound(signal, 16_000))], mel, { cache: null });
  assert.deepEqual(inputShape, [32, 14, 1]);
  const expected = tf.tidy(() => powerToDb(melSpectrogram(signal, mel)).dataSync());
  assert.ok(relativeError(inputs, expected) <= 1e-5);
});

test('a WAV file of 16 bits, whose integers go into the graph, gives what its decoded samples give', async () => {
  for (const rate of [16_000, 44_100, 44_101]) {
    const wav = encodeWav(goldenSignal(Math.ceil(rate / 2), rate), rate);
    const clips = [clip('file', wav), clip('samples', await decodeAudio(wav))];
    const { inputs } = await extractFeatures(clips, recipe, { cache: null });
    const [file, samples] = [inputs.subarray(0, inputs.length / 2), inputs.subarray(inputs.length / 2)];
    const error = relativeError(file, samples);
    assert.ok(error < 1e-6, `${rate} Hz: error ${error}`);
  }
});

test('clips that cannot be read are named and counted, the others go on', async () => {
  const clips = [
    clip('good.wav', encodeWav(tone(440, 9000, 16_000), 16_000)),
    clip('empty.wav', encodeWav(new Float32Array(0), 16_000)),
    clip('text.wav', Buffer.from('no sound')),
    clip('vorbis.ogg', fs.readFileSync(path.join(clipFolder, 'vorbis.ogg'))),
  ];
  const progress: number[] = [];
  const found = await extractFeatures(clips, recipe, { cache: null, onProgress: (done) => progress.push(done) });
  assert.deepEqual(Array.from(found.indices), [0, 3]);
  assert.equal(found.inputs.length, 2 * 13 * 14 * 3);
  assert.deepEqual(
    found.unreadable.map(({ name }) => name),
    ['empty.wav', 'text.wav'],
  );
  assert.match(found.unreadable[0].reason, /^the clip has no samples/);
  assert.deepEqual(progress, [1, 2, 3, 4]);
});

test('clips that hold what is no sound are named in the order of the list, and poison no other', async () => {
  const good = (hz: number) => clip(`${hz}.wav`, encodeWav(tone(hz, 9000, 16_000), 16_000));
  const float = (name: string, value: number) =>
    clip(name, waveFile({ code: 3, bits: 32, sampleRate: 16_000, data: float32([0, value, 0]) }));
  const clips = [
    float('nan.wav', Number.NaN),
    { name: '/nowhere/missing.wav', label: 0, read: () => readFile('/nowhere/missing.wav') },
    clip('damaged.ogg', fs.readFileSync(path.join(clipFolder, 'vorbis.ogg')).subarray(0, 60)),
    good(440),
    float('huge.wav', 1e20),
    clip('fast.wav', waveFile({ sampleRate: 2 ** 31 - 1 })),
    clip('samples', sound(Float32Array.of(0, Number.POSITIVE_INFINITY), 16_000)),
    clip('rate', sound(new Float32Array(100), 22_050.5)),
    clip('none', sound(new Float32Array(0), 16_000)),
    good(880),
  ];
  const { inputs, indices, unreadable } = await extractFeatures(clips, recipe, { cache: null });
  assert.deepEqual(Array.from(indices), [3, 9]);
  assert.ok(inputs.every(Number.isFinite));
  assert.deepEqual(
    unreadable.map(({ name }) => name),
    clips.map(({ name }) => name).filter((_, i) => i !== 3 && i !== 9),
  );
  for (const { name, reason } of unreadable) {
    assert.match(reason, /^\S[^\n]*\.$/);
    assert.ok(!reason.startsWith(name), `${reason}: the list names ${name} already`);
  }
  const alone = await extractFeatures([clips[3], clips[9]], recipe, { cache: null });
  assert.deepEqual(inputs, alone.inputs);
});

test('a clip that is read in part has its row and a note, from the cache too', async (t) => {
  const cache = temporaryFolder(t);
  const whole = fs.readFileSync(path.join(clipFolder, 'layer3.mp3'));
  const clips = [clip('whole.mp3', whole), clip('cut.mp3', whole.subarray(0, 2849))];
  const first = await extractFeatures(clips, recipe, { cache });
  assert.deepEqual(first.noted, [{ name: 'cut.mp3', note: 'read in part: 5 of 9 frames are there' }]);
  assert.deepEqual(Array.from(first.indices), [0, 1]);
  assert.deepEqual(await extractFeatures(clips, recipe, { cache }), first);
});

test('clips of any number of rates are computed in bounded time and memory', async () => {
  const rates = [...Array.from({ length: 12 }, (_, i) => 16_001 + 2 * i), 100, 999_983, 1_000_000];
  const clips = rates.map((rate) => clip(`${rate}`, sound(goldenSignal(Math.ceil(rate / 2), rate), rate)));
  const begun = performance.now();
  const { indices } = await extractFeatures(clips, recipe, { cache: null });
  assert.equal(indices.length, rates.length);
  // A second or two; the filters of these rates, each computed by itself, took minutes.
  assert.ok(performance.now() - begun < 60_000, `${performance.now() - begun} ms`);
});

test('what was computed is read again; a changed recipe, a changed clip or a cut file is computed anew', async (t) => {
  const cache = temporaryFolder(t);
  const clips = [440, 880, 1320].map((hz) => clip(`${hz}`, encodeWav(tone(hz, 8000, 16_000), 16_000)));
  const first = await extractFeatures(clips, recipe, { cache });
  const files = fs.readdirSync(cache).sort();
  assert.equal(files.length, 3);

  // A row that only the cache can have: behind a line with their SHA-256, its numbers.
  const marked = path.join(cache, files[0]);
  const values = new Uint8Array(new Float32Array(13 * 14 * 3).fill(123_456).buffer);
  const sha256 = createHash('sha256').update('\n').update(values).digest('hex');
  fs.writeFileSync(marked, Buffer.concat([Buffer.from(`{"sha256":"${sha256}"}\n`), values]));
  const cached = await extractFeatures(clips, recipe, { cache });
  assert.equal(cached.inputs.filter((value) => value === 123_456).length, 13 * 14 * 3);

  // What two writers mixed, or one left short, is computed again.
  const damage: (() => void)[] = [
    () => fs.truncateSync(marked, 100),
    () =>
      fs.writeFileSync(marked, Buffer.concat([Buffer.from(`{"sha256":"${sha256}"}\n`), values.subarray(4), values])),
    () => fs.writeFileSync(marked, Buffer.concat([Buffer.from(`{"sha256":"${'0'.repeat(64)}"}\n`), values])),
    () => fs.writeFileSync(marked, Buffer.concat([Buffer.from('{}\n'), values])),
    () => fs.writeFileSync(marked, ''),
  ];
  for (const harm of damage) {
    harm();
    assert.deepEqual((await extractFeatures(clips, recipe, { cache })).inputs, first.inputs);
  }

  await extractFeatures(clips, { ...recipe, numMfcc: 12 }, { cache });
  assert.equal(fs.readdirSync(cache).length, 6);
  await extractFeatures([clip('440', encodeWav(tone(441, 8000, 16_000), 16_000))], recipe, { cache });
  assert.equal(fs.readdirSync(cache).length, 7);
  // The order of a recipe's keys means nothing.
  const reordered = Object.fromEntries(Object.entries(recipe).reverse()) as unknown as FeatureRecipe;
  await extractFeatures(clips, reordered, { cache });
  assert.equal(fs.readdirSync(cache).length, 7);
});

test('z-scores have mean 0 and deviation 1 by band and channel in the part they come from', () => {
  // Two examples, 2 bands, 3 frames, 2 channels; band 1, channel 1 never changes.
  const values = [1, 5, 2, 6, 3, 7, 10, 4, 20, 4, 30, 4, 4, 8, 5, 9, 6, 10, 40, 4, 50, 4, 60, 4];
  const examples = {
    inputs: Float32Array.from(values),
    inputShape: [2, 3, 2],
    labels: new Int32Array(2),
    size: 2,
  };
  const statistics = featureStatistics(examples);
  assert.deepEqual(statistics.mean, [3.5, 7.5, 35, 4]);
  const spread = Math.sqrt(35 / 12);
  [spread, spread, 10 * spread, 0].forEach((deviation, cell) => {
    assert.ok(Math.abs(statistics.deviation[cell] - deviation) < 1e-9);
  });
  const { inputs } = standardize(examples, statistics);
  assert.ok(Math.abs(inputs[0] - (1 - 3.5) / spread) < 1e-6);
  assert.equal(inputs[7], 0, 'what never changes is 0, not NaN');
  const again = featureStatistics({ ...examples, inputs });
  assert.ok(again.mean.every((mean) => Math.abs(mean) < 1e-6));
  assert.ok(again.deviation.slice(0, 3).every((deviation) => Math.abs(deviation - 1) < 1e-6));
  assert.throws(
    () => standardize({ ...examples, inputShape: [3, 2, 2] }, statistics),
    /statistics of 4 cells, but 3 bands x 2/,
  );
  assert.throws(() => featureStatistics({ ...examples, inputShape: [12] }), /\[bands, frames, channels\], not \[12\]/);
});
