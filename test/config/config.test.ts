import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { afterEach, beforeEach } from 'node:test';
import { listExperiments, loadConfig } from '../../lib/config';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-config-'));
  delete process.env.CAHIER_PROFILE;
  delete process.env.CAHIER_SET;
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
  delete process.env.CAHIER_PROFILE;
  delete process.env.CAHIER_SET;
});

/** Line numbers of the errors below count from here. */
const VALID = `title: Deux lunes
seed: 7
data:
  name: mnist
training:
  optimizer: adam
  learningRate: 1e-3
  loss: categoricalCrossentropy
  batchSize: 32
  earlyStopping:
    patience: 3
figures: 2
profiles:
  quick:
    data: { source: sample }
    training:
      epochs: 2
    duration: { seconds: 5 }
    expected:
      accuracy: { min: 0.5 }
  full:
    training:
      batchSize: 128
      epochs: 10
      earlyStopping: null
    duration: { seconds: 50 }
`;

/** Writes a configuration and loads it; in errors it is called x.yaml. */
function load(source: string, options: { profile?: 'quick' | 'full' } = {}) {
  const file = path.join(folder, 'x.yaml');
  fs.writeFileSync(file, source);
  return loadConfig('x', { file, ...options });
}

function assertRefused(source: string, message: string): void {
  assert.throws(
    () => load(source),
    (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.equal(error.message.replaceAll(`${folder}${path.sep}`, ''), message);
      return true;
    },
  );
}

test('a profile is laid over the common values, key by key', () => {
  assert.deepEqual(load(VALID), {
    id: 'x',
    profile: 'quick',
    title: 'Deux lunes',
    seed: 7,
    data: { name: 'mnist', source: 'sample', seed: 7 },
    training: {
      optimizer: 'adam',
      learningRate: 0.001,
      loss: 'categoricalCrossentropy',
      batchSize: 32,
      epochs: 2,
      earlyStopping: { patience: 3 },
    },
    model: {},
    figures: 2,
    duration: { seconds: 5 },
    expected: { accuracy: { min: 0.5 } },
    reference: {},
    overrides: [],
  });
  const full = load(VALID, { profile: 'full' });
  assert.equal(full.training.batchSize, 128);
  assert.equal(full.training.earlyStopping, undefined, 'null takes a value away');
  assert.deepEqual(full.expected, {});
});

test('a model and a data set are named as they are registered', () => {
  assert.equal(load(`${VALID}model: { name: mnistCnn, bottleneck: 3 }\n`).model.name, 'mnistCnn');
  assertRefused(
    `${VALID}model: { name: mnistCn }\n`,
    'x.yaml, line 27 (profile quick): model.name is the text "mnistCn", which no model is called; did you mean mnistCnn?',
  );
  assertRefused(
    VALID.replace('name: mnist', 'name: mnits'),
    'x.yaml, line 4 (profile quick): data.name is the text "mnits"; expected mnist, cifar-10, brain-tumor, esc-10, mad, free-sounds or two-moons.',
  );
});

test('CAHIER_PROFILE chooses, an option wins', () => {
  process.env.CAHIER_PROFILE = 'full';
  assert.equal(load(VALID).profile, 'full');
  assert.equal(load(VALID, { profile: 'quick' }).profile, 'quick');
  process.env.CAHIER_PROFILE = 'fast';
  assertRefused(VALID, 'CAHIER_PROFILE is "fast"; expected quick or full.');
});

test('CAHIER_SET overrides, checked alike, and is told', () => {
  process.env.CAHIER_SET = 'training.epochs=3, seed=5,training.earlyStopping=null,title=Essai,training.clipNorm=1';
  const config = load(VALID);
  assert.deepEqual([config.seed, config.data.seed, config.title], [5, 5, 'Essai']);
  assert.deepEqual(config.training, {
    optimizer: 'adam',
    learningRate: 0.001,
    loss: 'categoricalCrossentropy',
    batchSize: 32,
    epochs: 3,
    clipNorm: 1,
  });
  assert.deepEqual(config.overrides, [
    'training.epochs=3',
    'seed=5',
    'training.earlyStopping=null',
    'title=Essai',
    'training.clipNorm=1',
  ]);
  for (const [set, message] of [
    ['training.epoch=3', 'CAHIER_SET (profile quick): training.epoch is no known key; did you mean epochs?'],
    [
      'training.epochs=many',
      'CAHIER_SET (profile quick): training.epochs is the text "many"; expected a whole number, at least 1.',
    ],
    ['training.epochs', 'CAHIER_SET: "training.epochs" is not of the form KEY=VALUE, such as training.epochs=3.'],
    ['=3', 'CAHIER_SET: "=3" is not of the form KEY=VALUE, such as training.epochs=3.'],
    [
      'training=3',
      'CAHIER_SET (profile quick): training is 3; expected a mapping with optimizer, learningRate, loss, targets, batchSize, epochs, earlyStopping, reduceOnPlateau, clipNorm, weightDecay.',
    ],
  ]) {
    process.env.CAHIER_SET = set;
    assertRefused(VALID, message);
  }
});

test('each mistake gets one sentence with file, line and key', () => {
  const cases: [string | RegExp, string, string][] = [
    [
      'batchSize: 32',
      'batch_size: 32',
      'x.yaml, line 9 (profile quick): training.batch_size is no known key; did you mean batchSize?',
    ],
    [
      'seed: 7',
      'seed: 7\ncolour: red',
      'x.yaml, line 3 (profile quick): colour is no known key; the keys here are title, seed, data, training, model, figures, duration, expected, reference.',
    ],
    ['seed: 7\n', '', 'x.yaml (profile quick): the file lacks the key seed: give a whole number, at least 0.'],
    [
      '      epochs: 10\n',
      '',
      'x.yaml, line 5 (profile full): training lacks the key epochs: give a whole number, at least 1.',
    ],
    [
      'epochs: 2',
      'epochs: 2.5',
      'x.yaml, line 17: profiles.quick.training.epochs is 2.5; expected a whole number, at least 1.',
    ],
    [
      'epochs: 10',
      'epochs: 0',
      'x.yaml, line 24: profiles.full.training.epochs is 0; expected a whole number, at least 1.',
    ],
    [
      '1e-3',
      '0,001',
      'x.yaml, line 7 (profile quick): training.learningRate is the text "0,001"; expected a number, above 0 and at most 10: write decimals with a point.',
    ],
    [
      '1e-3',
      '.nan',
      'x.yaml, line 7 (profile quick): training.learningRate is NaN; expected a number, above 0 and at most 10.',
    ],
    [
      '1e-3',
      '',
      'x.yaml, line 5 (profile quick): training lacks the key learningRate: give a number, above 0 and at most 10.',
    ],
    [
      'name: mnist',
      'name: mnits',
      'x.yaml, line 4 (profile quick): data.name is the text "mnits"; expected mnist, cifar-10, brain-tumor, esc-10, mad, free-sounds or two-moons.',
    ],
    [
      'name: mnist',
      'name: [mnist]',
      'x.yaml, line 4 (profile quick): data.name is a list; expected mnist, cifar-10, brain-tumor, esc-10, mad, free-sounds or two-moons.',
    ],
    [
      'name: mnist',
      'name: brain-tumor\n  image: { size: 64, channels: 2 }',
      'x.yaml, line 5 (profile quick): data.image.channels is 2; expected 1 or 3.',
    ],
    [
      '{ min: 0.5 }',
      '{ min: 0.5, max: 0.4 }',
      'x.yaml, line 20: profiles.quick.expected.accuracy has min 0.5 above max 0.4: no result can lie between.',
    ],
    ['{ min: 0.5 }', '{}', 'x.yaml, line 20: profiles.quick.expected.accuracy lacks a bound: give min, max or both.'],
    ['title: Deux lunes', 'title: ""', 'x.yaml, line 1 (profile quick): title is empty; expected a text.'],
    ['  full:', '  slow:', 'x.yaml, line 21: profiles.slow is no profile; expected quick or full.'],
    [/ {2}full:.*/s, '', 'x.yaml, line 13: profiles must say what is particular to the profile full, as a mapping.'],
    [/profiles:.*/s, '', 'x.yaml: expected profiles: with quick and full below it.'],
    [/.*/s, '', 'x.yaml: expected a mapping of keys such as title, seed, data and training.'],
    ['figures: 2', 'figures: *n', 'x.yaml, line 12: figures is an alias (*n); write its value out.'],
    ['seed: 7', 'seed: 7\nmodel: &m { self: *m }', 'x.yaml, line 3: model.self is an alias (*m); write its value out.'],
    ['seed: 7', 'seed: 7\nseed: 8', 'x.yaml, line 3: this is not valid YAML (Map keys must be unique).'],
  ];
  for (const [from, to, message] of cases) assertRefused(VALID.replace(from, to), message);
  assert.throws(
    () => load(VALID.replace('title: Deux', 'title: "Deux')),
    /x\.yaml, line \d+: this is not valid YAML \(/,
  );
});

test('an experiment that is not there', () => {
  assert.throws(() => loadConfig('01-cifar-cn'), {
    name: 'UserError',
    message: `configs${path.sep}01-cifar-cn.yaml: there is no such file; did you mean 01-cifar-cnn?`,
  });
  assert.throws(() => loadConfig('perceptron'), {
    message: `configs${path.sep}perceptron.yaml: there is no such file; the experiments are ${listExperiments().join(', ')}.`,
  });
});

test('every experiment is valid in both profiles; quick runs offline', () => {
  assert.ok(listExperiments().includes('02-mnist-cnn-lstm'));
  for (const id of listExperiments()) {
    const [quick, full] = (['quick', 'full'] as const).map((profile) => loadConfig(id, { profile }).data);
    // Two moons are drawn anew, and come from nowhere.
    const drawn = quick.name === 'two-moons';
    assert.deepEqual([quick.source, full.source], drawn ? [undefined, undefined] : ['sample', 'full'], id);
  }
});

test('full trains as the document says', () => {
  const full = (id: string) => loadConfig(id, { profile: 'full' }).training;
  const adam = { optimizer: 'adam', learningRate: 0.001 };
  assert.deepEqual(full('01-cifar-cnn'), {
    ...adam,
    loss: 'categoricalCrossentropy',
    batchSize: 32,
    epochs: 30,
    earlyStopping: { patience: 10 },
    reduceOnPlateau: { factor: 0.5, patience: 5, minLearningRate: 1e-7 },
  });
  assert.deepEqual(full('02-mnist-cnn-lstm'), {
    ...adam,
    loss: 'categoricalCrossentropy',
    batchSize: 128,
    epochs: 10,
  });
  assert.deepEqual(full('03-autoencodeur'), {
    ...adam,
    loss: 'meanSquaredError',
    targets: 'inputs',
    batchSize: 256,
    epochs: 20,
  });
});
