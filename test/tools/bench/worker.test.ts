import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { Worker } from '../../../tools/bench/worker';

const FAKE = [process.execPath, '--import', 'tsx', path.join(__dirname, 'fake-peer.ts')];

test('commands are answered in turn, among whatever else a system prints', async () => {
  const worker = new Worker('fake', FAKE);
  try {
    assert.deepEqual(await worker.reply(), { versions: { fake: '1.0' } });
    assert.deepEqual(await worker.ask('first-steps', { count: 3 }), { seconds: [3, 1, 1] });
    assert.deepEqual(await worker.ask('infer', { batchSize: 4, seconds: 2 }), { examples: 40, seconds: 2 });
    if (process.platform === 'linux') assert.ok(worker.peakMemory()! > 10, 'a Node process takes more than 10 MiB');
  } finally {
    await worker.stop();
  }
});

test('an error is the system’s own sentence, and the system goes on', async () => {
  const worker = new Worker('fake', FAKE);
  try {
    await worker.reply();
    await assert.rejects(worker.ask('epoch'), /^Error: this one cannot train$/);
    await assert.rejects(worker.ask('dance'), /no such command: dance/);
    assert.deepEqual(await worker.ask('first-steps', { count: 1 }), { seconds: [3] });
  } finally {
    await worker.stop();
  }
});

test('of a process that ends, the last sentence that names an error is told', async () => {
  const worker = new Worker('fake', FAKE);
  await worker.reply();
  await assert.rejects(worker.ask('infer', { batchSize: 1, seconds: 1 }), /^Error: MemoryError: too much was asked$/);
  await worker.stop();
});

test('a program that is not there is named', async () => {
  const worker = new Worker('fake', ['/nowhere/python']);
  await assert.rejects(worker.reply(), /\/nowhere\/python/);
  await worker.stop();
});

test('a system that does not answer is ended', async () => {
  const worker = new Worker('fake', [process.execPath, '-e', 'setInterval(() => {}, 1000)'], { limit: 0.3 });
  await assert.rejects(worker.reply(), /it did not answer within 0.3 s/);
  await worker.stop();
});
