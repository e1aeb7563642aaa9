import assert from 'node:assert/strict';
import test from 'node:test';
import { setSeed, tf } from '../../lib/tensorflow';
import { fit, freeze, predict } from '../../lib/training';
import { goldenNumbers, relativeError } from '../golden/numbers';
import { data, options, smallModel } from './small-run';

/** Weights, and statistics of the batch normalisations, that differ from channel to channel; variances are positive. */
function filled(model: tf.LayersModel, { negativeScale = false } = {}): tf.LayersModel {
  model.weights.forEach((weight, i) => {
    const values = goldenNumbers(weight.shape.reduce((size, n) => size! * n!, 1)!, 50 + i);
    const positive = /variance/.test(weight.name) || (/gamma/.test(weight.name) && !negativeScale);
    const value = tf.tensor(positive ? values.map((x) => Math.abs(x) + 0.5) : values, weight.shape as number[]);
    (weight.read() as tf.Variable).assign(value);
    value.dispose();
  });
  return model;
}

const { conv2d, batchNormalization, maxPooling2d, averagePooling2d, flatten, dense, dropout } = tf.layers;
const input = { inputShape: [12, 12, 2] };
const relu = { activation: 'relu' } as const;
const end = () => [flatten(), dense({ units: 3, activation: 'softmax' })];

const cases: Record<string, () => tf.LayersModel> = {
  'before a convolution without a border': () =>
    tf.sequential({
      layers: [
        conv2d({ ...input, ...relu, filters: 4, kernelSize: 3 }),
        batchNormalization(),
        dropout({ rate: 0.5 }),
        conv2d({ ...relu, filters: 3, kernelSize: 3, useBias: false }),
        ...end(),
      ],
    }),
  'before a convolution with a border': () =>
    tf.sequential({
      layers: [
        conv2d({ ...input, ...relu, filters: 4, kernelSize: 3 }),
        batchNormalization({ scale: false }),
        conv2d({ ...relu, filters: 3, kernelSize: 3, padding: 'same' }),
        ...end(),
      ],
    }),
  'through pooling and flattening': () =>
    tf.sequential({
      layers: [
        conv2d({ ...input, ...relu, filters: 4, kernelSize: 3 }),
        batchNormalization(),
        maxPooling2d({ poolSize: 2 }),
        ...end(),
      ],
    }),
  'where nothing can take it over': () =>
    tf.sequential({
      layers: [
        batchNormalization(input),
        averagePooling2d({ poolSize: 2 }),
        batchNormalization({ center: false }),
        batchNormalization(),
        ...end(),
      ],
    }),
  'beside a branch that needs it': () => {
    const x = tf.input({ shape: [12, 12, 2] });
    const y = batchNormalization().apply(x) as tf.SymbolicTensor;
    const branch = conv2d({ filters: 2, kernelSize: 1 }).apply(y) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([y, branch]) as tf.SymbolicTensor;
    const [flat, top] = end();
    return tf.model({ inputs: x, outputs: top.apply(flat.apply(sum)) as tf.SymbolicTensor });
  },
};

for (const [name, build] of Object.entries(cases)) {
  test(`a frozen model answers as the model does: batch normalisation ${name}`, async () => {
    for (const negativeScale of [false, true]) {
      const model = filled(build(), { negativeScale });
      const predictor = freeze(model);
      for (const size of [1, 3]) {
        const values = Float32Array.from(goldenNumbers(size * 288, size));
        // Float32 rounds to 6e-8, in sums of some hundred terms taken in another order.
        const error = relativeError(await predictor.predict(values), await predict(model, values));
        assert.ok(error < 1e-5, `size ${size}: error ${error}`);
      }
      predictor.dispose();
      model.dispose();
    }
  });
}

test('a frozen model keeps its weights while the model is trained on, also for batches it sees later', async () => {
  setSeed(4);
  const model = smallModel();
  await fit(model, data, { ...options, epochs: 1 });
  const before = await predict(model, data.validation);
  const predictor = freeze(model);
  await fit(model, data, { ...options, epochs: 3 });
  const frozen = await predictor.predict(data.validation);
  assert.ok(relativeError(frozen, before) < 1e-5);
  assert.ok(relativeError(await predict(model, data.validation), before) > 1e-2, 'the model itself has moved on');
  const single = await predictor.predict(data.validation.inputs.subarray(0, 4));
  assert.ok(relativeError(single, before.subarray(0, 2)) < 1e-5);
  predictor.dispose();
});

test('a frozen model gives its memory back, and refuses what does not fit', async () => {
  const model = smallModel();
  await predict(model, data.validation);
  const before = tf.memory().numTensors;
  const predictor = freeze(model);
  await predictor.predict(data.validation, { batchSize: 7 });
  await assert.rejects(predictor.predict(new Uint8Array(5)), /takes inputs of shape/);
  predictor.dispose();
  assert.equal(tf.memory().numTensors, before);
  await assert.rejects(predictor.predict(data.validation), /is disposed; freeze the model again/);
});
