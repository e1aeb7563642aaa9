import assert from 'node:assert/strict';
import test from 'node:test';
import { denseAutoencoder, mnistLstm, multiplications } from '../../lib/models';
import { tf } from '../../lib/tensorflow';

test('multiplications of a model are those of its kernels, counted by hand', () => {
  const { conv2d, flatten, dense, batchNormalization, separableConv2d } = tf.layers;
  const model = tf.sequential({
    layers: [
      // 8 x 8 places, kernel 3 x 3 x 2 x 4.
      conv2d({ inputShape: [10, 10, 2], filters: 4, kernelSize: 3 }),
      batchNormalization(),
      // 4 x 4 places: 3 x 3 x 4 for each channel, then 4 x 6 across them.
      separableConv2d({ filters: 6, kernelSize: 3, strides: 2, padding: 'same' }),
      flatten(),
      dense({ units: 5 }),
    ],
  });
  assert.equal(multiplications(model), 64 * 72 + 16 * (36 + 24) + 96 * 5);
  const twice = tf.sequential({ layers: [model, dense({ units: 3 })] });
  assert.equal(multiplications(twice), multiplications(model) + 15);
});

test('a recurrent layer uses its kernels once a time step', () => {
  const gates = (inputs: number, units: number) => 4 * units * (inputs + units);
  assert.equal(multiplications(mnistLstm()), 28 * (gates(28, 128) + gates(128, 64)) + 64 * 128 + 128 * 10);
  const { bidirectional, lstm } = tf.layers;
  const layer = lstm({ units: 5, returnSequences: true }) as tf.RNN;
  const both = tf.sequential({ layers: [bidirectional({ layer, mergeMode: 'concat', inputShape: [7, 3] })] });
  assert.equal(multiplications(both), 7 * 2 * gates(3, 5));
});

test('a dense model multiplies once by each of its weights', () => {
  const model = denseAutoencoder();
  const kernels = model.weights.filter(({ shape }) => shape.length === 2);
  assert.equal(
    multiplications(model),
    kernels.reduce((sum, { shape }) => sum + shape[0]! * shape[1]!, 0),
  );
});
