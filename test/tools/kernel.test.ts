import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { otherNode } from './other-node';
import { assertFails, type Cell, runCells } from './run-cells';

test('all of 5,001 lines in one cell arrive, in their order', async () => {
  const [cell] = await runCells([{ code: 'for (let i = 0; i <= 5000; i++) console.log(i);' }]);
  assert.equal(cell.reply.status, 'ok');
  assert.equal(cell.stdout, Array.from({ length: 5001 }, (_, i) => `${i}\n`).join(''));
});

test('a kernel started elsewhere works in the root, imports folders of lib, and numbers its cells', async () => {
  const [where, first, trivial] = await runCells([
    { code: 'process.cwd()' },
    { code: "import { tf } from './lib/tensorflow';\ntf.add(1, 2).dataSync()[0]" },
    { code: '1 + 1' },
  ]);
  assert.equal(where.stdout, `${process.cwd()}\n`);
  assert.equal(first.stdout, '3\n');
  assert.equal(first.stderr, '');
  assert.equal(trivial.stdout, '2\n');
  assert.deepEqual([trivial.reply.execution_count, trivial.inputs], [3, 1]);
});

test('a cell sees the variables of earlier ones, also by shorthand', async () => {
  const outcomes = await runCells([
    { code: 'const { a, b } = { a: 1, b: [2] };' },
    { code: 'const named = { b, a: a + 1 };\nJSON.stringify({ a, ...named })' },
  ]);
  assert.equal(outcomes[1].reply.status, 'ok');
  assert.match(outcomes[1].stdout, /\{"a":2,"b":\[2\]\}/);
});

test('a cell takes properties of earlier variables under other names, wherever it may', async () => {
  const outcomes = await runCells([
    {
      code: "const e = { data: 1, inner: { deep: [2, 3] }, rows: [{ data: 4, b: 5 }] };\nlet old = 6;\nlet name: string | undefined = 'n';",
    },
    { code: 'const { data: x } = e;\nlet { data: y } = e;\ny += 1;\nJSON.stringify({ x, y })' },
    {
      code: 'const { inner: { deep: [p, q] }, data: z = old, ...rest } = e;\nJSON.stringify([p, q, z, rest.rows.length])',
    },
    { code: 'for (const { data: i, b: j } of e.rows) console.log(i, j);\nconst [{ b: first }] = e.rows;\nfirst' },
    {
      code: 'async function f({ data: own }: typeof e) { return own + old; }\nconst { data: late } = await Promise.resolve(e);\n(await f(e)) + late',
    },
    // Assignments to variables that exist already, with and without a default.
    { code: "({ data: old, name = 'default' } = { ...e, name: undefined });\nJSON.stringify([old, name])" },
  ]);
  for (const { reply } of outcomes) assert.equal(reply.status, 'ok');
  assert.deepEqual(
    outcomes.map(({ stdout }) => stdout.trim()),
    ['', '{"x":1,"y":2}', '[2,3,1,1]', '4 5\n5', '8', '[1,"default"]'],
  );
});

test('what the compiler refuses is placed where the reader wrote it', async () => {
  const [, shorthand, renamed] = await runCells([
    { code: 'const e = { data: 1 };' },
    { code: "const pair = { e, other: 1 }; const wrong: number = 'a';" },
    { code: "const { data: x } = e; const wrong: number = 'a';" },
  ]);
  assertFails(shorthand, 'TypeScript', /^line 1, column 37: Type 'string' is not assignable/);
  assertFails(renamed, 'TypeScript', /^line 1, column 30: Type 'string' is not assignable/);
});

test('every failure of a cell is one error output and an error reply, and the next cell runs', async () => {
  const outcomes = await runCells([
    { code: "throw new RangeError('boum');" },
    { code: "const x: number = 'a';" },
    { code: "await Promise.reject(new Error('awaited'));" },
    { code: "Promise.reject(new Error('forgotten')); 'the cell itself ends well'" },
    { code: "setTimeout(() => { throw new Error('late'); }, 20); await new Promise((r) => setTimeout(r, 100));" },
    { code: "import { UserError } from './lib/errors';\nthrow new UserError('Say only this.');" },
    { code: "throw 'a text'" },
    { code: "import { nothing } from './lib/nowhere';" },
    { code: "'still alive'" },
  ]);
  const [thrown, types, awaited, forgotten, late, user, text, missing, after] = outcomes;
  assertFails(thrown, 'RangeError', 'boum');
  assertFails(types, 'TypeScript', /^line 1, column 7: Type 'string' is not assignable/);
  assertFails(awaited, 'Error', 'awaited');
  assertFails(forgotten, 'Error', 'forgotten');
  assertFails(late, 'Error', 'late');
  assertFails(user, 'UserError', 'Say only this.');
  assert.equal(user.errors[0].traceback.length, 1, 'no stack for a mistake of the user');
  assertFails(text, 'Thrown', 'a text');
  assertFails(missing, 'TypeScript', /Cannot find module '.\/lib\/nowhere'/);
  assert.equal(after.reply.status, 'ok');
  for (const { stderr } of outcomes) assert.equal(stderr, '');
});

test('an interrupt ends a loop, an await, and work that watches the signal', async () => {
  const signal = "(globalThis as any)[Symbol.for('cahier.interrupt')].signal";
  const interrupted = (code: string): Cell => ({ code, interrupt_at: 'running' });
  const begin = "await new Promise(setImmediate); console.log('running');";
  const [loop, wait, late, callback, watched, renewed] = await runCells([
    interrupted("console.log('running'); while (true) {}"),
    interrupted(`${begin} await new Promise(() => {})`),
    interrupted(`${begin} while (true) {}`),
    interrupted("setTimeout(() => { console.log('running'); while (true) {} }); await new Promise(() => {});"),
    interrupted(
      `const signal = ${signal}; ${begin} while (!signal.aborted) await new Promise(setImmediate); console.log('by itself'); throw signal.reason;`,
    ),
    { code: `${signal}.aborted` },
  ]);
  for (const cell of [loop, wait, late, callback, watched]) {
    assertFails(cell, 'Interrupted', 'The cell was interrupted.');
    assert.ok(cell.seconds < 60);
  }
  assert.equal(watched.stdout, 'running\nby itself\n', 'before the kernel ends it');
  assert.equal(renewed.stdout, 'false\n');
});

test('an edited source reaches a cell that imports it again, also through a folder', async () => {
  const folder = fs.mkdtempSync(path.join('.cache', 'kernel-test-'));
  const specifier = `./${folder}`;
  const edit = (value: number) => {
    const file = JSON.stringify(path.join(folder, 'value.ts'));
    return `require('node:fs').writeFileSync(${file}, 'export const value: number = ${value};');`;
  };
  fs.writeFileSync(path.join(folder, 'value.ts'), 'export const value: number = 1;');
  fs.writeFileSync(path.join(folder, 'index.ts'), "export { value } from './value';");
  try {
    const cell = { code: `import { value } from '${specifier}';\nconsole.log(value);` };
    // The compiler sees the change as soon as the file system reports it.
    const pause = { code: 'await new Promise((r) => setTimeout(r, 600));' };
    const [before, , , after] = await runCells([cell, { code: edit(2) }, pause, cell]);
    assert.equal(before.stdout, '1\n');
    assert.equal(after.stdout, '2\n');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('edited JSON and modules of either kind give their new value, through what imports them too', async () => {
  const folder = fs.mkdtempSync(path.join('.cache', 'kernel-test-'));
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const writeCell = (name: string, text: string) =>
    `require('node:fs').writeFileSync(${JSON.stringify(path.join(folder, name))}, ${JSON.stringify(text)});`;
  try {
    write('value.json', '{ "value": 1 }');
    write('named.mjs', "import data from './value.json';\nexport const named = data.value;\nexport const own = 1;");
    write('common.cjs', "module.exports = { common: require('./named.mjs').named };");
    write(
      'source.ts',
      "import { common } from './common.cjs';\nexport const source: string = String(common).padStart(2, 's');",
    );
    const imports = ['value.json', 'named.mjs', 'common.cjs', 'source'].map((name) => `./${folder}/${name}`);
    const [data, named, common, source] = imports;
    const still = `import data from '${data}';\nimport { named, own } from '${named}';\nimport { common } from '${common}';\nimport { source } from '${source}';\n[data.value, named, own, common, source].join()`;
    const dynamic = `[(await import('${data}')).default.value, (await import('${named}')).own, (await import('${source}')).source].join()`;
    const [before, first, , after, second, , third] = await runCells([
      still,
      dynamic,
      `${writeCell('value.json', '{ "value": 2 }')}\n1`,
      still,
      dynamic,
      writeCell('named.mjs', 'export const named = 5;\nexport const own = 6;'),
      dynamic,
    ]);
    assert.deepEqual([before.stdout, after.stdout], ['1,1,1,1,s1\n', '2,2,1,2,s2\n']);
    assert.deepEqual([first.stdout, second.stdout, third.stdout], ['1,1,s1\n', '2,1,s2\n', '2,6,s5\n']);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('a source that was missing is found once it is there, and no other file that appears does harm', async () => {
  const folder = fs.mkdtempSync(path.join('.cache', 'kernel-test-'));
  const write = (name: string, text: string) =>
    `require('node:fs').writeFileSync(${JSON.stringify(path.join(folder, name))}, ${JSON.stringify(text)});`;
  // The compiler is told of a new file a second after it appeared, of a changed one at once.
  const pause = 'await new Promise((r) => setTimeout(r, 1500));';
  try {
    fs.writeFileSync(path.join(folder, 'value.ts'), 'export const value: number = 1;');
    const late = { code: `import { late } from './${folder}/late';\nlate` };
    const [, missing, , , found, edited] = await runCells([
      { code: `import { value } from './${folder}/value';\nvalue` },
      late,
      { code: `${write('late.ts', 'export const late: number = 2;')}\n${pause}` },
      // Both at once: a changed file, and a new one beside it.
      {
        code: `${write('value.ts', 'export const value: number = 3;')}\n${write('other.ts', 'export {};')}\n${pause}`,
      },
      late,
      { code: `import { value } from './${folder}/value';\nvalue` },
    ]);
    assertFails(missing, 'TypeScript', /Cannot find module/);
    assert.equal(found.stdout, '2\n');
    assert.equal(edited.stdout, '3\n');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

for (const major of [20, 22, 24]) {
  test(`Node ${major} runs the kernel and native TensorFlow`, async (t) => {
    const node = otherNode(major);
    if (node === null) return t.skip(`Node ${major} is not at hand and the npm registry was not reached`);
    const [version, sum] = await runCells(
      [
        { code: 'process.versions.node' },
        { code: "import { tf } from './lib/tensorflow';\n[tf.getBackend(), tf.add(1, 2).dataSync()[0]].join(' ')" },
      ],
      [node],
    );
    assert.match(version.stdout, new RegExp(`^${major}\\.`));
    assert.equal(sum.stdout, 'tensorflow 3\n');
  });
}
