/** `trainStep`, `fit` and `evaluate` against five steps of Keras' own `fit`. */

import assert from 'node:assert/strict';
import test from 'node:test';
import type { Arrays, NumericArray } from '../../lib/data';
import { arraySource } from '../../lib/data';
import type { tf } from '../../lib/tensorflow';
import {
  type AnyTask,
  adam,
  batches,
  classification,
  evaluate,
  predictOutputs,
  regression,
  sgd,
  trainStep,
} from '../../lib/training';
import { type KerasFitCase, type KerasFitName, kerasFit, kerasFitModel, kerasFitModels } from '../golden/keras-fit';
import { relativeError } from '../golden/numbers';

/** Float32 sums in another order, five steps long; the golden is in float64. */
const TOLERANCE = 1e-5;

const arrayOf = ({ values, shape, dtype }: KerasFitCase['inputs'][number]): NumericArray => ({
  data: dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values),
  shape,
});

const named = (names: readonly string[], arrays: NumericArray[]): Arrays =>
  arrays.length === 1 ? arrays[0] : Object.fromEntries(arrays.map((array, i) => [names[i], array]));

function sourceOf(model: tf.LayersModel, { inputs, targets, sampleWeights }: KerasFitCase) {
  return arraySource({
    inputs: named(model.inputNames, inputs.map(arrayOf)),
    targets: named(model.outputNames, targets.map(arrayOf)),
    ...(sampleWeights && { weights: { data: Float32Array.from(sampleWeights), shape: [sampleWeights.length] } }),
  });
}

function taskOf(model: tf.LayersModel, { losses, lossWeights, classWeights }: KerasFitCase): AnyTask {
  const tasks = losses.map((loss, i) => {
    const weight = lossWeights?.[i] ?? 1;
    return loss === 'meanSquaredError' ? regression({ weight }) : classification({ classWeights, weight });
  });
  return tasks.length === 1 ? tasks[0] : Object.fromEntries(tasks.map((task, i) => [model.outputNames[i], task]));
}

const optimizers = {
  sgd: sgd({ learningRate: kerasFit.learningRates.sgd }),
  adam: adam({ learningRate: kerasFit.learningRates.adam }),
};

for (const name of Object.keys(kerasFitModels) as KerasFitName[]) {
  const golden = kerasFit.cases[name];
  for (const optimizer of ['sgd', 'adam'] as const) {
    test(`${name}: a train step of ${optimizer} goes where Keras' fit does`, async () => {
      const expected = golden[optimizer];
      const model = kerasFitModel(name);
      const source = sourceOf(model, golden);
      const task = taskOf(model, golden);
      const step = trainStep(model, { task, optimizer: optimizers[optimizer], seed: 1 });
      const losses: number[] = [];
      for await (const batch of batches(source, { size: kerasFit.batchSize })) {
        step(batch);
        losses.push(step.metrics().loss);
      }
      step.dispose();
      assert.ok(relativeError(losses, expected.runningLoss) <= TOLERANCE, `losses ${losses}`);
      const weights = model.weights.flatMap((weight) => Array.from(weight.read().dataSync()));
      assert.ok(relativeError(weights, expected.weights.flat()) <= TOLERANCE);
      const outputs = Object.values(await predictOutputs(model, source));
      outputs.forEach((values, i) => {
        assert.ok(relativeError(values, expected.predictions[i]) <= TOLERANCE);
      });
      // Keras was asked without the weights of examples.
      const plain = sourceOf(model, { ...golden, sampleWeights: undefined });
      const evaluated = await evaluate(model, plain, { task, batchSize: kerasFit.batchSize });
      assert.ok(Math.abs(evaluated.loss - expected.evaluatedLoss) <= TOLERANCE * expected.evaluatedLoss);
      model.dispose();
    });
  }
}
