import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { readModelCard } from '../../../lib/weights';
import { cahier, pictureFolder, pictureModel, soundFolder, soundModel } from './cahier';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-train-'));
test.after(() => fs.rmSync(folder, { recursive: true }));
const at = (...parts: string[]) => path.join(folder, ...parts);

/** Small enough for seconds. */
const SMALL = [
  'features.seconds=1',
  'features.sampleRate=8000',
  'features.nFft=512',
  'features.numMfcc=16',
  'model.filters=[4, 8, 8]',
  'model.units=8',
  'training.epochs=4',
  'training.batchSize=8',
  'training.learningRate=0.01',
].flatMap((one) => ['--set', one]);

test('sounds: cross-validated, trained, reported, and asked', async () => {
  const source = soundFolder(at('sounds'), 8);
  fs.copyFileSync(at('sounds', 'low', '0.wav'), at('sounds', 'low', 'copy.wav'));
  const { code, out, err } = await cahier(
    'train',
    source,
    '--to',
    at('models', 'calls'),
    '--folds',
    '2',
    ...SMALL,
    '--json',
  );
  assert.equal(code, 0, err);
  const { results, report } = JSON.parse(out);
  assert.deepEqual(
    results.folds.each.map(({ fold }: { fold: number }) => fold),
    [1, 2],
  );
  // Seventeen files, two of which are copies.
  assert.equal(results.folds.pooled.size, 16);
  const card = readModelCard(at('models', 'calls'));
  assert.deepEqual([card.task, card.classNames], ['classification', ['high', 'low']]);
  assert.match(fs.readFileSync(report, 'utf8'), /<h2>Cross-validation<\/h2>/);
  assert.deepEqual(fs.readdirSync(at('models')).sort(), ['calls', 'calls.report.html']);
  const asked = await cahier('predict', at('models', 'calls'), at('sounds', 'low', '0.wav'));
  assert.equal(asked.code, 0, asked.err);
  assert.match((await cahier('inspect', at('models', 'calls'))).out, /provenance/);
});

test('one fold alone keeps its answers for the run that follows', async () => {
  const source = at('sounds');
  const first = await cahier('train', source, '--to', at('one'), '--folds', '2', '--fold', '2', ...SMALL);
  assert.equal(first.code, 0, first.err);
  assert.ok(fs.existsSync(at('one.training', 'fold-2.json')));
  assert.ok(!fs.existsSync(at('one')));
});

test('pictures: from a YAML file, overridden, by a test part', async () => {
  await pictureFolder(at('pictures'), 10);
  fs.writeFileSync(
    at('plan.yaml'),
    `source: ${at('pictures')}\nimage: { size: 16, channels: 1 }\nmodel: { filters: [[4], [4]] }\ntraining: { epochs: 3, batchSize: 4 }\n`,
  );
  const { code, out, err } = await cahier(
    'train',
    at('plan.yaml'),
    '--to',
    at('tones'),
    '--set',
    'training.epochs=2',
    '--set',
    'test=0.3',
  );
  assert.equal(code, 0, err);
  assert.match(out, /^test: accuracy \d+\.\d % .* of 6\nmodel: /);
  assert.match(err, /model: 2 of 2 loss/);
  const { provenance, preprocessing } = readModelCard(at('tones'));
  assert.equal((provenance as { plan: { training: { epochs: number } } }).plan.training.epochs, 2);
  assert.deepEqual(
    preprocessing && 'height' in preprocessing && [preprocessing.height, preprocessing.channels, preprocessing.fit],
    [16, 1, 'cover'],
  );
});

test('what cannot be trained is refused in one sentence', async () => {
  fs.mkdirSync(at('empty'));
  fs.mkdirSync(at('taken'));
  fs.writeFileSync(at('taken', 'thesis.txt'), 'mine');
  fs.writeFileSync(at('bare.yaml'), 'seed: 1\n');
  for (const [args, sentence] of [
    [[at('nowhere')], /nowhere: there is no such folder or file/],
    [[at('empty')], /empty: there are neither pictures nor sounds/],
    [[at('bare.yaml')], /bare\.yaml: lacks the key source/],
    [[at('sounds'), '--preset', 'sound_smal'], /sound_smal: there is no such preset; did you mean sound_small\?/],
    [[at('sounds'), '--set', 'training.epoch=3'], /training\.epoch is no known key; did you mean epochs\?/],
    [[at('sounds'), '--set', 'epochs'], /"epochs" is not of the form KEY=VALUE/],
    [[at('sounds'), ...SMALL, '--folds', '1'], /train: folds is 1; expected a whole number, at least 2/],
  ] as const) {
    const { code, err } = await cahier('train', ...args, '--to', at('refused'));
    assert.equal(code, 1, `${args}: ${err}`);
    assert.match(err, sentence);
    assert.doesNotMatch(err, / at .*\.ts:/);
    assert.ok(!fs.existsSync(at('refused')));
  }
  const taken = await cahier('train', at('sounds'), ...SMALL, '--to', at('taken'));
  assert.match(taken.err, /taken holds what is no model's, thesis\.txt/);
  assert.equal(taken.code, 1);
});

test('evaluate: two models on a table, one answer a recording', async () => {
  const good = await soundModel(at('good'));
  // Its classes the other way round: never right.
  const bad = await soundModel(at('bad'), { classNames: ['high', 'low'] });
  const files = ['low', 'high'].flatMap((name) =>
    [0, 1, 2].map((i) => [`sounds/${name}/${i}.wav`, name, i === 2 ? `${name} 1` : `${name} ${i}`]),
  );
  fs.writeFileSync(at('test.csv'), ['path,label,group', ...files.map((row) => row.join(','))].join('\n'));
  const { code, out, err } = await cahier(
    'evaluate',
    good,
    bad,
    '--data',
    at('test.csv'),
    '--report',
    at('test.html'),
    '--json',
  );
  assert.equal(code, 0, err);
  const { models, mcnemar } = JSON.parse(out);
  // Two of the three recordings of a class share a group.
  assert.deepEqual(
    models.map(({ size, examples, accuracy }: { size: number; examples: number; accuracy: { value: number } }) => [
      size,
      examples,
      accuracy.value,
    ]),
    [
      [4, 6, 1],
      [4, 6, 0],
    ],
  );
  assert.deepEqual([mcnemar.onlyFirst, mcnemar.onlySecond], [4, 0]);
  assert.match(fs.readFileSync(at('test.html'), 'utf8'), /McNemar/);
  const pictures = await pictureModel(at('light'));
  const other = await cahier('evaluate', good, '--data', at('pictures'));
  assert.deepEqual([other.code, /class dark, which .* does not know|no sound/.test(other.err)], [1, true], other.err);
  assert.match(
    (await cahier('evaluate', good, pictures, '--data', at('test.csv'))).err,
    /has class high, which .*light does not know/,
  );
});

test('completion and help', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await cahier('completion', shell);
    assert.equal(code, 0);
    for (const word of ['predict', 'train', 'watch', 'folds']) assert.ok(out.includes(word), `${shell}: ${word}`);
  }
  assert.equal((await cahier('completion', 'csh')).code, 1);
  for (const command of ['train', 'predict', 'evaluate', 'inspect', 'completion']) {
    const { code, out } = await cahier(command, '--help');
    assert.deepEqual([code, /\nExamples?:\n {2}cahier /.test(out)], [0, true], command);
  }
});
