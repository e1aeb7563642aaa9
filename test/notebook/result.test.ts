import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { loadConfig } from '../../lib/config';
import { mnist } from '../../lib/data';
import { resultName, resultText, unnamed } from '../../lib/locale/result-names';
import { lesson, readResult } from '../../lib/notebook';
import { ResultRecorder, resultPath } from '../../lib/notebook/result';
import { missingProvenance } from '../../tools/runner/result';

const id = `test-of-results-${process.pid}`;
const folder = path.join('outputs', id);
const config = { ...loadConfig('02-mnist-cnn-lstm'), id };
test.afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('a result file holds what one must know to measure it again, and grows with each record', async () => {
  const recorder = new ResultRecorder(config);
  recorder.use(await mnist({ source: 'sample' }));
  recorder.record({ accuracy: 0.5, history: [1, 2], deep: { a: { b: true } } });
  recorder.record({ accuracy: 0.75 });
  const file = readResult(id, 'quick')!;
  assert.deepEqual(file.results, { accuracy: 0.75, history: [1, 2], deep: { a: { b: true } } });
  assert.deepEqual(missingProvenance(JSON.parse(JSON.stringify(file)), true), []);
  assert.deepEqual(file.sizes, { train: 1800, validation: 200, test: 500 });
  assert.equal(file.commit, execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim());
  assert.deepEqual(file.reference, config.reference);
  assert.deepEqual(fs.readdirSync(path.dirname(resultPath(id, 'quick'))), ['result.json']);
});

test('what is no measurement is refused by its name, and nothing is written', () => {
  const recorder = new ResultRecorder(config);
  assert.throws(() => recorder.record({ loss: Number.NaN }), /^RangeError: record: loss is NaN/);
  assert.throws(() => recorder.record({ deep: { list: [1, Infinity] } }), /deep\.list\.1 is Infinity/);
  assert.throws(() => recorder.record({ gone: undefined as unknown as number }), /gone has no value/);
  assert.equal(readResult(id, 'quick'), undefined);
});

test('a lesson says first what runs and what is to be expected', (context) => {
  const printed: string[] = [];
  context.mock.method(console, 'log', (text: string) => printed.push(text));
  const { config } = lesson('01-cifar-cnn');
  const [banner, head, quick, full] = printed.join('\n').split('\n');
  assert.match(banner, new RegExp(`^Profil quick · graine ${config.seed} · TensorFlow `));
  assert.match(head, /^Profil +Durée +Attendu +D’où vient ce nombre/);
  assert.match(quick, /^quick +environ 1\smin\s30\ss +exactitude ≥ 30,0\u202f% +seuil vérifié à chaque exécution/);
  assert.match(full, /^full /);
});

test('a lesson from which no result is expected says only how long it takes', (context) => {
  const printed: string[] = [];
  context.mock.method(console, 'log', (text: string) => printed.push(text));
  lesson('05-son-et-mfcc');
  const [, head, quick] = printed.join('\n').split('\n');
  assert.match(head, /^Profil +Durée *$/);
  assert.match(quick, /^quick +environ 20\u00a0s *$/);
});

test('results have French names and their units', () => {
  assert.equal(resultName('boatAccuracy'), 'exactitude des bateaux');
  assert.deepEqual(unnamed(['accuracy', 'newNumber']), ['newNumber']);
  assert.equal(resultName('newNumber'), 'newNumber');
  const written: [string, number, string][] = [
    ['accuracy', 0.8579, '85,79\u202f%'],
    ['accuracy', 0.939, '93,9\u202f%'],
    ['accuracy', 127 / 300, '42,33\u202f%'],
    ['expectedCalibrationError', 0.0518, '5,2\u00a0points'],
    ['mcnemarP', 4.322e-10, '4,3 × 10⁻¹⁰'],
    ['cnnLatencyMs', 0.6709, '0,671\u00a0ms'],
    ['cnnSeconds', 290.4, '4\u00a0min\u00a050\u00a0s'],
    ['parameters', 686506, '686\u202f506'],
    ['loss', 0.020412, '0,0204'],
  ];
  for (const [name, value, text] of written) assert.equal(resultText(name, value), text);
});
