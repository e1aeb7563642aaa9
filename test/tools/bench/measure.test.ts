import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { measureWorkload } from '../../../tools/bench/measure';
import type { System } from '../../../tools/bench/systems';
import { WORKLOADS } from '../../../tools/bench/workloads';

/** A peer that only tells when it was asked; `args` say where it fails. */
const system = (id: string, ...args: string[]): System => ({
  id,
  title: id,
  command: [process.execPath, '--import', 'tsx', path.join(__dirname, 'timed-peer.ts'), ...args],
  python: false,
  choices: () => ({}),
});

const OPTIONS = { threads: 1, repetitions: 3, scale: 0.1, inferenceSeconds: 0.01, pause: 0, say: () => {} };

test('systems take turns; one that fails is named and the others go on', async () => {
  const systems = [system('a'), system('b', 'fails-at-epoch-3'), system('c'), system('d', 'fails-at-start')];
  const tunings = Object.fromEntries(systems.map(({ id }) => [id, { settings: {}, trials: [] }]));
  const { result, versions } = await measureWorkload(WORKLOADS[0], systems, tunings, OPTIONS);

  assert.deepEqual(Object.keys(result.systems), ['a', 'c']);
  assert.match(result.failures.b, /no third epoch/);
  assert.match(result.failures.d, /cannot be loaded/);
  assert.deepEqual(versions, { timed: '1' });
  assert.equal(result.examples, 10 * 32);

  const { a, c } = result.systems;
  // A timed peer takes half a second for any epoch, and its loss is the time at which it was asked.
  assert.deepEqual(a.training, [640, 640, 640]);
  assert.deepEqual(a.inference1, [100, 100, 100]);
  assert.equal(a.inference256.length, 3);
  assert.equal(a.compile, 2);
  const order = [...a.losses, ...c.losses].sort((x, y) => x - y);
  assert.deepEqual(order, [a.losses[0], c.losses[0], a.losses[1], c.losses[1], a.losses[2], c.losses[2]]);
});

test('a system whose loss is no number is not timed', async () => {
  const systems = [system('a'), system('b', 'diverges')];
  const tunings = Object.fromEntries(systems.map(({ id }) => [id, { settings: {}, trials: [] }]));
  const { result } = await measureWorkload(WORKLOADS[0], systems, tunings, { ...OPTIONS, repetitions: 1 });
  assert.deepEqual(Object.keys(result.systems), ['a']);
  assert.match(result.failures.b, /does not learn/);
});
