import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { compareAnswers, type FoldFile, poolFolds, readFolds, spread } from '../../lib/experiments';
import { setWorkspace } from '../../lib/workspace';

/** A fold whose answers are given clip by clip: name, true class, predicted class. */
function foldOf(fold: number, clips: readonly (readonly [string, number, number])[], experiment = 'x'): FoldFile {
  const predicted = clips.map(([, , p]) => p);
  const accuracy = clips.filter(([, t, p]) => t === p).length / clips.length;
  const main = { frames: 4, crops: 1, accuracy, interval: { low: 0, high: 1 }, predicted };
  return {
    experiment,
    profile: 'full',
    fold,
    seed: 1,
    overrides: [],
    data: { name: 'x', source: 'own', licence: '', citation: '', checksum: 'a' },
    sizes: { train: 1, validation: 1, test: clips.length },
    classNames: ['a', 'b'],
    features: undefined,
    training: { optimizer: 'adam', learningRate: 1, loss: 'categoricalCrossentropy', batchSize: 1, epochs: 1 },
    model: { frames: 4, crops: 1 },
    versions: {},
    device: { processor: '', cores: 2, memoryGiB: 1, gpu: false },
    commit: null,
    clean: true,
    date: '2026-01-01',
    seconds: 1,
    names: clips.map(([name]) => name),
    labels: clips.map(([, t]) => t),
    probabilities: [],
    answers: { main, oneCrop: main, otherLength: main, shuffledFrames: main },
    trainAccuracy: 1,
    history: [],
    statistics: { mean: [], deviation: [] },
  };
}

// biome-ignore format: a row a clip
const folds = [
  foldOf(1, [['p', 0, 0], ['q', 0, 1], ['r', 1, 1], ['s', 1, 1]]),
  foldOf(2, [['t', 0, 0], ['u', 1, 0]]),
];

test('folds are pooled: mean and spread by fold, confusion and report over all clips', () => {
  assert.deepEqual(spread([1, 2, 3]), { mean: 2, deviation: 1 });
  assert.deepEqual(spread([0.5]), { mean: 0.5, deviation: 0 });
  const pooled = poolFolds(folds);
  assert.deepEqual(pooled.accuracies, [0.75, 0.5]);
  assert.equal(pooled.mean, 0.625);
  // Half the difference, times the square root of two.
  assert.ok(Math.abs(pooled.deviation - 0.125 * Math.SQRT2) < 1e-12);
  assert.equal(pooled.accuracy, 4 / 6);
  assert.deepEqual(pooled.matrix, [
    [2, 1],
    [1, 2],
  ]);
  assert.equal(pooled.report.macroAverage.f1, 2 / 3);
  // Wilson's interval of 4 of 6: centre (4 + z^2 / 2) / (6 + z^2), worked out by hand.
  assert.ok(Math.abs(pooled.interval.low - 0.3) < 1e-3 && Math.abs(pooled.interval.high - 0.9032) < 1e-3);
});

test('two systems are compared on the clips that both were asked, paired by name', () => {
  // biome-ignore format: a row a clip
  const other = poolFolds([
    foldOf(1, [['u', 1, 1], ['t', 0, 0], ['s', 1, 0]], 'y'),
    foldOf(2, [['q', 0, 0], ['p', 0, 0], ['only here', 0, 0]], 'y'),
  ]);
  // Right in x alone: s. Right in y alone: u and q. Both: t and p.
  const compared = compareAnswers(poolFolds(folds), other);
  assert.deepEqual([compared.onlyFirst, compared.onlySecond, compared.clips], [1, 2, 5]);
  assert.equal(compared.gain, 1 / 5);
  assert.equal(compared.pValue, 1);
  const elsewhere = poolFolds([foldOf(1, [['z', 0, 0]], 'z')]);
  assert.throws(() => compareAnswers(poolFolds(folds), elsewhere), /x and z share no clip/);
  const relabelled = poolFolds([foldOf(1, [['p', 1, 0]], 'y')]);
  assert.throws(() => compareAnswers(poolFolds(folds), relabelled), /p has two labels in x and y/);
});

test('what cannot be pooled is said in one sentence', () => {
  assert.throws(() => poolFolds([]), /there are no folds/);
  assert.throws(() => poolFolds([folds[0], foldOf(2, [['p', 0, 0]])]), /p is in two folds/);
  assert.throws(() => poolFolds(folds, 'shuffledSteps'), /fold 1 of x was not asked about "shuffledSteps"/);
});

test('fold files are read with what is missing, and refused where they do not belong together', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-folds-'));
  const before = process.cwd();
  process.chdir(folder);
  const leave = setWorkspace(folder);
  t.after(() => {
    process.chdir(before);
    leave();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const write = (file: unknown, name = 'fold-2.json') => {
    fs.mkdirSync('outputs/x/full', { recursive: true });
    fs.writeFileSync(path.join('outputs/x/full', name), JSON.stringify(file));
  };
  assert.deepEqual(readFolds('x'), { folds: [], missing: [1, 2, 3, 4, 5] });
  write(folds[0], 'fold-1.json');
  write(folds[1]);
  const { folds: read, missing } = readFolds('x', { count: 3 });
  assert.deepEqual(missing, [3]);
  assert.equal(poolFolds(read).accuracy, 4 / 6);

  const refused = (file: unknown, pattern: RegExp) => {
    write(file);
    assert.throws(
      () => readFolds('x'),
      (error) => error instanceof UserError && pattern.test(error.message),
    );
  };
  refused({ ...folds[1], fold: 3 }, /fold-2\.json: this is no file of x, profile full, fold 2; make it again/);
  refused({ ...folds[1], labels: [0] }, /answers are not there for each clip/);
  refused({ ...folds[1], seed: 2 }, /folds 1 and 2 differ in seed; train one of them anew/);
  refused({ ...folds[1], data: { ...folds[1].data, checksum: 'b' } }, /folds 1 and 2 are of different corpora/);
});
