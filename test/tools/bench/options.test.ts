import assert from 'node:assert/strict';
import test from 'node:test';
import { importCells } from '../../../tools/bench/kernel-latency';
import { readOptions } from '../../../tools/bench/options';

test('without options everything is measured five times; quick is two', () => {
  const { only, peers, repetitions } = readOptions([]);
  assert.deepEqual(only, ['cifar-cnn', 'mnist-cnn', 'mnist-lstm', 'autoencoder']);
  assert.deepEqual(peers, ['tfjs', 'keras', 'tf-function', 'pytorch']);
  assert.equal(repetitions, 5);
  assert.equal(readOptions(['--quick']).repetitions, 2);
});

test('a part is chosen by name, and an unknown name is refused with the known ones', () => {
  const { only, peers } = readOptions(['--only', 'cifar-cnn,autoencoder', '--peers', 'keras']);
  assert.deepEqual(only, ['cifar-cnn', 'autoencoder']);
  assert.deepEqual(peers, ['keras']);
  assert.throws(() => readOptions(['--only', 'vgg']), /--only vgg: expected some of cifar-cnn/);
  assert.throws(() => readOptions(['--repetitions', '0']), /whole number from 1/);
  assert.throws(() => readOptions(['--fast']), /usage: npm run bench/);
});

test('a run in part cannot be the committed one', () => {
  assert.equal(readOptions(['--write']).write, true);
  for (const part of [['--quick'], ['--only', 'cifar-cnn'], ['--peers', 'keras']]) {
    assert.throws(() => readOptions(['--write', ...part]), /a whole run/);
  }
});

test('the import cells of a notebook are those that begin with an import', () => {
  const cell = (cell_type: 'code' | 'markdown', ...source: string[]) => ({ cell_type, metadata: {}, source });
  const cells = [
    cell('markdown', 'import nothing'),
    cell('code', "import { a } from './lib/a';\n", 'a()'),
    cell('code', '1 + 1'),
  ];
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  assert.deepEqual(importCells(notebook), ["import { a } from './lib/a';\na()"]);
});
