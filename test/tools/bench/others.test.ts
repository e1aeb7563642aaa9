import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { leastDisturbed, parseProcessorTime, readProcessorTime, shareOfOthers } from '../../../tools/bench/other-load';

test('the times of all cores and of one process, out of the files of /proc', () => {
  const system = 'cpu  100 20 30 800 40 5 5 10 7 7\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
  const own = '42 (a name) with) S 1 42 42 0 -1 4194560 9 0 0 0 33 11 0 0 20 0 1 0';
  assert.deepEqual(parseProcessorTime(system, [own, own]), { total: 1010, busy: 170, process: 88 });
});

test('what others take is the busy time that is not the process’s own', () => {
  const before = { total: 1000, busy: 100, process: 50 };
  assert.equal(shareOfOthers(before, { total: 1200, busy: 200, process: 150 }), 0);
  assert.equal(shareOfOthers(before, { total: 1200, busy: 250, process: 150 }), 0.25);
  // The two files are read one after the other: a tick more of the process is no negative share.
  assert.equal(shareOfOthers(before, { total: 1200, busy: 199, process: 150 }), 0);
  assert.equal(shareOfOthers(before, before), 0);
});

test('a program that computes beside the watched one is seen on Linux, and nothing elsewhere', async () => {
  if (process.platform !== 'linux') return assert.equal(readProcessorTime(process.pid), null);
  const idle = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)']);
  const before = readProcessorTime(idle.pid!)!;
  const end = performance.now() + 500;
  while (performance.now() < end);
  const share = shareOfOthers(before, readProcessorTime(idle.pid!)!);
  idle.kill();
  // This process is one of the others, and fills half a core at least, of however many.
  assert.ok(share > 0.5 / 2 / 64, `${share}`);
  assert.equal(readProcessorTime(2 ** 30), null);
});

test('the least disturbed rounds are kept, in their order', () => {
  const rounds = [0.3, 0, 0.1, 0.02, 0.5].map((others, i) => ({ i, others }));
  assert.deepEqual(
    leastDisturbed(rounds, 3).map(({ i }) => i),
    [1, 2, 3],
  );
});
