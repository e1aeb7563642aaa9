import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { cahier, call, pictureFolder, pictureModel, RATE, soundFolder, soundModel, writeSound } from './cahier';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-predict-'));
test.after(() => fs.rmSync(folder, { recursive: true }));
const at = (...parts: string[]) => path.join(folder, ...parts);

let sounds: string;
let pictures: string;
test.before(async () => {
  sounds = await soundModel(at('sounds-model'));
  pictures = await pictureModel(at('pictures-model'));
});

test('a folder of pictures, in CSV and JSON', async () => {
  const source = await pictureFolder(at('pictures'), 2);
  const csv = await cahier('predict', pictures, source);
  assert.equal(csv.code, 0, csv.err);
  const [header, ...rows] = csv.out.trim().split('\n');
  assert.equal(header, 'file,start,end,labels,score,dark,light,fault');
  assert.deepEqual(
    rows.map((row) => row.split(',').filter((_, i) => i === 0 || i === 3)),
    ['dark/0', 'dark/1', 'light/0', 'light/1'].map((name) => [at('pictures', `${name}.png`), name.split('/')[0]]),
  );
  const json = JSON.parse((await cahier('predict', pictures, at('pictures', 'dark', '0.png'), '--json')).out);
  assert.deepEqual([json.recordings, json.unreadable, json.files[0].labels], [1, 0, ['dark']]);
  // 64 pixels of 40 / 255, each weighing 1/8 for light against dark, whose bias is 4 more.
  const expected = 1 / (1 + Math.exp(4 - (64 / 8) * (40 / 255)));
  assert.ok(Math.abs(json.files[0].probabilities.light - expected) < 1e-3, `${json.files[0].probabilities.light}`);
});

test('a long recording in segments, as CSV, label track and selection table', async () => {
  const parts = [call('low', { seconds: 10, seed: 1 }), call('high', { seconds: 10, seed: 2 })];
  const night = writeSound(at('night.wav'), Float32Array.from(parts.flatMap((part) => [...part])));
  const json = JSON.parse((await cahier('predict', sounds, night, '--json')).out);
  const [{ segments }] = json.files;
  assert.deepEqual(
    segments.map(({ start, end }: { start: number; end: number }) => [start, end]),
    [
      [0, 8],
      [7, 15],
      [14, 20],
    ],
  );
  assert.deepEqual(
    segments.map(({ labels }: { labels: string[] }) => labels),
    [['low'], ['high'], ['high']],
  );
  const csv = await cahier('predict', sounds, night, '--segment', '2', '--overlap', '0', '--to', at('night.csv'));
  assert.deepEqual([csv.code, csv.out], [0, '']);
  assert.match(csv.err, /^20\.0 s of sound in \d+\.\d s: \d+\.\d times real time\n$/);
  const rows = fs.readFileSync(at('night.csv'), 'utf8').trim().split('\n').slice(1);
  assert.deepEqual(
    rows.map((row) => row.split(',')[3]),
    [...Array(5).fill('low'), ...Array(5).fill('high')],
  );

  await cahier('predict', sounds, night, '--format', 'audacity', '--to', at('night.labels.txt'));
  assert.equal(
    fs.readFileSync(at('night.labels.txt'), 'utf8'),
    '0.000000\t8.000000\tlow\n7.000000\t15.000000\thigh\n14.000000\t20.000000\thigh\n',
  );
  const raven = await cahier('predict', sounds, night, '--format', 'raven');
  const [columns, first, ...others] = raven.out
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  assert.deepEqual(columns.slice(0, 7), [
    'Selection',
    'View',
    'Channel',
    'Begin Time (s)',
    'End Time (s)',
    'Low Freq (Hz)',
    'High Freq (Hz)',
  ]);
  assert.deepEqual(first.slice(0, 9), [
    '1',
    'Spectrogram 1',
    '1',
    '0.000000',
    '8.000000',
    '0.0',
    '4000.0',
    'night.wav',
    'low',
  ]);
  assert.deepEqual(
    others.map(([selection]) => selection),
    ['2', '3'],
  );
});

test('a recording at another rate is answered as at the model’s own', async () => {
  const own = writeSound(at('rates', 'own.wav'), call('high', { seed: 3 }));
  const other = writeSound(at('rates', 'other.wav'), call('high', { seed: 3, rate: 44_100 }), 44_100);
  const { files } = JSON.parse((await cahier('predict', sounds, at('rates'), '--json')).out);
  assert.deepEqual(
    files.map(({ file, labels }: { file: string; labels: string[] }) => [file, labels]),
    [
      [other, ['high']],
      [own, ['high']],
    ],
  );
});

test('below its threshold a class is unknown, and leaves no label', async () => {
  const strict = await soundModel(at('strict'), { thresholds: { low: 0.5, high: 1 } });
  const source = soundFolder(at('two'), 1);
  const { files } = JSON.parse((await cahier('predict', strict, source, '--json')).out);
  assert.deepEqual(
    files.map(({ labels }: { labels: string[] }) => labels),
    [['unknown_species'], ['low']],
  );
  const tracks = await cahier('predict', strict, source, '--format', 'audacity', '--to', at('tracks'));
  assert.equal(tracks.code, 0, tracks.err);
  assert.equal(fs.readFileSync(at('tracks', 'high', '0.wav.labels.txt'), 'utf8'), '');
  assert.equal(fs.readFileSync(at('tracks', 'low', '0.wav.labels.txt'), 'utf8'), '0.000000\t1.000000\tlow\n');
});

test('unreadable files are named, the rest is done, and what came before a fault is kept', async () => {
  const source = soundFolder(at('mixed'), 1);
  fs.writeFileSync(at('mixed', 'no-sound.wav'), 'this is no sound');
  const long = writeSound(at('mixed', 'cut.wav'), call('low', { seconds: 30, seed: 4 }));
  const flac = fs.readFileSync('test/golden/clips/pcm16.flac');
  fs.writeFileSync(at('mixed', 'damaged.flac'), flac.fill(7, Math.floor(flac.length / 2)));
  fs.truncateSync(long, fs.statSync(long).size - 4 * RATE);
  const { code, out, err } = await cahier('predict', sounds, source, '--json');
  assert.equal(code, 2);
  const { recordings, unreadable, files } = JSON.parse(out);
  assert.deepEqual([recordings, unreadable], [5, 3]);
  for (const name of ['no-sound.wav', 'cut.wav', 'damaged.flac']) {
    const { fault } = files.find(({ file }: { file: string }) => file === at('mixed', name));
    assert.ok(fault.length > 10 && !fault.includes(folder), fault);
    assert.ok(err.includes(`${at('mixed', name)}: ${fault}`), err);
  }
  assert.match(err, /3 of 5 files could not be read, or not to their end\.\n$/);
});

test('what cannot be asked is refused in one sentence, and nothing is written', async () => {
  fs.mkdirSync(at('empty'));
  const regression = await pictureModel(at('regression'), { task: 'regression', classNames: undefined });
  const raw = await pictureModel(at('raw'), { preprocessing: { kind: 'raw' } });
  const [clip] = [writeSound(at('clip.wav'), call('low'))];
  for (const [args, sentence] of [
    [[sounds, at('nowhere')], /nowhere: there is no such file or folder; check its name/],
    [[sounds, at('empty')], /empty: there is no sound in this folder/],
    [[at('no-model'), clip], /no-model: there is no such folder/],
    [[regression, clip], /was trained for regression, and has no classes/],
    [[raw, clip], /nothing says what becomes of a picture or a sound/],
    [[sounds, clip, '--segment', 'long'], /segments: seconds is NaN; expected a number/],
    [[sounds, clip, '--segment', '1', '--overlap', '1'], /an overlap shorter than the segments/],
    [[pictures, at('pictures'), '--format', 'raven'], /label tracks are of recordings/],
    [[sounds, at('two'), '--format', 'audacity'], /say --to FOLDER/],
    [[sounds, clip, '--to', at('clip.wav', 'answers.csv')], /cannot be written: a part of its path is a file/],
    [[sounds, clip, '--format', 'xml'], /Allowed choices are json, csv, audacity, raven/],
    [[sounds], /missing required argument 'source'/],
    [[sounds, clip, '--threshold', '1'], /unknown option '--threshold'/],
  ] as const) {
    const { code, out, err } = await cahier('predict', ...args);
    assert.equal(code, 1, `${args}: ${err}`);
    assert.equal(out, '');
    assert.match(err, sentence);
    assert.doesNotMatch(err, / at .*\.ts:/);
  }
  const wrong = await cahier('predict', pictures, clip);
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /clip\.wav: .*WAV/);
  // A folder that cannot be made: no right would stop the super-user.
  const { code, err } = await cahier('predict', sounds, clip, '--to', '/proc/1/fdinfo/none/answers.csv');
  assert.equal(code, 1);
  assert.match(err, /answers\.csv cannot be written: /);
});

test('inspect says in one screen what a model is', async () => {
  const { code, out } = await cahier('inspect', sounds);
  assert.equal(code, 0);
  assert.ok(out.split('\n').length <= 24, out);
  assert.match(out, /classes +low, high\n/);
  assert.match(out, /inputs +\[16, 61, 1\]\n/);
  assert.equal(JSON.parse((await cahier('inspect', sounds, '--json')).out).parameters, 2 * 16 * 61 + 2);
  assert.match((await cahier('inspect', at('empty'))).err, /card\.json: there is no such file/);
});
