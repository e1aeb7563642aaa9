import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import type { Examples } from '../../lib/data';
import { UserError } from '../../lib/errors';
import { compile, setSeed, tf } from '../../lib/tensorflow';
import { type EpochRecord, evaluate, type FitOptions, fit, predict } from '../../lib/training';
import { chosenOptimizer, type OptimizerChoice } from '../../lib/training/chosen-optimizer';
import { shouldStop } from '../../lib/training/early-stopping';
import { reduceOnPlateau } from '../../lib/training/reduce-on-plateau';
import { kerasReference } from '../golden/keras-reference';
import { goldenNumbers, relativeError } from '../golden/numbers';
import { data, options, smallModel, twoHalves, weightsOf, withoutTimes } from './small-run';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-fit-'));
after(() => fs.rmSync(folder, { recursive: true }));

for (const name of ['adam', 'sgd'] as const) {
  test(`${name} takes Keras' path, eagerly and compiled`, () => {
    for (const wrap of [compile, <F>(f: F) => f] as (typeof compile)[]) {
      const variable = tf.variable(tf.tensor1d(goldenNumbers(5, 7)));
      const optimizer = chosenOptimizer({ optimizer: name }).create([variable]);
      const step = wrap((gradient: tf.Tensor, rate: tf.Tensor, step: tf.Tensor) => {
        optimizer.apply([gradient], { learningRate: rate, step });
        return [];
      });
      kerasReference.optimizers[name].forEach((expected, i) => {
        step(tf.tensor1d(goldenNumbers(5, 100 + i)), tf.scalar(0.01), tf.scalar(i, 'int32'));
        const error = relativeError(variable.dataSync(), expected);
        assert.ok(error < 2e-6, `step ${i}: error ${error}`);
      });
    }
  });
}

test('clipNorm scales all gradients together, weightDecay adds to them', () => {
  const variable = tf.variable(tf.tensor1d([1, 2]));
  const context = { learningRate: tf.scalar(1), step: tf.scalar(0, 'int32') };
  const update = (choice: OptimizerChoice, gradient: number[]) =>
    chosenOptimizer({ optimizer: 'sgd', ...choice })
      .create([variable])
      .apply([tf.tensor1d(gradient)], context);
  update({ clipNorm: 1 }, [3, 4]);
  assert.ok(relativeError(variable.dataSync(), [1 - 0.6, 2 - 0.8]) < 1e-6);
  variable.assign(tf.tensor1d([1, 2]));
  update({ clipNorm: 10 }, [3, 4]);
  assert.ok(relativeError(variable.dataSync(), [-2, -2]) < 1e-6);
  variable.assign(tf.tensor1d([1, 2]));
  update({ weightDecay: 0.5 }, [0, 0]);
  assert.ok(relativeError(variable.dataSync(), [0.5, 1]) < 1e-6);
});

test("early stopping and the plateau rule decide as Keras' callbacks", () => {
  for (const { losses, learningRates, epochs, stopped } of kerasReference.callbacks) {
    const records: EpochRecord[] = [];
    const rates: number[] = [];
    let stop = false;
    for (const [i, validationLoss] of losses.entries()) {
      const learningRate = reduceOnPlateau(records, 1e-3, { factor: 0.5, patience: 2, minLearningRate: 2e-4 });
      rates.push(learningRate);
      records.push({ epoch: i + 1, loss: 0, validationLoss, learningRate, seconds: 0 });
      stop = shouldStop(records, { patience: 4 });
      if (stop) break;
    }
    assert.equal(stop, stopped);
    assert.equal(records.length, epochs);
    assert.ok(relativeError(rates, learningRates) < 1e-6, `${rates}`);
  }
});

test('a seed fixes a run, and another seed gives another', async () => {
  const run = async (seed: number) => {
    setSeed(seed);
    const model = smallModel();
    const history = await fit(model, data, { ...options, seed: undefined });
    return { weights: weightsOf(model), epochs: withoutTimes(history.epochs) };
  };
  const first = await run(11);
  assert.deepEqual(await run(11), first);
  assert.notDeepEqual((await run(12)).weights, first.weights);
});

test('compiled and eager training agree', async () => {
  const run = async (eager: boolean) => {
    if (eager) process.env.CAHIER_EAGER = '1';
    setSeed(4);
    const model = smallModel();
    const history = await fit(model, data, { ...options, epochs: 2 });
    delete process.env.CAHIER_EAGER;
    return { weights: weightsOf(model).flat(), losses: history.epochs.map(({ loss }) => loss) };
  };
  const [eager, compiled] = [await run(true), await run(false)];
  // Fused kernels sum in another order; the differences grow a little over 14 steps.
  assert.ok(relativeError(compiled.losses, eager.losses) < 1e-4);
  assert.ok(relativeError(compiled.weights, eager.weights) < 1e-3);
});

test('it learns, and what history, evaluate and predict say agrees', async () => {
  setSeed(5);
  const model = smallModel();
  const seen: number[] = [];
  const history = await fit(model, data, {
    ...options,
    epochs: 40,
    callbacks: [{ onEpoch: ({ epoch }) => void seen.push(epoch) }],
  });
  assert.deepEqual(
    seen,
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
  assert.equal(history.epochs.length, 40);
  assert.equal(history.stoppedEarly, false);
  const last = history.epochs[39];
  assert.ok(last.validationAccuracy! > 0.9, `${last.validationAccuracy}`);
  const evaluation = await evaluate(model, data.validation, { batchSize: 7 });
  assert.equal(evaluation.size, 60);
  assert.ok(Math.abs(evaluation.loss - last.validationLoss!) < 1e-5);
  assert.ok(Math.abs(evaluation.accuracy! - last.validationAccuracy!) < 1e-6);
  assert.ok(evaluation.interval!.low < evaluation.accuracy! && evaluation.accuracy! <= evaluation.interval!.high);
  const correct = evaluation.predicted.filter((label, i) => label === data.validation.labels[i]).length;
  assert.equal(evaluation.accuracy, correct / 60);
  for (let i = 0; i < 60; i++) {
    assert.ok(Math.abs(evaluation.outputs[2 * i] + evaluation.outputs[2 * i + 1] - 1) < 1e-5);
  }
  const single = await predict(model, data.validation.inputs.subarray(4, 8));
  assert.ok(relativeError(single, evaluation.outputs.subarray(2, 4)) < 1e-5);
});

test('a run killed at any moment resumes with the result of one that was not', async () => {
  const plateau = { ...options, reduceOnPlateau: { factor: 0.5, patience: 1, minLearningRate: 1e-5 } };
  const fitted = async (fitOptions: FitOptions) => {
    setSeed(6);
    const model = smallModel();
    const history = await fit(model, data, fitOptions);
    return { weights: weightsOf(model), epochs: withoutTimes(history.epochs) };
  };
  const whole = await fitted({ ...plateau, earlyStopping: { patience: 5 } });
  const checkpoint = path.join(folder, 'run.safetensors');
  const killed = { onEpoch: ({ epoch }: EpochRecord) => assert.notEqual(epoch, 3, 'killed') };
  const interrupted = { ...plateau, earlyStopping: { patience: 5 }, checkpoint };
  await assert.rejects(fitted({ ...interrupted, callbacks: [killed] }), /killed/);
  assert.ok(fs.existsSync(checkpoint));
  assert.deepEqual(await fitted(interrupted), whole);
});

test('a checkpoint of another run, or a damaged one, is refused in one sentence', async () => {
  const checkpoint = path.join(folder, 'other.safetensors');
  const model = smallModel();
  await fit(model, data, { ...options, epochs: 1, checkpoint });
  await assert.rejects(
    fit(model, data, { ...options, learningRate: 0.02, checkpoint }),
    (error: Error) => error instanceof UserError && /learningRate: 0.01 there, 0.02 here/.test(error.message),
  );
  fs.truncateSync(checkpoint, 300);
  await assert.rejects(
    fit(model, data, { ...options, checkpoint }),
    /other.safetensors is not a whole safetensors file/,
  );
});

test('early stopping stops, and restores the weights of the best epoch', async () => {
  setSeed(7);
  const model = smallModel();
  // Labels drawn by lot: validation cannot improve for long.
  const noise = (size: number, stream: number): Examples => ({
    ...twoHalves(size, stream),
    labels: Int32Array.from(goldenNumbers(size, stream + 50), (value) => (value > 0 ? 1 : 0)),
  });
  const noisy = { train: noise(64, 3), validation: noise(64, 4) };
  const history = await fit(model, noisy, { ...options, epochs: 200, earlyStopping: { patience: 3 } });
  assert.ok(history.stoppedEarly);
  assert.equal(history.epochs.length, history.bestEpoch + 3);
  const best = history.epochs[history.bestEpoch - 1];
  assert.equal(Math.min(...history.epochs.map(({ validationLoss }) => validationLoss!)), best.validationLoss);
  const { loss } = await evaluate(model, noisy.validation);
  assert.ok(Math.abs(loss - best.validationLoss!) < 1e-6);
});

test('an interrupt stops the training within a moment', async () => {
  const key = Symbol.for('cahier.interrupt');
  const scope = globalThis as unknown as Record<symbol, AbortController | undefined>;
  const controller = new AbortController();
  scope[key] = controller;
  const start = performance.now();
  setTimeout(() => controller.abort(), 100);
  try {
    await assert.rejects(fit(smallModel(), data, { ...options, epochs: 1_000_000 }), { name: 'AbortError' });
  } finally {
    delete scope[key];
  }
  assert.ok(performance.now() - start < 60_000);
});

test('tensor count is flat over 1,000 steps', async () => {
  const model = smallModel();
  await fit(model, data, { ...options, epochs: 1 });
  await evaluate(model, data.validation);
  const before = tf.memory().numTensors;
  const counts = new Set<number>();
  const callbacks = [{ onEpoch: () => void counts.add(tf.memory().numTensors) }];
  await fit(model, data, { ...options, epochs: 143, callbacks });
  assert.equal(counts.size, 1, `counts ${[...counts]}`);
  await evaluate(model, data.validation);
  assert.equal(tf.memory().numTensors, before);
});

test('what does not fit together is refused in one sentence', async () => {
  const model = smallModel();
  const empty = { ...data.train, inputs: new Uint8Array(0), labels: new Int32Array(0), size: 0 };
  await assert.rejects(
    fit(model, { train: empty }, options),
    /^UserError: the training part has no examples: take a larger share/,
  );
  const wide = { ...data.train, inputs: new Uint8Array(900), inputShape: [3, 3, 1] };
  await assert.rejects(fit(model, { train: wide }, options), /takes inputs of shape \[2,2,1\].*\[3,3,1\]/);
  await assert.rejects(
    fit(model, { train: data.train }, { ...options, earlyStopping: { patience: 1 } }),
    /watch the validation loss/,
  );
  const linear = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 2 })] });
  await assert.rejects(fit(linear, data, options), /does not end in a softmax/);
  await assert.rejects(evaluate(model, wide), /takes inputs of shape/);
  await assert.rejects(predict(model, new Uint8Array(5)), /takes inputs of shape/);
});
