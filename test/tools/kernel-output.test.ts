import assert from 'node:assert/strict';
import test from 'node:test';
import { assertFails, runCells } from './run-cells';

const CHILDREN = "import { execSync, fork, spawn, spawnSync } from 'node:child_process';\nimport fs from 'node:fs';";

const lines = (count: number) => Array.from({ length: count }, (_, i) => `${i}\n`).join('');

/** Cells that print, and all that must arrive in the order of writing, each on its stream. */
const PRINTED: { code: string; stdout: string; stderr?: string }[] = [
  {
    code: "for (const byte of Buffer.from('é€😀')) process.stdout.write(Buffer.from([byte]));\nundefined",
    stdout: 'é€😀',
  },
  { code: "for (const half of ['\\ud83d', '\\ude00']) process.stdout.write(half);\nundefined", stdout: '😀' },
  { code: "process.stdout.write('\\ud83d');\nundefined", stdout: '\ufffd' },
  { code: "process.stdout.write(Buffer.from([0xe2, 0x82]));\nconsole.log('!')", stdout: '\ufffd!\n' },
  {
    code: "process.stdout.write('c3a90a', 'hex');\nprocess.stdout.write('w6kK', 'base64');\nprocess.stdout.write('\\u00c3\\u00a9', 'latin1');\nundefined",
    stdout: 'é\né\né',
  },
  {
    code: "await new Promise<void>((done) => { console.log(process.stdout.write('a', () => done())); });",
    stdout: 'atrue\n',
  },
  {
    code: 'for (let i = 0; i <= 100; i += 50) process.stderr.write("\\r" + i + " %");\nundefined',
    stdout: '',
    stderr: '\r0 %\r50 %\r100 %',
  },
  {
    code: "console.group('G');\nconsole.log('within');\nconsole.groupEnd();\nconsole.table([{ a: 1 }]);",
    stdout: 'G\n  within\n┌─────────┬───┐\n│ (index) │ a │\n├─────────┼───┤\n│ 0       │ 1 │\n└─────────┴───┘\n',
  },
  {
    code: "fs.writeSync(1, 'a');\nconsole.log('b');\nfs.writeFileSync('/dev/stdout', 'c');\nfs.writeSync(2, 'd');\nconsole.error('e')",
    stdout: 'ab\nc',
    stderr: 'de\n',
  },
  {
    code: "console.log('a');\nexecSync('echo b; echo c >&2', { stdio: 'inherit' });\nconsole.log('d')",
    stdout: 'a\nb\nd\n',
    stderr: 'c\n',
  },
  {
    code: "spawnSync('sh', ['-c', 'echo a > /dev/stderr; echo b > /dev/stderr'], { stdio: ['ignore', 'inherit', 'inherit'] });\nundefined",
    stdout: '',
    stderr: 'a\nb\n',
  },
  { code: "execSync('echo err >&2; echo piped').toString()", stdout: 'piped\n\n', stderr: 'err\n' },
  {
    code: "const child = spawn('sh', ['-c', 'printf é; sleep 0.1; echo b >&2; echo c'], { stdio: 'inherit' });\nawait new Promise((done) => child.on('exit', done));\nconsole.log('d')",
    stdout: 'éc\nd\n',
    stderr: 'b\n',
  },
  {
    code: "const given = spawn('sh', ['-c', 'echo a; echo b >&2'], { stdio: ['ignore', process.stdout, process.stderr] });\nawait new Promise((done) => given.on('exit', done));\nundefined",
    stdout: 'a\n',
    stderr: 'b\n',
  },
  {
    code: "import { Worker } from 'node:worker_threads';\nconst worker = new Worker(\"console.log('a'); console.error('b')\", { eval: true });\nawait new Promise((done) => worker.on('exit', done));\nundefined",
    stdout: 'a\n',
    stderr: 'b\n',
  },
  { code: "const child2 = spawnSync('seq', ['0', '19999'], { stdio: 'inherit' });\nundefined", stdout: lines(20000) },
  { code: "process.stdout.write('x'.repeat(3_000_000));\nundefined", stdout: 'x'.repeat(3_000_000) },
  { code: 'for (let i = 0; i < 100_000; i++) console.log(i);', stdout: lines(100_000) },
  // Output cannot be closed, and has its callbacks all the same.
  {
    code: "import { Readable } from 'node:stream';\nimport { pipeline } from 'node:stream/promises';\nawait pipeline(Readable.from(['a', 'b']), process.stdout);\nawait new Promise<void>((done) => { process.stdout.end('c', () => done()); });\nprocess.stdout.destroy();\nfs.closeSync(1);\nconsole.log('d')",
    stdout: 'abcd\n',
  },
  { code: "console.log('a');\nexecSync('echo b', { stdio: 'inherit' });\nundefined", stdout: 'a\nb\n' },
  { code: 'process.stdout.write = () => true;\nconsole.log(1)', stdout: '' },
  {
    code: "const waiting = setInterval(() => { if ((globalThis as any).isLater) { console.log('late'); clearInterval(waiting); } }, 5);\nconsole.log('heard again')",
    stdout: 'heard again\n',
  },
  {
    code: '(globalThis as any).isLater = true;\nawait new Promise((done) => setTimeout(done, 200));',
    stdout: 'late\n',
  },
];

test('whatever a cell, its children and its threads print arrives whole and in order', async () => {
  const [, ...outcomes] = await runCells([CHILDREN, ...PRINTED.map(({ code }) => code)]);
  PRINTED.forEach(({ code, stdout, stderr = '' }, i) => {
    const { reply, errors } = outcomes[i];
    assert.equal(reply.status, 'ok', `${code}: ${errors[0]?.evalue}`);
    // Not assert.equal: its message would hold 100,000 lines.
    assert.ok(outcomes[i].stdout === stdout, `${code}: ${JSON.stringify(outcomes[i].stdout.slice(0, 200))}`);
    assert.equal(outcomes[i].stderr.replace(/^Timeout[\s\S]*/, ''), stderr, code);
  });
});

test('what a cell may not do to its process is said in one sentence, and the kernel lives', async () => {
  const [exit, abort, chdir, back, removed, late, half, after] = await runCells([
    'process.exit(0)',
    'process.abort()',
    "process.chdir('lib');\nrequire('./package.json').name",
    "process.chdir('..');\nprocess.cwd()",
    'process.removeAllListeners();\nundefined',
    "setTimeout(() => { throw new Error('late'); }, 10);\nawait new Promise((done) => setTimeout(done, 200));",
    "throw new Error('half \\ud83d');",
    '1 + 1',
  ]);
  assertFails(exit, 'Error', /^process\.exit\(\) would end the kernel and all its variables: leave it out\./);
  assertFails(abort, 'Error', /^process\.abort\(\) would end the kernel/);
  assert.equal(chdir.stdout, 'cahier\n');
  assert.match(
    chdir.stderr,
    /^The working directory is now .*\/lib: relative paths begin there, .* imports still begin at .*\.\n$/,
  );
  assert.deepEqual([back.stdout, back.stderr], [`${process.cwd()}\n`, '']);
  assert.equal(removed.reply.status, 'ok');
  assertFails(late, 'Error', 'late');
  assertFails(half, 'Error', 'half \ufffd');
  assert.equal(after.stdout, '2\n');
});

test('an error names the line of the cell in which it was thrown, in an earlier cell too', async () => {
  const [, own, other] = await runCells([
    'function fail(): never {\n  // a comment\n  throw new Error("here");\n}',
    'const before = 1;\n\nthrow new RangeError("own" + before);',
    '\nfail();',
  ]);
  assert.deepEqual(own.errors[0].traceback.slice(1), ['    at cell 2, line 3']);
  assert.deepEqual(other.errors[0].traceback.slice(1), ['    at fail (cell 1, line 3)', '    at cell 3, line 2']);
});

test('what a cell displays arrives in a form that a notebook can hold, or is refused by its path', async () => {
  const PLOTLY = 'application/vnd.plotly.v1+json';
  const [, typed, text, bytes, json, map, nothing, number, updated] = await runCells([
    "import { display, newDisplay } from 'tslab';\nimport { tf } from './lib/tensorflow';\nconst raw = (mime: string, content: unknown) => display.raw(mime, content as string);",
    `raw('${PLOTLY}', { data: [{ z: [new Float32Array([1, NaN]), tf.tensor1d([3])] }, { y: new BigInt64Array([4n]) }], layout: {} })`,
    `raw('${PLOTLY}', JSON.stringify({ data: [{ y: [1] }] }))`,
    "display.png(new Uint8Array([1, 2, 3]));\nraw('image/png', new Uint8ClampedArray([1, 2, 3]));\nraw('image/svg+xml', new Uint16Array([1]));",
    "raw('application/json', { big: 2n, date: new Date(0) })",
    `raw('${PLOTLY}', { data: [{ y: new Map() }], layout: {} })`,
    'display.html(undefined as any)',
    'display.html(5 as any)',
    "const place = newDisplay();\nplace.html('a');\nplace.html('b');",
  ]);
  assert.deepEqual(typed.displays, [{ [PLOTLY]: { data: [{ z: [[1, null], [3]] }, { y: [4] }], layout: {} } }]);
  assert.deepEqual(text.displays, [{ [PLOTLY]: { data: [{ y: [1] }], layout: {} } }]);
  assert.deepEqual(bytes.displays.slice(0, 2), [{ 'image/png': 'AQID' }, { 'image/png': 'AQID' }]);
  assert.equal(typeof bytes.displays[2]['image/svg+xml'], 'string');
  assert.deepEqual(json.displays, [{ 'application/json': { big: 2, date: '1970-01-01T00:00:00.000Z' } }]);
  assertFails(map, 'UserError', /^data\[0\]\.y is a Map; what is shown takes/);
  assertFails(nothing, 'UserError', 'display of text/html takes text; this is undefined.');
  assert.deepEqual(number.displays, [{ 'text/html': '5' }]);
  assert.deepEqual(updated.displays, [{ 'text/html': 'a' }, { 'text/html': 'b' }]);
});
