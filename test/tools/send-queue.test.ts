import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { queueSends } from '../../tools/kernel/send-queue.cjs';

/** A socket that takes one message at a time, as zeromq's does, and cannot send some. */
function socket(fate: Record<string, 'throws' | 'rejects'> = {}) {
  const sent: string[] = [];
  let busy = false;
  return {
    sent,
    closed: false,
    close() {},
    send(message: string): Promise<void> {
      if (busy) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
      if (fate[message] === 'throws') throw new Error('too long');
      busy = true;
      return wait(1).then(() => {
        busy = false;
        if (fate[message] === 'rejects') throw new Error('no route');
        sent.push(message);
      });
    },
  };
}

test('messages that come while one is on its way follow it in their order', async () => {
  const target = socket();
  const queue = queueSends(target, () => assert.fail());
  for (const message of ['a', 'b', 'c']) queue.send(message);
  await wait(50);
  assert.deepEqual(target.sent, ['a', 'b', 'c']);
});

test('a message that cannot be sent is lost with its reason, and those behind it arrive', async () => {
  const target = socket({ b: 'throws', d: 'rejects', f: 'throws' });
  const lost: string[] = [];
  const queue = queueSends(target, (message: string, error: Error) => lost.push(`${message}: ${error.message}`));
  for (const message of ['a', 'b', 'c', 'd', 'e', 'f']) queue.send(message);
  await wait(80);
  queue.send('g');
  await wait(20);
  assert.deepEqual(target.sent, ['a', 'c', 'e', 'g']);
  assert.deepEqual(lost, ['b: too long', 'd: no route', 'f: too long']);
});
