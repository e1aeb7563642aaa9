import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { withLock } from '../../../tools/setup/lock.mjs';

function lockFile(t: test.TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-lock-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'lock');
}

const deadProcess = () => spawnSync(process.execPath, ['-e', '']).pid;

test('a lock whose process died is taken over, and nothing stays', async (t) => {
  const file = lockFile(t);
  for (const owner of [
    { pid: deadProcess(), host: os.hostname() },
    { id: 'a', pid: deadProcess(), host: os.hostname() },
  ]) {
    fs.writeFileSync(file, JSON.stringify(owner));
    const order: string[] = [];
    await withLock(async () => {
      assert.equal(JSON.parse(fs.readFileSync(file, 'utf8')).pid, process.pid);
      order.push('worked');
    }, file);
    assert.deepEqual(order, ['worked']);
    assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
  }
});

test('the number of a process that died may be another’s by now', { skip: process.platform !== 'linux' }, async (t) => {
  const file = lockFile(t);
  fs.writeFileSync(file, JSON.stringify({ id: 'a', pid: process.ppid, host: os.hostname(), started: '1' }));
  assert.equal(await withLock(async () => 'worked', file), 'worked');
});

test('a process that died while it removed a dead one’s lock keeps nobody out', async (t) => {
  const file = lockFile(t);
  const owner = { pid: deadProcess(), host: os.hostname() };
  fs.writeFileSync(file, JSON.stringify({ ...owner, id: 'first' }));
  fs.writeFileSync(`${file}.after-first`, JSON.stringify({ ...owner, id: 'second' }));
  assert.equal(await withLock(async () => 'worked', file, { look: 1 }), 'worked');
  assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
});

test('another machine’s lock holds as long as it is touched, and so does one that nobody can read', async (t) => {
  const file = lockFile(t);
  t.mock.method(console, 'log', () => {});
  for (const content of [JSON.stringify({ id: 'a', pid: deadProcess(), host: 'elsewhere' }), '', '{"pid"']) {
    fs.writeFileSync(file, content);
    let worked = false;
    const work = withLock(
      async () => {
        worked = true;
      },
      file,
      { look: 5, silence: 150 },
    );
    for (let beat = 1; beat <= 8; beat++) {
      await pause(40);
      assert.equal(worked, false, 'it is touched');
      fs.utimesSync(file, beat, beat);
    }
    await work;
    assert.equal(worked, true, 'nobody has touched it');
  }
});

test('who waits too long is told which file to remove', async (t) => {
  const file = lockFile(t);
  t.mock.method(console, 'log', () => {});
  fs.writeFileSync(file, JSON.stringify({ id: 'a', pid: process.ppid, host: os.hostname() }));
  const waiting = withLock(async () => 'worked', file, { look: 5, limit: 20 });
  await assert.rejects(waiting, { name: 'SetupFailure', message: /Another set-up has held .*lock/ });
});

test('a work that fails gives its lock back', async (t) => {
  const file = lockFile(t);
  const failing = withLock(async () => {
    throw new Error('no');
  }, file);
  await assert.rejects(failing, /no/);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
});

/** All look at the lock at once; what each decides to remove it removes a while later. */
const TAKER = `
import fs from 'node:fs';
const [lock, file, log, delay, start] = process.argv.slice(1);
const { rmSync } = fs;
fs.rmSync = (name, options) => {
  if (name === file) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(delay));
  rmSync(name, options);
};
const { withLock } = await import(lock);
await new Promise((resolve) => setTimeout(resolve, Number(start) - Date.now()));
const work = async () => {
  fs.appendFileSync(log, 'in\\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  fs.appendFileSync(log, 'out\\n');
};
await withLock(work, file, { look: 1 });
`;

test('three that find a dead one’s lock at once work one after the other', async (t) => {
  const file = lockFile(t);
  const log = `${file}.log`;
  const lock = pathToFileURL('tools/setup/lock.mjs').href;
  fs.writeFileSync(file, JSON.stringify({ id: 'a', pid: deadProcess(), host: os.hostname() }));
  const start = String(Date.now() + 1500);
  const takers = ['0', '150', '300'].map((delay) =>
    spawn(process.execPath, ['--input-type=module', '-e', TAKER, lock, file, log, delay, start], { stdio: 'pipe' }),
  );
  const statuses = await Promise.all(takers.map(async (taker) => (await once(taker, 'close'))[0]));
  assert.deepEqual(statuses, [0, 0, 0]);
  assert.equal(fs.readFileSync(log, 'utf8'), 'in\nout\n'.repeat(3));
  assert.equal(fs.existsSync(file), false);
});
