import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { SECTIONS } from '../../tools/documents';
import { resultsTable } from '../../tools/documents/results-table';
import { sectionOf, withSection } from '../../tools/documents/section';
import { ROOT } from '../../tools/repository';
import type { ResultFile } from '../../tools/runner/result';

test('a section replaces what stands between its marks and nothing else', () => {
  const document = 'before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n';
  const next = withSection(document, 'speed', '| new |');
  assert.equal(next, 'before\n<!-- speed -->\n\n| new |\n\n<!-- /speed -->\nafter\n');
  assert.equal(sectionOf(next, 'speed'), '| new |');
  assert.throws(() => withSection('no marks', 'speed', ''), /<!-- speed --> and <!-- \/speed --> once each/);
  assert.throws(() => withSection('<!-- /speed --><!-- speed -->', 'speed', ''), /in this order/);
});

const result: ResultFile = {
  experiment: '02-digits',
  title: 'Digits',
  profile: 'full',
  data: { name: 'MNIST', source: 'full', encoding: 'jpeg', licence: 'free', citation: '', checksum: '' },
  sizes: { train: 90, validation: 10, test: 10 },
  seed: 1,
  overrides: [],
  versions: {},
  device: { processor: 'A processor', cores: 4, memoryGiB: 16, gpu: false },
  seconds: 100,
  commit: '0123456789abcdef',
  clean: true,
  date: '2030-01-02T03:04:05.000Z',
  results: { cnnAccuracy: 0.8, pcaLoss: 0.0123456, other: 3 },
  reference: { cnnAccuracy: 0.75, unmeasured: 1 },
};

test('results: an accuracy with its interval, the document beside it, where it was measured', () => {
  const rows = resultsTable([{ file: result, names: ['cnnAccuracy', 'pcaLoss', 'unmeasured'] }]).split('\n');
  assert.deepEqual(rows.slice(2), [
    // Wilson's interval of 8 out of 10 is 0.490 to 0.943.
    '| 02-digits | CNN accuracy | 80.00 % (49.02 to 94.33) | 75.00 % | MNIST (jpeg); A processor, 4 cores; 01234567 |',
    '|  | PCA loss | 0.01235 |  |  |',
  ]);
  const folded = { ...result, results: { foldsAccuracy: 0.865, foldsAccuracyDeviation: 0.021 } };
  const [, , row] = resultsTable([{ file: folded, names: ['foldsAccuracy'] }]).split('\n');
  assert.match(row, /folds accuracy \| 86\.50 % \(± 2\.10 between folds\)/);
  const learnt = { ...result, results: { trainAccuracy: 0.9861 } };
  const [, , train] = resultsTable([{ file: learnt, names: ['trainAccuracy'] }]).split('\n');
  assert.match(train, /\| train accuracy \| 98\.61 % \|/);
  assert.equal(resultsTable([]), 'No full run is recorded yet.');
});

test('the documents show the recorded results, number for number', () => {
  for (const { file, name, render } of SECTIONS) {
    const shown = sectionOf(fs.readFileSync(file, 'utf8'), name);
    assert.equal(shown, render(), `${path.relative(ROOT, file)}, ${name}: npm run documents`);
  }
});
