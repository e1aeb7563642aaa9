import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { joined, type Notebook, normalised, readNotebook, selectNotebooks } from '../../tools/check/notebook-file';
import { checkSkeleton } from '../../tools/check/notebook-skeleton';
import { checkNotebooks } from '../../tools/check-notebooks';

const FIXTURES = path.join(__dirname, '../notebooks/fixtures');

test('type errors are found in their cell and line; cells see earlier ones and may declare a name again', () => {
  const problems = checkNotebooks(['types'], FIXTURES).get('types')!;
  const typed = problems
    .filter(({ message }) => !message.includes('heading') && !message.includes('title'))
    .map(({ cell, line, message }) => `${cell}:${line} ${message.split('\n')[0]}`);
  assert.deepEqual(typed, [
    "2:1 'fs' is declared but its value is never read.",
    "4:1 Type 'string' is not assignable to type 'number'.",
    "4:3 Argument of type 'string' is not assignable to parameter of type 'number'.",
    "5:1 Cannot find name 'nowhere'.",
    "5:2 Parameter 'x' implicitly has an 'any' type.",
  ]);
});

test('skeleton, length of cells and French typography', () => {
  const problems = checkNotebooks(['unkempt'], FIXTURES).get('unkempt')!;
  const messages = problems.map(({ cell, line, message }) => `${cell}:${line ?? '-'} ${message}`).join('\n');
  assert.match(messages, /1:1 the first cell begins with the title: "# unkempt · …"/);
  assert.match(messages, /the heading "## Le modèle" is missing/);
  assert.match(messages, /the heading "## L’entraînement" is missing/);
  assert.match(messages, /1:5 the heading "## Exercices" stands too early|1:9 the heading "## Préparation"/);
  assert.match(messages, /1:3 an ordinary space stands before this sign.*question \?/);
  assert.match(messages, /1:3 an ordinary space stands before this sign.*10 %/);
  assert.match(messages, /1:3 an ordinary space follows this sign/);
  assert.match(messages, /1:7 no space stands before this sign.*Fini!/);
  assert.doesNotMatch(messages, /du code|a : b/);
  assert.match(messages, /2:- 26 lines of code; at most 15/);
  assert.match(messages, /2:4 103 characters in a line; at most 96/);
  assert.equal(messages.match(/characters in a line/g)?.length, 1);
});

test('a choice within a choice is named with its line; one in a function of a branch, and two side by side, are not', () => {
  const of = (source: string) =>
    checkSkeleton('00-x', { cells: [{ cell_type: 'code', metadata: {}, source }] } as unknown as Notebook)
      .filter(({ message }) => message.startsWith('a ternary'))
      .map(({ line }) => line);
  assert.deepEqual(of("const a = 1;\nconst b = a > 0 ? 'x'\n  : a < 0 ? 'y' : 'z';"), [3]);
  assert.deepEqual(of('const a = b ? (c ? 1 : 2) : 3;'), [1]);
  assert.deepEqual(
    of('const a = b ? rows.map((row) => (row ? 1 : 2)) : [];\nconst d = (b ? 1 : 2) + (c ? 1 : 2);'),
    [],
  );
});

test('a notebook with outputs is refused, and normalising it takes them away and nothing else', () => {
  const notebook: Notebook = {
    cells: [
      { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Un\n', 'deux'] },
      {
        cell_type: 'code',
        id: 'b',
        metadata: { execution: {}, tags: ['exercise'] },
        source: 'const x = 1;\nx;',
        execution_count: 3,
        outputs: [{ output_type: 'stream', name: 'stdout', text: 'x' }],
      },
    ],
    metadata: { kernelspec: { name: 'jslab' }, widgets: {} },
    nbformat: 4,
    nbformat_minor: 4,
  };
  const clean = normalised(notebook);
  assert.deepEqual(clean.cells[0], notebook.cells[0]);
  assert.equal(joined(clean.cells[1].source), 'const x = 1;\nx;');
  assert.deepEqual(clean.cells[1].source, ['const x = 1;\n', 'x;']);
  assert.deepEqual(clean.cells[1].metadata, { tags: ['exercise'] });
  assert.deepEqual(clean.cells[1].outputs, []);
  assert.equal(clean.cells[1].execution_count, null);
  assert.equal((clean.metadata.kernelspec as { name: string }).name, 'cahier');
  assert.deepEqual(normalised(clean), clean);
});

test('lessons are chosen by number, by beginning or by whole id; what means none is refused', () => {
  assert.deepEqual(selectNotebooks(FIXTURES, ['thr', 'type-error.ipynb']), ['throws', 'type-error']);
  assert.ok(selectNotebooks(FIXTURES).length > 5);
  assert.throws(() => selectNotebooks(FIXTURES, ['42']), /No lesson begins with "42"; there are: /);
  assert.throws(() => selectNotebooks(path.join(FIXTURES, 'none')), /holds no notebook/);
  assert.throws(() => readNotebook(path.join(FIXTURES, 'none.ipynb')), /there is no such file/);
});
