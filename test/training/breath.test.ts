import assert from 'node:assert/strict';
import test from 'node:test';
import { setSeed, tf } from '../../lib/tensorflow';
import { evaluate, fit, predict } from '../../lib/training';
import { data, options, smallModel, twoHalves } from './small-run';

/** Enough for a second or so of batches of one. */
const many = twoHalves(4000, 5);

/** Runs something that takes a while: how often the event loop had its turn meanwhile, and how long it waited at most. */
async function turns(work: () => Promise<unknown>): Promise<{ ticks: number; longest: number }> {
  let ticks = 0;
  let longest = 0;
  let last = performance.now();
  const clock = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    ticks++;
  }, 1);
  await work();
  clearInterval(clock);
  return { ticks, longest };
}

const key = Symbol.for('cahier.interrupt');
const scope = globalThis as unknown as Record<symbol, AbortController | undefined>;

/** Interrupts a cell after a moment, as the kernel does. */
async function interrupted(work: () => Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  scope[key] = controller;
  const timer = setTimeout(() => controller.abort(), 60);
  try {
    await assert.rejects(work, { name: 'AbortError' });
  } finally {
    clearTimeout(timer);
    delete scope[key];
  }
}

const slowModel = () => {
  setSeed(1);
  const { flatten, dense } = tf.layers;
  return tf.sequential({
    layers: [flatten({ inputShape: [2, 2, 1] }), dense({ units: 16 }), dense({ units: 2, activation: 'softmax' })],
  });
};

const works: Record<string, () => Promise<unknown>> = {
  evaluate: () => evaluate(slowModel(), many, { batchSize: 1 }),
  predict: () => predict(slowModel(), many, { batchSize: 1 }),
  // Thousands of validation examples after one step.
  'validation within fit': () =>
    fit(
      smallModel(),
      { train: data.train, validation: { ...twoHalves(60_000, 6) } },
      { ...options, batchSize: 100, epochs: 3 },
    ),
};

for (const [name, work] of Object.entries(works)) {
  test(`${name} lets the event loop have its turn, and hears an interrupt`, async () => {
    await work();
    const { ticks, longest } = await turns(work);
    assert.ok(ticks >= 1, `${ticks} turns, ${longest} ms between two`);
    await interrupted(async () => {
      for (;;) await work();
    });
  });
}
