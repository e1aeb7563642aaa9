/** `forward`, its gradients and the losses and constraints of layers, against five steps of Keras' own `fit`. */

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  applyAdam,
  applyConstraints,
  applyMomentum,
  compile,
  forwardAll,
  regularizationLoss,
  softmaxCrossEntropy,
  squaredError,
  tf,
} from '../../../lib/tensorflow';
import { type KerasFitCase, type KerasFitName, kerasFit, kerasFitModel, kerasFitModels } from '../../golden/keras-fit';
import { relativeError } from '../../golden/numbers';

/** Float32 sums in another order, five steps long; the golden is in float64. */
const TOLERANCE = 1e-5;

const names = Object.keys(kerasFitModels) as KerasFitName[];

const rowsOf = ({ values, shape, dtype }: KerasFitCase['inputs'][number], start: number, count: number) =>
  tf.tensor(values, shape, dtype).slice(start, Math.min(count, shape[0] - start));

/** One value an example, by Keras' rules: steps that do not count are left out, classes and examples weigh. */
function losses(golden: KerasFitCase, output: number, y: tf.Tensor, given: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
  if (golden.losses[output] === 'meanSquaredError') return squaredError(y, given);
  const classes = y.shape[y.rank - 1] as number;
  const each = softmaxCrossEntropy(y.reshape([-1, classes]), given.flatten());
  if (mask === undefined) return each;
  const counts = mask.flatten().cast('float32');
  return each.mul(counts).mul(tf.div(counts.size, counts.sum()));
}

/** The loss of a batch, regularisation included, and the step that lowers it. */
function trainer(model: tf.LayersModel, golden: KerasFitCase, optimizer: 'sgd' | 'adam') {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const slots = variables.map(({ shape }) => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))]);
  const inputs = golden.inputs.length;
  const learningRate = tf.scalar(kerasFit.learningRates[optimizer]);
  const step = compile((weights: tf.Tensor, count: tf.Tensor, ...batch: tf.Tensor[]) => {
    const { value, grads } = tf.variableGrads(() => {
      const { outputs, masks } = forwardAll(model, batch.slice(0, inputs), {
        training: true,
        logits: golden.losses.map((loss) => loss === 'categoricalCrossentropy'),
      });
      const terms = outputs.map((y, i) =>
        losses(golden, i, y, batch[inputs + i], masks[i])
          .mul(weights)
          .mean()
          .mul(golden.lossWeights?.[i] ?? 1),
      );
      const penalty = regularizationLoss(model);
      return tf.addN(penalty === undefined ? terms : [...terms, penalty]).asScalar();
    }, variables);
    variables.forEach((variable, i) => {
      const gradient = grads[variable.name];
      const [first, second] = slots[i];
      if (optimizer === 'sgd') applyMomentum(variable, first, { learningRate, momentum: tf.scalar(0.9), gradient });
      else {
        const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7].map((value) => tf.scalar(value));
        const powers = { beta1Power: tf.pow(beta1, count), beta2Power: tf.pow(beta2, count) };
        applyAdam(variable, first, second, { ...powers, learningRate, beta1, beta2, epsilon, gradient });
      }
    });
    applyConstraints(model);
    return value;
  });
  return { step, dispose: () => tf.dispose([...slots.flat(), learningRate]) };
}

/** What each example counts, float32 [batch], or 1. */
function weightsOf({ classWeights, sampleWeights, targets }: KerasFitCase, start: number, count: number): tf.Tensor {
  const rows = targets[0].values.slice(start, start + count);
  if (classWeights) return tf.tensor1d(rows.map((kind) => classWeights[kind]));
  return sampleWeights ? tf.tensor1d(sampleWeights.slice(start, start + count)) : tf.scalar(1);
}

const predictions = (model: tf.LayersModel, golden: KerasFitCase) =>
  tf.tidy(() => {
    const run = compile((...inputs: tf.Tensor[]) => forwardAll(model, inputs).outputs);
    const size = golden.inputs[0].shape[0];
    return run(...golden.inputs.map((input) => rowsOf(input, 0, size))).map((y) => y.dataSync());
  });

for (const name of names) {
  const golden = kerasFit.cases[name];

  test(`${name}: predictions are Keras'`, () => {
    const model = kerasFitModel(name);
    predictions(model, golden).forEach((values, i) => {
      assert.ok(relativeError(values, golden.predictions[i]) <= TOLERANCE);
    });
    model.dispose();
  });

  for (const optimizer of ['sgd', 'adam'] as const) {
    test(`${name}: five steps of ${optimizer} end where Keras' fit does`, () => {
      const model = kerasFitModel(name);
      const { step, dispose } = trainer(model, golden, optimizer);
      const size = golden.inputs[0].shape[0];
      let sum = 0;
      for (let i = 0; i * kerasFit.batchSize < size; i++) {
        const start = i * kerasFit.batchSize;
        const count = Math.min(kerasFit.batchSize, size - start);
        const batch = [...golden.inputs, ...golden.targets].map((tensor) => rowsOf(tensor, start, count));
        sum += count * step(weightsOf(golden, start, count), tf.scalar(i + 1), ...batch).dataSync()[0];
        const running = sum / (start + count);
        const { runningLoss } = golden[optimizer];
        assert.ok(Math.abs(running - runningLoss[i]) <= TOLERANCE * runningLoss[i], `loss ${running} after step ${i}`);
      }
      const largest = Math.max(...golden[optimizer].weights.flat().map(Math.abs));
      model.weights.forEach((weight, i) => {
        const expected = golden[optimizer].weights[i];
        weight
          .read()
          .dataSync()
          .forEach((value, k) => {
            const error = Math.abs(value - expected[k]) / largest;
            assert.ok(error <= TOLERANCE, `${weight.name}[${k}]: ${error} of the largest weight`);
          });
      });
      predictions(model, golden).forEach((values, i) => {
        assert.ok(relativeError(values, golden[optimizer].predictions[i]) <= TOLERANCE);
      });
      dispose();
      model.dispose();
    });
  }
}
