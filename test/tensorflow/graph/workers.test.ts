import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { addToVariable, compile, compileForOneThread, tf } from '../../../lib/tensorflow';

/** Trains a counter and answers single examples, by graphs and sessions of its own; each worker with its own numbers. */
const WORK = `
  const { parentPort, workerData } = require('node:worker_threads');
  require('tsx/cjs');
  const { addToVariable, compile, compileForOneThread, forward, setSeed, tf } = require(workerData.library);
  const { number } = workerData;
  setSeed(number);
  const count = tf.variable(tf.scalar(0));
  const step = compile((x) => {
    addToVariable(count, x);
    return count.mul(number);
  });
  const times = compileForOneThread((x) => x.mul(number));
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: 'softmax' })] });
  const run = compile((x) => forward(model, x));
  const answers = [];
  for (let i = 0; i < 50; i++) {
    const last = tf.tidy(() => step(tf.scalar(1)).dataSync()[0]);
    const one = times(Float32Array.of(i), [1])[0];
    const sum = tf.tidy(() => run(tf.ones([4, 3])).sum().dataSync()[0]);
    answers.push(last === number * (i + 1) && one === number * i && Math.abs(sum - 4) < 1e-5);
  }
  times.dispose();
  step.dispose();
  parentPort.postMessage(answers.every(Boolean) && answers.length === 50);
`;

test('two workers and the main thread each have the library to themselves', async () => {
  const library = path.resolve('lib/tensorflow');
  const work = (number: number) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(WORK, { eval: true, workerData: { library, number } });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error(`worker ${number} ended without an answer`)));
    });
  const count = tf.variable(tf.scalar(0));
  const step = compile(() => {
    addToVariable(count, tf.scalar(1));
    return count.clone();
  });
  const double = compileForOneThread((x) => x.mul(2));
  const answers = Promise.all([work(3), work(5)]);
  let steps = 0;
  const beside = setInterval(() => {
    steps++;
    tf.tidy(() => void step());
    assert.deepEqual(double(Float32Array.of(steps), [1]), Float32Array.of(2 * steps));
  });
  try {
    assert.deepEqual(await answers, [true, true]);
  } finally {
    clearInterval(beside);
  }
  assert.ok(steps > 0);
  assert.equal(count.dataSync()[0], steps);
});
