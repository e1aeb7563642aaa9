import assert from 'node:assert/strict';
import test from 'node:test';
import type { BenchmarkResult, SystemResult } from '../../../tools/bench/results';
import { benchmarkSummary, benchmarkTable } from '../../../tools/bench/table';

const measured = (training: number[], rest: Partial<SystemResult> = {}): SystemResult => ({
  settings: {},
  trials: [],
  training,
  inference256: training.map((rate) => 10 * rate),
  inference1: training.map((rate) => rate / 100),
  losses: training.map(() => 1),
  peakMemory: 400,
  timeToFirstStep: 4.04,
  compile: 0.512,
  ...rest,
});

const RESULT: BenchmarkResult = {
  experiment: 'benchmarks',
  date: '2030-01-02T03:04:05.000Z',
  commit: '0123456789abcdef',
  clean: true,
  machine: { processor: 'A processor', cores: 4, memoryGiB: 16 },
  threads: 4,
  versions: { node: '22.0.0', torch: '2.0' },
  repetitions: 3,
  workloads: {
    'mnist-cnn': {
      batchSize: 128,
      examples: 1280,
      others: [0, 0.01, 0.02],
      systems: {
        cahier: measured([1200, 1500, 1300], { peakMemory: 300 }),
        keras: measured([1000, 1000, 1000]),
        pytorch: measured([1100, 1250, 1000]),
      },
      failures: { 'tf-function': 'out of luck' },
    },
  },
  kernel: { start: [1, 1.2, 1.1], firstImport: [2, 2, 2.5], imports: [3, 3, 4], trivialCell: [0.02, 0.03, 0.025] },
  features: {
    clips: 400,
    sources: {
      wav: { cahier: [300, 330, 360], librosa: [100, 100, 120], librosaPool: [200, 220, 180] },
      ogg: { cahier: [90, 90, 90], librosa: [100, 100, 100], librosaPool: [180, 180, 180] },
      memory: { cahier: [700, 700, 700], librosa: [280, 350, 350], librosaPool: [500, 700, 560] },
    },
    others: [0, 0.02, 0],
    versions: { librosa: '0.11.0' },
  },
  seconds: 540,
};

const row = (text: string, title: string, part: string) =>
  text
    .slice(text.indexOf(part))
    .split('\n')
    .find((line) => line.startsWith(`| ${title}`))!
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1);

test('ratios are medians of pairs, with their range; the fastest Python peer is named', () => {
  const text = benchmarkTable(RESULT);
  // Against Keras 1.2, 1.5, 1.3; against PyTorch, the faster one, 1200/1100, 1500/1250, 1300/1000.
  assert.deepEqual(row(text, 'MNIST CNN', '**Training**'), [
    'MNIST CNN',
    '1,300',
    '1.30 (1.20–1.50)',
    '1.20 (1.09–1.30)',
    '**1.20** (1.09–1.30) PyTorch',
  ]);
  assert.equal(row(text, 'MNIST CNN', 'one example at a time')[1], '13.0');
  assert.deepEqual(row(text, 'MNIST CNN', '**Memory'), [
    'MNIST CNN',
    '300',
    '400',
    '**0.75**',
    '0.51',
    '0.51',
    '4.0',
    '4.0',
  ]);
  assert.match(
    text,
    /\| 1\.10 s \(1\.00–1\.20\) \| 2\.00 s \(2\.00–2\.50\) \| 3\.00 s \(3\.00–4\.00\) \| 25 ms \(20–30\) \|/,
  );
});

test('the summary keeps the fastest Python peer and the memory', () => {
  const rest = '(1.09–1.30) PyTorch';
  assert.deepEqual(row(benchmarkSummary(RESULT), 'MNIST CNN', 'Speed over'), [
    'MNIST CNN',
    ...Array.from({ length: 3 }, () => `**1.20** ${rest}`),
    '**0.75**',
  ]);
});

test('the table says where, when and with what it was measured, and who could not be', () => {
  const text = benchmarkTable(RESULT);
  for (const fact of ['2030-01-02', 'A processor, 4 cores, 16 GiB', '4 threads', 'torch 2.0', 'commit 012345678;']) {
    assert.ok(text.includes(fact), fact);
  }
  assert.match(text, /MNIST CNN: `tf.function` could not be measured \(out of luck\)\./);
  assert.match(benchmarkTable({ ...RESULT, clean: false }), /012345678 with local changes/);
});

test('a run on a machine that was not left alone says so', () => {
  assert.doesNotMatch(benchmarkTable({ ...RESULT, features: null }), /other programs/);
  const workloads = { 'mnist-cnn': { ...RESULT.workloads['mnist-cnn'], others: [0.01, 0.2, 0.31] } };
  assert.match(
    benchmarkTable({ ...RESULT, workloads, features: null }),
    /In 2 of 3 rounds other programs took more than 5 % of the processor, up to 31 %\./,
  );
});

test('a run without ours, or without Python peers, leaves its ratios blank', () => {
  const { keras, cahier } = RESULT.workloads['mnist-cnn'].systems;
  const only = (systems: Record<string, SystemResult>) =>
    benchmarkTable({ ...RESULT, workloads: { 'mnist-cnn': { ...RESULT.workloads['mnist-cnn'], systems } } });
  assert.deepEqual(row(only({ keras }), 'MNIST CNN', '**Training**'), ['MNIST CNN', '', '', '']);
  assert.deepEqual(row(only({ cahier }), 'MNIST CNN', '**Training**'), ['MNIST CNN', '1,300', '']);
});

test('features are compared with librosa in one process and in one a thread', () => {
  const text = benchmarkTable(RESULT);
  // 3, 3.3 and 3; 1.5, 1.5 and 2.
  assert.deepEqual(row(text, 'from WAV', '**Features of 400 clips**'), [
    'from WAV files, 44.1 kHz',
    '330',
    '3.00 (3.00–3.30)',
    '1.50 (1.50–2.00)',
  ]);
  assert.doesNotMatch(benchmarkTable({ ...RESULT, features: null }), /librosa/);
});
