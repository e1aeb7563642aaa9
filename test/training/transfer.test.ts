import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { setSeed, splitModel, tf } from '../../lib/tensorflow';
import { fit, frozenFeatures, predict, preset, presetNames, trainFrom } from '../../lib/training';
import { goldenNumbers, relativeError } from '../golden/numbers';

/** Two stages, a residual block, and a head; each with a normalisation. */
function network(): tf.LayersModel {
  const { conv2d, batchNormalization, add, globalAveragePooling2d, dense } = tf.layers;
  const input = tf.input({ shape: [6, 6, 1] });
  const x = conv2d({ name: 'stem_conv', filters: 3, kernelSize: 3, padding: 'same' }).apply(input);
  const y = batchNormalization({ name: 'stem_bn' }).apply(x) as tf.SymbolicTensor;
  const z = conv2d({ name: 'block1_conv', filters: 3, kernelSize: 3, padding: 'same' }).apply(y);
  const branch = batchNormalization({ name: 'block1_bn' }).apply(z) as tf.SymbolicTensor;
  const sum = add({ name: 'block1_add' }).apply([y, branch]);
  const pooled = globalAveragePooling2d({ name: 'top_pool' }).apply(sum);
  const outputs = dense({ name: 'top_dense', units: 2, activation: 'softmax' }).apply(pooled) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs });
}

const part = {
  inputs: goldenNumbers(12 * 36, 3),
  inputShape: [6, 6, 1],
  labels: Int32Array.from({ length: 12 }, (_, i) => i % 2),
  size: 12,
};
const options = { optimizer: 'adam', learningRate: 0.05, epochs: 2, batchSize: 4, seed: 1 } as const;
const weightsOf = (model: tf.LayersModel) =>
  Object.fromEntries(model.weights.map((w) => [w.name, Array.from(w.read().dataSync())]));

test('a split model answers as the whole, also once the upper part was trained', async () => {
  setSeed(1);
  const model = network();
  for (const before of ['block1_conv', 'top_pool', 'top_dense']) {
    const { lower, upper } = splitModel(model, before);
    const maps = await frozenFeatures(lower, part, { cache: null });
    assert.ok(relativeError(await predict(upper, maps), await predict(model, part)) < 1e-6, before);
    await fit(upper, { train: maps }, options);
    assert.ok(relativeError(await predict(upper, maps), await predict(model, part)) < 1e-6, `${before}, trained`);
  }
});

test('no cut where another way leads past the layer', () => {
  assert.throws(() => splitModel(network(), 'block1_bn'), /a way leads past block1_bn; cut elsewhere/);
  assert.throws(() => splitModel(network(), 'nothing'), /no layer nothing; it has/);
});

test('trainFrom: frozen stages keep weights and batch statistics, trained ones move, frozen normalisations stay', async () => {
  for (const normalizations of ['trained', 'frozen'] as const) {
    setSeed(1);
    const model = network();
    const trained = trainFrom(model, 'block1', { normalizations });
    // 3 x 3 x 3 x 3 + 3 of the convolution, 3 x 2 + 2 of the head, 2 x 3 of the normalisation.
    assert.equal(trained, 84 + 8 + (normalizations === 'trained' ? 6 : 0));
    const before = weightsOf(model);
    await fit(model, { train: part }, options);
    const after = weightsOf(model);
    const moved = Object.keys(before).filter((name) => String(before[name]) !== String(after[name]));
    const layers = [...new Set(moved.map((name) => name.split('/')[0]))].sort();
    const expected = ['block1_bn', 'block1_conv', 'top_dense'];
    assert.deepEqual(layers, normalizations === 'trained' ? expected : expected.slice(1));
  }
  assert.throws(() => trainFrom(network(), 'block9'), /no layer whose name begins with block9; it has .*stem, block1/);
});

test('frozen features are kept by content: other weights or other examples are computed anew', async () => {
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-frozen-'));
  const files = () => fs.readdirSync(cache);
  setSeed(1);
  const { lower } = splitModel(network(), 'top_pool');
  const first = await frozenFeatures(lower, part, { cache });
  assert.deepEqual(first.inputShape, [6, 6, 3]);
  assert.deepEqual(await frozenFeatures(lower, part, { cache }), first);
  assert.equal(files().length, 1);
  await frozenFeatures(lower, { ...part, inputs: part.inputs.map((value) => 2 * value) }, { cache });
  setSeed(2);
  const other = await frozenFeatures(splitModel(network(), 'top_pool').lower, part, { cache });
  assert.equal(files().length, 3);
  assert.ok(relativeError(other.inputs, first.inputs) > 1e-3);
  // The same network built again, under other tensor numbers, is the same by content.
  setSeed(1);
  await frozenFeatures(splitModel(network(), 'top_pool').lower, part, { cache });
  assert.equal(files().length, 3);
  for (const name of files()) fs.truncateSync(path.join(cache, name), 50);
  assert.deepEqual(await frozenFeatures(lower, part, { cache }), first);
  fs.rmSync(cache, { recursive: true });
});

test('presets are the three of the document, with overrides', () => {
  assert.deepEqual(presetNames, ['efficientnet_b0_fast', 'efficientnet_b1_balanced', 'efficientnet_b2_quality']);
  const known = presetNames
    .map((name) => preset(name, 640))
    .map(({ variant, options }) => ({
      variant,
      batchSize: options.batchSize,
      epochs: options.epochs,
    }));
  assert.deepEqual(known, [
    { variant: 'b0', batchSize: 64, epochs: 30 },
    { variant: 'b1', batchSize: 32, epochs: 50 },
    { variant: 'b2', batchSize: 16, epochs: 100 },
  ]);
  const { options } = preset('efficientnet_b0_fast', 640, { accumulate: 4, epochs: 5, patience: null, ema: 0.9 });
  assert.equal(options.batchSize, 16);
  assert.equal(options.accumulate, 4);
  assert.equal(options.epochs, 5);
  assert.equal(options.ema, 0.9);
  assert.equal(options.earlyStopping, undefined);
});

test('presets refuse what they do not know', () => {
  assert.throws(
    () => preset('efficientnet_b0', 10),
    /efficientnet_b0: there is no such preset; did you mean efficientnet_b0_fast/,
  );
  assert.throws(() => preset('efficientnet_b0_fast', 10, { epochs: 0 }), /epochs is 0/);
  assert.throws(() => preset('efficientnet_b0_fast', 10, { rate: 1 } as never), /rate/);
  assert.throws(() => preset('efficientnet_b0_fast', 10, { accumulate: 3 }), /64 cannot be cut into 3 equal batches/);
});
