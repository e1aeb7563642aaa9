import assert from 'node:assert/strict';
import test from 'node:test';
import { setSeed, tf } from '../../lib/tensorflow';
import { fit } from '../../lib/training';
import { relativeError } from '../golden/numbers';

const { conv2d, batchNormalization, maxPooling2d, flatten, lstm, dropout, dense } = tf.layers;

const models = {
  convolutional: () =>
    tf.sequential({
      layers: [
        conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
        batchNormalization(),
        maxPooling2d({ poolSize: 2 }),
        flatten(),
        dropout({ rate: 0.3 }),
        dense({ units: 3, activation: 'softmax' }),
      ],
    }),
  recurrent: () =>
    tf.sequential({
      layers: [
        lstm({ inputShape: [8, 8], units: 6, recurrentActivation: 'sigmoid' }),
        dropout({ rate: 0.3 }),
        dense({ units: 3, activation: 'softmax' }),
      ],
    }),
};

/** 22 images, so that the last batch of each epoch is a smaller one. */
const train = {
  inputs: Uint8Array.from({ length: 22 * 64 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24),
  inputShape: [8, 8, 1],
  labels: Int32Array.from({ length: 22 }, (_, i) => i % 3),
  size: 22,
};

async function trained(build: () => tf.LayersModel, optimizer: 'adam' | 'sgd', eager: boolean) {
  if (eager) process.env.CAHIER_EAGER = '1';
  setSeed(4);
  const model = build();
  const options = { optimizer, learningRate: 0.01, epochs: 2, batchSize: 8, seed: 1, clipNorm: 1, weightDecay: 1e-3 };
  const history = await fit(model, { train }, { ...options, loss: 'categoricalCrossentropy' });
  delete process.env.CAHIER_EAGER;
  const weights = model.getWeights().map((weight) => weight.dataSync());
  model.dispose();
  return { losses: history.epochs.map(({ loss }) => loss), weights };
}

for (const [name, build] of Object.entries(models)) {
  for (const optimizer of ['adam', 'sgd'] as const) {
    test(`CAHIER_EAGER=1 trains the ${name} model with ${optimizer} as the compiled step does`, async () => {
      const compiled = await trained(build, optimizer, false);
      const eager = await trained(build, optimizer, true);
      // The same kernels in the same order; but the graph folds constants and fuses neighbouring ops, which rounds
      // otherwise, and six steps carry that on. Adam divides each gradient by its own size: where one is near zero,
      // as that of a bias before a normalisation, rounding moves a weight by a part of the learning rate.
      const tolerance = { sgd: 2e-5, adam: 1e-2 }[optimizer];
      assert.ok(relativeError(compiled.losses, eager.losses) <= 1e-5);
      compiled.weights.forEach((weight, i) => {
        const error = relativeError(weight, eager.weights[i]);
        assert.ok(error <= tolerance, `weight ${i}: ${error}`);
      });
    });
  }
}
