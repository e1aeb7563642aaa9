import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { NumericArray, SoundClip, SoundCorpus } from '../../lib/data';
import { soundCollection } from '../../lib/data/sounds/sound-collection';
import { encodeWav, nearDuplicateSounds, soundWindows, unitDecibels } from '../../lib/features';
import { createRandom } from '../../lib/random';

const recipe = { kind: 'mel', sampleRate: 8000, seconds: 2, nFft: 512, hopLength: 160, numMels: 32 } as const;
const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-windows-'));

/** Noise that comes and goes, another for each seed. */
function murmur(seed: number, samples: number): Float32Array {
  const random = createRandom(seed);
  let level = 0;
  return Float32Array.from({ length: samples }, (_, i) => {
    if (i % 400 === 0) level = random.next();
    return (random.next() - 0.5) * level;
  });
}

const clipOf = (name: string, signal: Float32Array): SoundClip => ({
  name,
  label: 0,
  read: () => ({ signal, sampleRate: 8000 }),
});

const corpusOf = (name: string, clips: readonly SoundClip[]): SoundCorpus => ({
  clips,
  classNames: [],
  provenance: { name, source: 'own', licence: '', citation: '', checksum: name },
});

const rows = async (source: Awaited<ReturnType<typeof soundWindows>>, ...indices: number[]) =>
  (await source.batch(Int32Array.from(indices))).inputs as NumericArray;

test('a short sound is repeated to a window, a long one gives several, the second run reads what the first wrote', async () => {
  const cache = folder();
  const [short, long] = [murmur(1, 512 + 160 * 9), murmur(2, 5 * 8000)];
  const corpus = corpusOf('two', [clipOf('short', short), clipOf('long', long)]);
  const windows = await soundWindows(corpus, { recipe, frames: 40, cache });
  // 5 s in pieces of 2 s: 97 frames are two windows, twice, and 47 of the last second one.
  assert.deepEqual(windows.names, ['short', 'long', 'long', 'long', 'long', 'long']);
  assert.deepEqual(windows.shape, [32, 40, 1]);
  const { data, shape } = await rows(windows, 0, 3);
  assert.deepEqual(shape, [2, 32, 40, 1]);
  for (let band = 0; band < 32; band++) {
    const row = data.subarray(band * 40, (band + 1) * 40);
    assert.deepEqual(row.slice(10), row.slice(0, 30), 'ten frames, four times');
  }
  assert.equal(Math.max(...data.subarray(0, 32 * 40)), 255);

  const written = fs.readdirSync(cache).map((name) => fs.statSync(path.join(cache, name)).mtimeMs);
  const failing = corpusOf(
    'two',
    corpus.clips.map((clip) => ({ ...clip, read: () => assert.fail('read again') })),
  );
  const again = await soundWindows(failing, { recipe, frames: 40, cache, without: new Set(['short']) });
  assert.deepEqual(
    fs.readdirSync(cache).map((name) => fs.statSync(path.join(cache, name)).mtimeMs),
    written,
  );
  assert.equal(again.size, 5);
  assert.deepEqual((await rows(again, 2)).data, (await rows(windows, 3)).data);
  assert.notEqual(again.fingerprint, windows.fingerprint);
  for (const source of [windows, again]) source.close();
});

test('sounds that cannot be read are named; a corpus of none is refused, and leaves no file', async () => {
  const cache = folder();
  const place = folder();
  fs.mkdirSync(path.join(place, 'a', 'b'), { recursive: true });
  fs.writeFileSync(path.join(place, 'a', 'b', 'good.wav'), encodeWav(murmur(3, 8000), 8000));
  fs.writeFileSync(path.join(place, 'bad.wav'), 'RIFF');
  fs.writeFileSync(path.join(place, 'notes.txt'), 'nothing');
  const windows = await soundWindows(soundCollection(place), { recipe, frames: 40, cache });
  assert.deepEqual(windows.names, [path.join(place, 'a', 'b', 'good.wav')]);
  assert.deepEqual(
    windows.unreadable.map(({ name }) => path.basename(name)),
    ['bad.wav'],
  );
  windows.close();
  const before = fs.readdirSync(cache);
  fs.rmSync(path.join(place, 'a'), { recursive: true });
  await assert.rejects(soundWindows(soundCollection(place), { recipe, frames: 40, cache }), {
    name: 'UserError',
    message: /no sound in it can be read/,
  });
  assert.deepEqual(fs.readdirSync(cache), before);
  fs.rmSync(path.join(place, 'bad.wav'));
  assert.throws(() => soundCollection(place), {
    name: 'UserError',
    message: /there is no sound in it \(1 file of other kinds\)/,
  });
  assert.throws(() => soundCollection(path.join(place, 'none')), {
    name: 'UserError',
    message: /there is no such folder/,
  });
  await assert.rejects(
    soundWindows(corpusOf('x', []), { recipe: { ...recipe, kind: 'mfcc' }, frames: 40, cache }),
    /recipe is of another kind/,
  );
});

test('a recording is found in another collection, quieter, inside a longer clip and between frames; steady noise is not', async () => {
  const cache = folder();
  const own = murmur(4, 9000);
  const hum = (pitch: number) => Float32Array.from({ length: 9000 }, (_, i) => Math.sin(i * pitch) * 0.1);
  const inside = murmur(5, 16_000);
  own.forEach((value, i) => {
    inside[3077 + i] = value / 4;
  });
  const windows = await soundWindows(
    corpusOf('own', [clipOf('own', own), clipOf('other', murmur(6, 9000)), clipOf('hum', hum(0.3))]),
    {
      recipe,
      frames: 40,
      cache,
    },
  );
  const found = await nearDuplicateSounds(
    windows,
    corpusOf('tested', [clipOf('tested', inside), clipOf('tone', hum(0.31))]),
    { recipe },
  );
  assert.deepEqual(
    found.map(({ name, other }) => [name, other]),
    [['own', 'tested']],
  );
  windows.close();
});

test('decibels below the loudest become numbers from 0 to 1', () => {
  assert.deepEqual([...unitDecibels(Float32Array.of(-10, -50, -90, -200))], [1, 0.5, 0, 0]);
});
