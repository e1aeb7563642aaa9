import assert from 'node:assert/strict';
import test from 'node:test';
import { setSeed, tf } from '../../lib/tensorflow';
import { backend } from '../../lib/tensorflow/graph/backend';
import { fit } from '../../lib/training';
import { relativeError } from '../golden/numbers';

const { conv2d, batchNormalization, maxPooling2d, flatten, lstm, dropout, dense } = tf.layers;

const models = {
  convolutional: () =>
    tf.sequential({
      layers: [
        conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu', useBias: false }),
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
  const { binding } = backend;
  let graphs = 0;
  backend.binding = {
    ...binding,
    defineFunction: (...args) => {
      graphs++;
      binding.defineFunction(...args);
    },
  };
  if (eager) process.env.CAHIER_EAGER = '1';
  try {
    setSeed(4);
    const model = build();
    const options = { optimizer, learningRate: 0.01, epochs: 2, batchSize: 8, seed: 1, clipNorm: 1, weightDecay: 1e-3 };
    const history = await fit(model, { train }, { ...options, loss: 'categoricalCrossentropy' });
    const weights = model.getWeights().map((weight) => weight.dataSync());
    model.dispose();
    return { losses: history.epochs.map(({ loss }) => loss), weights, graphs };
  } finally {
    delete process.env.CAHIER_EAGER;
    backend.binding = binding;
  }
}

for (const [name, build] of Object.entries(models)) {
  for (const optimizer of ['adam', 'sgd'] as const) {
    test(`CAHIER_EAGER=1 trains the ${name} model with ${optimizer} as the compiled step does`, async () => {
      const compiled = await trained(build, optimizer, false);
      const eager = await trained(build, optimizer, true);
      // A graph for whole batches, one for the last, and one that tells whether the weights are numbers.
      assert.deepEqual([compiled.graphs, eager.graphs], [3, 0]);
      // The same kernels in the same order, so often the same bits; but a graph may fuse neighbours, which rounds
      // otherwise. Adam divides each gradient by its own size, and so blows up what rounding did to a small one; a
      // convolution's bias before a normalisation has hardly any gradient, which is why there is none here.
      const tolerance = { sgd: 2e-5, adam: 1e-3 }[optimizer];
      assert.ok(relativeError(compiled.losses, eager.losses) <= 1e-5);
      compiled.weights.forEach((weight, i) => {
        const error = relativeError(weight, eager.weights[i]);
        assert.ok(error <= tolerance, `weight ${i}: ${error}`);
      });
    });
  }
}
