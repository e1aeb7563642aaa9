import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { inceptionV3 } from '../../lib/models';
import { compile, forward, setSeed, tf } from '../../lib/tensorflow';
import { fit } from '../../lib/training';
import { importInceptionV3, loadInceptionWeights } from '../../lib/weights/inception-weights';
import { encodeTensors, type NamedArray } from '../../lib/weights/safetensors';
import golden from '../golden/inception.json';
import { goldenNumbers, relativeError } from '../golden/numbers';

const product = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);

/** `goldenNumbers` by 32-bit products, which twenty million of them want; the same integers. */
function fastNumbers(count: number, stream: number): Float32Array {
  const values = new Float32Array(count);
  const offset = (Math.imul(stream, 40503) + 12345) | 0;
  for (let i = 0; i < count; i++) {
    const mixed = (Math.imul(i, 2654435761) + offset) | 0;
    values[i] = ((Math.imul(mixed, 2246822519) + 7) >>> 0) / 2 ** 32 - 0.5;
  }
  return values;
}

/** Kernels of these shapes, and their normalisations, as inception.py fills them. */
function tensorsOf(shapes: readonly (readonly number[])[]): Record<string, NamedArray> {
  const tensors: Record<string, NamedArray> = {};
  shapes.forEach((shape, i) => {
    const scale = Math.sqrt(12 / product(shape.slice(0, -1)));
    const vector = (stream: number, change: (value: number) => number): NamedArray => ({
      shape: [shape[3]],
      data: fastNumbers(shape[3], stream).map(change),
    });
    tensors[`${i}/kernel`] = { shape, data: fastNumbers(product(shape), 4 * i).map((value) => value * scale) };
    tensors[`${i}/beta`] = vector(4 * i + 1, (value) => value * 0.2);
    tensors[`${i}/mean`] = vector(4 * i + 2, (value) => value * 0.2);
    tensors[`${i}/variance`] = vector(4 * i + 3, (value) => value + 1);
  });
  return tensors;
}

test('the fast numbers are the golden ones', () => {
  assert.deepEqual(fastNumbers(50, 376), goldenNumbers(50, 376));
});

test('with the weights of Keras’ network, imported, it gives Keras’ outputs', () => {
  const model = inceptionV3({ inputShape: [75, 75, 3], numClasses: 4 });
  // Biases and scales are ours: two more a channel than the published 21,802,784.
  const channels = golden.shapes.reduce((sum, shape) => sum + shape[3], 0);
  const top = 2048 * 4 + 4;
  assert.equal(golden.parametersWithoutTop, 21_802_784);
  assert.equal(model.countParams(), golden.parametersWithoutTop + 2 * channels + top);
  assert.equal(2 * channels, 34_432);

  const tensors = tensorsOf(golden.shapes);
  importInceptionV3(model, tensors, 'weights');
  const dense = model.layers[model.layers.length - 1];
  const kernel = fastNumbers(2048 * 4, 1000).map((value) => Math.fround(value * Math.fround(0.1)));
  dense.setWeights([tf.tensor2d(kernel, [2048, 4]), tf.zeros([4])]);
  const x = tf.tensor4d(
    fastNumbers(75 * 75 * 3, 2000).map((value) => value + 0.5),
    [1, 75, 75, 3],
  );
  // 94 normalised convolutions in float32, in another order of sums: 1e-4 of the largest output.
  const outputs = forward(model, x).dataSync();
  assert.ok(relativeError(outputs, golden.outputs) < 1e-4, `${outputs} ${golden.outputs}`);
});

test('weights come from a file, checked; what is wrong with one is told', () => {
  const config = { inputShape: [75, 75, 3], numClasses: 4, width: 0.0625 } as const;
  const model = inceptionV3(config);
  const shapes = golden.shapes.map(([height, width, inputs, filters], i) => {
    const narrow = (channels: number) => Math.max(1, Math.round(channels / 16));
    return [height, width, i === 0 ? 3 : narrow(inputs), narrow(filters)];
  });
  const tensors = tensorsOf(shapes);
  importInceptionV3(model, tensors, 'weights');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-inception-'));
  const file = path.join(folder, 'weights.safetensors');
  const hash = createHash('sha256');
  for (const { data } of Object.values(tensors)) hash.update(new Uint8Array(data.buffer));
  const metadata = { sha256: hash.digest('hex') };
  fs.writeFileSync(file, encodeTensors({ tensors, metadata }));
  const other = inceptionV3(config);
  loadInceptionWeights(other, file);
  const top = (own: tf.LayersModel) => own.layers[own.layers.length - 1];
  top(other).setWeights(top(model).getWeights());
  const weightsOf = (own: tf.LayersModel) => own.getWeights().map((weight) => weight.dataSync());
  assert.deepEqual(weightsOf(other), weightsOf(model));

  fs.writeFileSync(file, encodeTensors({ tensors, metadata: { sha256: '0' } }));
  const refusal = (message: RegExp) => (error: Error) => error instanceof UserError && message.test(error.message);
  assert.throws(() => loadInceptionWeights(other, file), refusal(/do not have the checksum/));
  assert.throws(() => loadInceptionWeights(other, path.join(folder, 'none')), refusal(/no such file; make it anew by/));
  assert.throws(
    () => importInceptionV3(inceptionV3({ inputShape: [75, 75, 3], width: 0.125 }), tensors, 'weights'),
    refusal(/array 0\/kernel is \[3,3,3,2\], expected \[3,3,3,4\]/),
  );
  fs.rmSync(folder, { recursive: true });
});

test('narrow and small it trains from scratch, compiled, without leaks', async () => {
  setSeed(3);
  const model = inceptionV3({ inputShape: [75, 75, 3], numClasses: 4, width: 0.125 });
  const size = 8;
  const labels = Int32Array.from({ length: size }, (_, i) => i % 4);
  // Grain, and a brightness by class, so that there is something to learn.
  const inputs = Uint8Array.from(
    fastNumbers(size * 75 * 75 * 3, 5),
    (value, i) => 100 * (value + 0.5) + 50 * labels[Math.floor(i / (75 * 75 * 3))],
  );
  const before = tf.memory().numTensors;
  const { epochs } = await fit(
    model,
    { train: { inputs, inputShape: [75, 75, 3], labels, size } },
    { optimizer: 'adam', learningRate: 1e-3, batchSize: 8, epochs: 8, loss: 'categoricalCrossentropy' },
  );
  assert.ok(epochs[7].loss < epochs[0].loss, epochs.map(({ loss }) => loss).join());
  assert.equal(tf.memory().numTensors, before);
  const x = tf.randomUniform([2, 75, 75, 3], 0, 1, 'float32', 4);
  const eager = forward(model, x).dataSync();
  const compiled = compile((x: tf.Tensor) => forward(model, x))(x).dataSync();
  assert.ok(relativeError(compiled, eager) < 1e-4);
  assert.throws(() => inceptionV3({ inputShape: [64, 64, 3] }), { name: 'RangeError', message: /at least 75 pixels/ });
});
