import assert from 'node:assert/strict';
import test from 'node:test';
import { progress } from '../../lib/notebook';
import type { EpochRecord } from '../../lib/training';

/** What tslab would show, one entry an update, while the code believes itself in a kernel. */
async function shownInKernel(run: () => void | Promise<void>): Promise<string[]> {
  const shown: string[] = [];
  const tslab = require('tslab');
  const { newDisplay } = tslab;
  const key = Symbol.for('cahier.interrupt');
  (globalThis as Record<symbol, unknown>)[key] = new AbortController();
  tslab.newDisplay = () => ({ html: (markup: string) => shown.push(markup), raw: () => {} });
  try {
    await run();
  } finally {
    tslab.newDisplay = newDisplay;
    delete (globalThis as Record<symbol, unknown>)[key];
  }
  return shown;
}

const epochs: EpochRecord[] = [1, 2].map((epoch) => ({
  epoch,
  loss: 2 / epoch,
  accuracy: 0.25 * epoch,
  validationLoss: 3 / epoch,
  validationAccuracy: 0.2 * epoch,
  learningRate: 0.001,
  seconds: 5,
}));

test('a training in a kernel: a bar, the time left and a growing curve, then a summary in its place', async () => {
  const shown = await shownInKernel(async () => {
    const { onBatch, onEnd } = progress('CNN <1>');
    const state = { epoch: 3, epochs: 4, step: 5, steps: 10, loss: 0.5, accuracy: 0.75, history: epochs };
    await onBatch!({ ...state, secondsPerEpoch: 8 });
    await onEnd!({ epochs, bestEpoch: 2, stoppedEarly: true, seconds: 90, examplesPerSecond: 1234.4 });
  });
  assert.equal(shown.length, 2);
  const [running, summary] = shown;
  assert.match(
    running,
    /<b>CNN &lt;1&gt;<\/b>\u00a0: époque 3 sur 4, perte 0,5, exactitude 75,0\u202f% · encore 12\u00a0s/,
  );
  // Two epochs and a half of four.
  assert.match(running, /aria-valuenow='63'.*width:62\.5%/);
  assert.equal(running.match(/<polyline/g)!.length, 2);
  assert.match(
    summary,
    /2\u00a0époques en 1\u00a0min\u00a030\u00a0s \(arrêt anticipé\), 1\u202f234\u00a0exemples par seconde/,
  );
  assert.match(summary, /meilleure époque\u00a0: 2 \(perte de validation 1,5, exactitude de validation 40,0\u202f%\)/);
});

test('without validation the summary says so little; outside a kernel an epoch is a line', async (context) => {
  const bare = { epoch: 1, loss: 0.5, learningRate: 0.001, seconds: 2 };
  const [summary] = await shownInKernel(() =>
    progress().onEnd!({ epochs: [bare], bestEpoch: 1, stoppedEarly: false, seconds: 2, examplesPerSecond: 10 }),
  );
  assert.match(summary, /1\u00a0époque en 2\u00a0s, .*meilleure époque\u00a0: 1 \(perte 0,5\)\./);
  const write = context.mock.method(process.stderr, 'write', () => true);
  await progress('LSTM').onEpoch(bare);
  assert.deepEqual(write.mock.calls[0].arguments, ['LSTM 1: loss 0,5 (2 s)\n']);
});
