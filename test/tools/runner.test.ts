import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { joined, type Notebook, PLOTLY, readNotebook } from '../../tools/check/notebook-file';
import { ROOT } from '../../tools/repository';
import { checkExecuted, type Promises } from '../../tools/runner/check-executed';
import { execute, type Failure } from '../../tools/runner/execute';
import { contentKey } from '../../tools/runner/key';
import { duration, summary } from '../../tools/runner/progress';
import type { ResultFile } from '../../tools/runner/result';
import { type Run, runNotebooks } from '../../tools/runner/run';

const FIXTURES = path.join(__dirname, '../notebooks/fixtures');
const TEMPORARY = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-runner-'));
test.after(() => fs.rmSync(TEMPORARY, { recursive: true }));

async function failureOf(id: string, timeout = 60): Promise<{ failure: Failure | null; executed: Notebook }> {
  const to = path.join(TEMPORARY, `${id}.ipynb`);
  const failure = await execute(path.join(FIXTURES, `${id}.ipynb`), { profile: 'quick', timeout, to });
  return { failure, executed: readNotebook(to) };
}

const FAILING: { id: string; cell: number; name: string; message: RegExp; timeout?: number }[] = [
  { id: 'throws', cell: 2, name: 'RangeError', message: /the third wheel came off/ },
  { id: 'type-error', cell: 2, name: 'TypeScript', message: /line 1.*'number' is not assignable to type 'string'/ },
  { id: 'unhandled-rejection', cell: 1, name: 'Error', message: /lost on the way/ },
  { id: 'late-rejection', cell: 1, name: 'Error', message: /lost much later/ },
  { id: 'kernel-dies', cell: 1, name: 'DeadKernel', message: /the kernel died/ },
  { id: 'never-ends', cell: 1, name: 'Timeout', message: /still running after 3 s/, timeout: 3 },
  { id: 'no-code', cell: 0, name: 'NoCell', message: /no code cell/ },
];

for (const { id, cell, name, message, timeout } of FAILING) {
  test(`execute: "${id}" fails in its cell, and nothing after it runs`, async () => {
    const { failure, executed } = await failureOf(id, timeout);
    assert.equal(failure?.cell, cell);
    assert.equal(failure.name, name);
    assert.match(failure.message, message);
    assert.doesNotMatch(JSON.stringify(executed.cells.map(({ outputs }) => outputs)), /must never run/);
  });
}

test('execute: a whole notebook; each cell has its outputs, its count and its time; cells are announced', async () => {
  const to = path.join(TEMPORARY, 'figures.ipynb');
  const seen: string[] = [];
  const onCell = (cell: number, cells: number) => seen.push(`${cell}/${cells}`);
  const failure = await execute(path.join(FIXTURES, 'figures.ipynb'), { profile: 'quick', timeout: 300, to, onCell });
  assert.equal(failure, null);
  assert.deepEqual(seen, ['1/4', '2/4', '3/4', '4/4']);
  const cells = readNotebook(to).cells.filter(({ cell_type }) => cell_type === 'code');
  assert.deepEqual(
    cells.map(({ execution_count }) => execution_count),
    [1, 2, 3, 4],
  );
  assert.equal(typeof cells[1].outputs?.[0].data?.[PLOTLY], 'object');
  assert.equal(joined(cells[2].outputs?.[1].text).trim(), '300 images de test, 250 bien classées.');
  assert.ok((cells[0].metadata.cahier as { seconds: number }).seconds > 0);
  assert.deepEqual(
    fs.readdirSync(TEMPORARY).filter((name) => name.includes('.part')),
    [],
  );
});

const figure = { data: [{ type: 'scatter', x: [1], y: [2] }], layout: { meta: { alt: 'Un point.' } } };

function executedNotebook(outputs: NonNullable<Notebook['cells'][number]['outputs']>): Notebook {
  const banner = {
    output_type: 'display_data' as const,
    data: { 'text/html': '<p>profil <b>quick</b> · 9 images</p>' },
  };
  const cells: Notebook['cells'] = [banner, ...outputs].map((output, index) => ({
    cell_type: 'code',
    metadata: {},
    source: 'x',
    execution_count: index + 1,
    outputs: [output],
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const PROMISES: Promises = {
  profile: 'quick',
  figures: 1,
  expected: { accuracy: { min: 0.9 }, parameters: { min: 10, max: 10 } },
};
const shown = executedNotebook([{ output_type: 'display_data', data: { [PLOTLY]: figure } }]);

test('checkExecuted: accepts what keeps its promises', () => {
  assert.deepEqual(checkExecuted(shown, result(), PROMISES), []);
});

const BROKEN: { what: string; notebook?: Notebook; result?: ResultFile | null; message: RegExp }[] = [
  { what: 'no cells at all', notebook: { ...shown, cells: [] }, message: /there is no code cell/ },
  { what: 'a missing figure', notebook: executedNotebook([]), message: /0 figures .* promises 1/ },
  { what: 'a cell that was not run', notebook: withoutCount(shown), message: /cell 2 was not executed/ },
  { what: 'no banner', notebook: { ...shown, cells: shown.cells.slice(1) }, message: /no output names the profile/ },
  {
    what: 'stderr',
    notebook: executedNotebook([{ output_type: 'stream', name: 'stderr', text: ['a warning\n', 'more'] }]),
    message: /cell 2 wrote to stderr: a warning$/m,
  },
  {
    what: 'an empty output',
    notebook: executedNotebook([{ output_type: 'display_data', data: { 'text/html': '<div> </div>' } }]),
    message: /cell 2 shows an empty output/,
  },
  {
    what: 'NaN in a sentence',
    notebook: executedNotebook([{ output_type: 'display_data', data: { 'text/html': '<p>exactitude : NaN %</p>' } }]),
    message: /cell 2 shows "NaN"/,
  },
  {
    what: 'a line that may break before a colon',
    notebook: executedNotebook([{ output_type: 'display_data', data: { 'text/html': '<p>perte : 0,5</p>' } }]),
    message: /cell 2 shows an ordinary space .*"perte :"/,
  },
  {
    what: 'the same in a figure',
    notebook: executedNotebook([
      { output_type: 'display_data', data: { [PLOTLY]: { ...figure, data: [{ name: 'à 95 %' }] } } },
    ]),
    message: /cell 2 shows an ordinary space .*"95 %"/,
  },
  {
    what: 'a figure without data or alternative text',
    notebook: executedNotebook([{ output_type: 'display_data', data: { [PLOTLY]: { data: [], layout: {} } } }]),
    message: /without data[\s\S]*without a text alternative/,
  },
  { what: 'no results', result: null, message: /recorded no result/ },
  {
    what: 'a value below its range',
    result: result({ accuracy: 0.85 }),
    message: /accuracy is 0.85, expected at least 0.9/,
  },
  { what: 'a wrong count', result: result({ parameters: 11 }), message: /parameters is 11, expected 10/ },
  {
    what: 'NaN, which JSON writes as null',
    result: result({ accuracy: null }),
    message: /accuracy was expected and is null/,
  },
  {
    what: 'NaN deep inside',
    result: result({ perClass: { chat: [0.5, null] } }),
    message: /perClass.chat.1 is recorded without/,
  },
  {
    what: 'provenance left out',
    result: { ...result(), versions: {}, commit: 'unknown', data: null, sizes: null },
    message: /lacks versions.node[\s\S]*lacks versions.tensorflow[\s\S]*lacks commit[\s\S]*lacks data.checksum/,
  },
  { what: 'another profile', result: { ...result(), profile: 'full' }, message: /is of profile full, not quick/ },
];

for (const { what, notebook = shown, result: recorded = result(), message } of BROKEN) {
  test(`checkExecuted: refuses ${what}`, () => {
    assert.match(checkExecuted(notebook, recorded, PROMISES).join('\n'), message);
  });
}

function withoutCount(notebook: Notebook): Notebook {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => ({ ...cell, execution_count: cell === notebook.cells[1] ? null : 1 })),
  };
}

test('contentKey: changes with all that a lesson reads and with the profile, and with nothing else', () => {
  const root = path.join(TEMPORARY, 'root');
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  };
  const notebook = path.join(root, 'notebooks/01-x.ipynb');
  const withSource = (source: string, metadata = {}) =>
    write(
      'notebooks/01-x.ipynb',
      JSON.stringify({ cells: [{ cell_type: 'code', metadata, source }], metadata, nbformat: 4 }),
    );
  const key = () => contentKey(notebook, 'quick', root);

  withSource('a');
  write('lib/a.ts', '1');
  write('configs/01-x.yaml', '1');
  write('data/samples/a.gz', '1');
  const first = key();
  assert.match(first, /^[0-9a-f]{64}$/);
  assert.notEqual(contentKey(notebook, 'full', root), first);

  withSource('a', { collapsed: true });
  write('data/.mnist.part', 'on its way');
  write('outputs/02-y/quick/result.json', 'a quick run, which nobody reads');
  assert.equal(key(), first);

  for (const [file, text] of [
    ['lib/a.ts', '2'],
    ['configs/01-x.yaml', '2'],
    ['configs/02-y.yaml', 'of another lesson, which this one may read'],
    ['outputs/01-x/full/result.json', '{}'],
    ['outputs/02-y/full/fold-1.json', '{}'],
    ['outputs/02-y/full/fold-1.json', '{"accuracy":1}'],
    ['outputs/02-y/full/models_history.json', '{}'],
    ['data/samples/a.gz', '2'],
    ['package-lock.json', '{}'],
  ]) {
    const before = key();
    write(file, text);
    assert.notEqual(key(), before, file);
  }
  const before = key();
  withSource('b');
  assert.notEqual(key(), before);

  // A full run may be reused after it has recorded what it made.
  const full = () => contentKey(notebook, 'full', root);
  const ofFull = full();
  write('outputs/01-x/full/fold-1.json', '{}');
  assert.equal(full(), ofFull);
  write('outputs/02-y/full/fold-1.json', '{}');
  assert.notEqual(full(), ofFull);
});

test('runNotebooks: reuses what is the same and kept its promises; runs again when forced or when the result is gone', async () => {
  const outputs = path.join(TEMPORARY, 'outputs');
  const file = path.join(outputs, 'recorded/quick/result.json');
  const states: string[] = [];
  const run = async (options: { force?: boolean; min?: number } = {}): Promise<Run> => {
    const promises = () => ({
      profile: 'quick' as const,
      figures: 0,
      expected: { accuracy: { min: options.min ?? 0.9 } },
    });
    const [only] = await runNotebooks(['recorded'], {
      profile: 'quick',
      notebooks: FIXTURES,
      outputs,
      promises,
      force: options.force,
      onProgress: (_, { state }) => states.push(state),
    });
    return only;
  };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  process.env.CAHIER_TEST_RESULT = file;
  process.env.CAHIER_TEST_CONTENT = JSON.stringify(result());

  const first = await run();
  assert.deepEqual([first.status, first.problems], ['executed', []]);
  assert.deepEqual(states, ['started', 'running', 'ended']);
  assert.ok(!fs.existsSync(path.join(outputs, 'recorded/quick/failed.ipynb')));

  const second = await run();
  assert.equal(second.status, 'reused');
  assert.ok(Math.abs(second.seconds - first.seconds) < 1e-9);

  assert.equal((await run({ force: true })).status, 'executed');
  fs.rmSync(file);
  assert.equal((await run()).status, 'executed');

  const unmet = await run({ min: 0.99 });
  assert.deepEqual([unmet.status, unmet.problems], ['failed', ['accuracy is 0.95, expected at least 0.99']]);
});

test('runNotebooks: one that fails does not keep the others from running, and its cell is shown', async () => {
  const runs = await runNotebooks(['throws', 'no-code', 'type-error'], {
    profile: 'quick',
    jobs: 2,
    notebooks: FIXTURES,
    outputs: path.join(TEMPORARY, 'failing'),
    promises: () => ({ profile: 'quick', figures: 0, expected: {} }),
  });
  assert.deepEqual(
    runs.map(({ id, status, failure }) => [id, status, failure?.cell]),
    [
      ['throws', 'failed', 2],
      ['no-code', 'failed', 0],
      ['type-error', 'failed', 2],
    ],
  );
  assert.equal(runs[0].failure?.source, "throw new RangeError('the third wheel came off');");
  assert.ok(fs.existsSync(path.join(TEMPORARY, 'failing/throws/quick/failed.ipynb')));
  assert.ok(!fs.existsSync(path.join(TEMPORARY, 'failing/throws/quick/executed.ipynb')));
});

test('run-notebooks refuses wrong arguments in one sentence', async () => {
  const { spawnSync } = await import('node:child_process');
  const run = (...words: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'tools/run-notebooks.ts', ...words], {
      cwd: ROOT,
      encoding: 'utf8',
    });
  for (const [words, message] of [
    [['--profile', 'slow'], /the profile "slow" is not quick or full/],
    [['--jobs', '0'], /--jobs takes a whole number from 1/],
    [['--nope'], /--nope/],
  ] as [string[], RegExp][]) {
    const { status, stderr } = run(...words);
    assert.equal(status, 1);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

test('summary: a failed notebook shows cell, source and message', () => {
  const failure = { cell: 2, name: 'RangeError', message: 'RangeError: no', source: 'a();\nb();' };
  assert.equal(
    summary({ id: '01-x', status: 'failed', seconds: 3.21, failure, problems: [] }),
    `FAIL 01-x${' '.repeat(24)}    3.2 s\n     cell 2:\n       | a();\n       | b();\n       RangeError: no`,
  );
  assert.match(summary({ id: '01-x', status: 'reused', seconds: 1, problems: [] }), /reused/);
  assert.deepEqual([0, 59.94, 61, 3661].map(duration), ['0.0 s', '59.9 s', '1 min 01', '1 h 01']);
});

function result(results: Record<string, unknown> = {}): ResultFile {
  return {
    experiment: '01-x',
    title: 'X',
    profile: 'quick',
    data: { name: 'MNIST', source: 'sample', licence: 'CC BY-SA 3.0', citation: '', checksum: 'ab'.repeat(32) },
    sizes: { train: 8, validation: 1, test: 1 },
    seed: 1,
    overrides: [],
    versions: { node: '20.0.0', tensorflow: '2.21.0' },
    device: { processor: 'X', cores: 2, memoryGiB: 8, gpu: false },
    seconds: 1,
    commit: 'ab'.repeat(20),
    clean: true,
    date: '2026-01-01T00:00:00.000Z',
    results: { accuracy: 0.95, parameters: 10, ...results } as ResultFile['results'],
    reference: {},
  };
}
