import assert from 'node:assert/strict';
import test from 'node:test';
import { assertFails, runCells } from './run-cells';

const SETUP = `import * as callbacks from 'node:readline';
import * as promises from 'node:readline/promises';
import fs from 'node:fs';
const both = () => ({ input: process.stdin, output: process.stdout });
const asked = promises.createInterface(both());`;

/** Every way to read from a terminal: the cell, the answers of its reader, what it prints, what the reader is asked. */
const WAYS: { code: string; answers: string[]; stdout: string; questions?: string[] }[] = [
  { code: "await asked.question('Nom ? ')", answers: ['Ada'], stdout: 'Ada\n', questions: ['Nom ? '] },
  {
    code: "const first = await asked.question('a');\nconst second = await asked.question('b');\nfirst + second",
    answers: ['1', '2'],
    stdout: '12\n',
    questions: ['a', 'b'],
  },
  {
    code: "const lines = callbacks.createInterface(process.stdin, process.stdout);\nawait new Promise<void>((done) => lines.question('q', (answer) => { console.log(answer); lines.close(); done(); }));",
    answers: ['é€😀'],
    stdout: 'é€😀\n',
    questions: ['q'],
  },
  {
    code: "for await (const line of callbacks.createInterface(both())) { console.log(line); if (line === 'fin') break; }",
    answers: ['un', 'fin'],
    stdout: 'un\nfin\n',
  },
  {
    code: "const heard = new (callbacks.Interface as any)(both());\nawait new Promise<void>((done) => heard.on('line', (line: string) => { console.log(line); heard.close(); done(); }));",
    answers: ['line'],
    stdout: 'line\n',
  },
  {
    code: "await new Promise<void>((done) => process.stdin.once('data', (bytes) => { console.log(String(bytes).trim()); done(); }));",
    answers: ['data'],
    stdout: 'data\n',
  },
  {
    code: "await new Promise<void>((done) => process.stdin.once('readable', () => { console.log(String(process.stdin.read()).trim()); done(); }));",
    answers: ['readable'],
    stdout: 'readable\n',
  },
  {
    code: 'for await (const chunk of process.stdin) { console.log(String(chunk).trim()); break; }',
    answers: ['chunk'],
    stdout: 'chunk\n',
  },
  { code: "fs.readFileSync(0, 'utf8')", answers: ['whole'], stdout: 'whole\n\n' },
  { code: "fs.readFileSync('/dev/stdin').length", answers: ['é'], stdout: '3\n' },
  {
    code: 'const two = Buffer.alloc(2);\n[fs.readSync(0, two), String(two), fs.readSync(0, two, 0, 2, null), String(two)].join()',
    answers: ['abc'],
    stdout: '2,ab,2,c\n\n',
  },
  {
    code: "await new Promise<void>((done) => fs.read(0, Buffer.alloc(9), 0, 9, null, (error, count, bytes) => { console.log(error, count, bytes.toString('utf8', 0, count).trim()); done(); }));",
    answers: ['later'],
    stdout: 'null 6 later\n',
  },
  {
    code: "const who = prompt('Qui ?');\n'Bonjour ' + who",
    answers: ['Ada'],
    stdout: 'Bonjour Ada\n',
    questions: ['Qui ?'],
  },
  { code: "await prompt('x', 'initial')", answers: [''], stdout: 'initial\n', questions: ['x'] },
  {
    code: "[confirm('ok ?'), confirm('ok ?')].join()",
    answers: ['oui', 'n'],
    stdout: 'true,false\n',
    questions: ['ok ? [y/n]', 'ok ? [y/n]'],
  },
];

test('a cell reads from its reader in every way that a program reads from a terminal', async () => {
  const [, ...outcomes] = await runCells([
    SETUP,
    ...WAYS.map(({ code, answers }) => ({ code, answers: [...answers] })),
    '1 + 1',
  ]);
  WAYS.forEach(({ code, stdout, questions }, i) => {
    const { reply, errors, ...found } = outcomes[i];
    assert.equal(reply.status, 'ok', `${code}: ${errors[0]?.evalue}`);
    assert.equal(found.stdout, stdout, code);
    if (questions) assert.deepEqual(found.questions, questions, code);
  });
  assert.equal(outcomes.at(-1)!.stdout, '2\n');
});

test('where nobody can answer, every way fails at once with one sentence, and the next cell runs', async () => {
  const [, ...outcomes] = await runCells([SETUP, ...WAYS.map(({ code }) => code), "alert('said')", '1 + 1']);
  WAYS.forEach((_, i) => {
    assertFails(
      outcomes[i],
      'NoAnswer',
      /^This cell asks for input, and nobody can answer here: write the value into the cell/,
    );
    assert.equal(outcomes[i].errors[0].traceback.length, 1);
    assert.ok(outcomes[i].seconds < 60);
  });
  assert.equal(outcomes.at(-2)!.stdout, 'said\n');
  assert.equal(outcomes.at(-1)!.stdout, '2\n');
});

test('a question that nobody answers can be interrupted, and an answer given too late goes nowhere', async () => {
  const [, waiting, sync, after] = await runCells([
    SETUP,
    { code: "await asked.question('?')", answers: [] },
    { code: "await null; prompt('?')", answers: [] },
    { code: "prompt('again')", answers: ['now'] },
  ]);
  for (const cell of [waiting, sync]) assertFails(cell, 'Interrupted', 'The cell was interrupted.');
  assert.equal(after.stdout, 'now\n');
});

test('a readline that nobody closed asks for nothing by itself', async () => {
  const [, answered, later] = await runCells([
    SETUP,
    {
      code: "const answer = await asked.question('once');\nawait new Promise((done) => setTimeout(done, 300));\nanswer",
      answers: ['yes'],
    },
    'await new Promise((done) => setTimeout(done, 300));\n1',
  ]);
  assert.deepEqual([answered.stdout, answered.questions], ['yes\n', ['once']]);
  assert.deepEqual([later.stdout, later.questions, later.reply.status], ['1\n', [], 'ok']);
});

test('what an earlier cell left listening takes no answer from a later one, which may listen to the same stream', async () => {
  const left = (stream: string) =>
    `${stream}.on('data', (bytes) => console.log('left', String(bytes).trim()));\nawait new Promise<void>((done) => ${stream}.once('data', () => done()));`;
  const own =
    "await new Promise<void>((done) => kept.once('data', (bytes) => { console.log(String(bytes).trim()); done(); }));";
  const [, first, second, third, again] = await runCells([
    `${SETUP}\nconst kept = process.stdin;`,
    { code: left('process.stdin'), answers: ['1'] },
    { code: `setImmediate(() => 0);\nawait asked.question('b')`, answers: ['2'] },
    {
      code: "await new Promise<void>((done) => process.stdin.once('readable', () => { console.log(String(process.stdin.read()).trim()); done(); }));",
      answers: ['3'],
    },
    { code: own, answers: ['4'] },
  ]);
  assert.equal(first.stdout, 'left 1\n');
  assert.deepEqual([second.stdout, second.questions], ['2\n', ['b']]);
  assert.deepEqual([third.stdout, third.questions], ['3\n', ['']]);
  assert.deepEqual([again.stdout, again.questions], ['4\n', ['']]);
});
