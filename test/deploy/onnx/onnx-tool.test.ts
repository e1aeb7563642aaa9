import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { mnist } from '../../../lib/data';
import { halveOnnx, onnxLatency, quantizeOnnx, runOnnx, toOnnx } from '../../../lib/deploy';
import { accuracyScore } from '../../../lib/metrics';
import { mnistCnn, mnistLstm } from '../../../lib/models';
import { setSeed, type tf } from '../../../lib/tensorflow';
import { fit, predict } from '../../../lib/training';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-onnx-tool-'));
test.after(() => fs.rmSync(folder, { recursive: true }));

const models: Readonly<Record<string, { build: () => tf.LayersModel; shape: number[]; smaller: number }>> = {
  cnn: { build: () => mnistCnn(), shape: [28, 28, 1], smaller: 3.5 },
  lstm: { build: () => mnistLstm(), shape: [28, 28], smaller: 3 },
};

for (const [name, { build, shape, smaller }] of Object.entries(models)) {
  test(`${name}: in 8 bits it is at least ${smaller} times smaller and answers nearly the same, in 16 bits half`, async () => {
    setSeed(1);
    const { train, test: held } = await mnist({ source: 'sample', testSize: 200 });
    const model = build();
    const options = { optimizer: 'adam', learningRate: 1e-3, loss: 'categoricalCrossentropy' } as const;
    await fit(model, { train }, { ...options, batchSize: 8, epochs: 2 });
    const [whole, eight, half] = ['whole', 'eight', 'half'].map((kind) => path.join(folder, `${name}-${kind}.onnx`));
    fs.writeFileSync(whole, toOnnx(model, { metadata: { licence: 'MIT' } }).bytes);

    const unit = (part: typeof held, count: number) => {
      const values = Float32Array.from(part.inputs.subarray(0, count * 784), (byte) => byte / 255);
      return { values, shape: [count, ...shape] };
    };
    const operators = await quantizeOnnx(whole, eight, unit(train, 100));
    await halveOnnx(whole, half);
    assert.ok(operators.QuantizeLinear > 0);
    const size = (file: string) => fs.statSync(file).size;
    assert.ok(size(whole) / size(eight) >= smaller, `${size(whole)} / ${size(eight)}`);
    assert.ok(size(whole) / size(half) >= 1.9);

    const wanted = await predict(model, held);
    const outputs = async (file: string) => (await runOnnx(file, unit(held, 200)))[0].values;
    const largest = (values: ArrayLike<number>) =>
      Math.max(...Array.from(values, (value, i) => Math.abs(value - (wanted as ArrayLike<number>)[i])));
    assert.ok(largest(await outputs(whole)) <= 1e-5);
    // Half precision has three digits.
    assert.ok(largest(await outputs(half)) <= 2e-2);
    const classes = (values: Float32Array) =>
      Array.from({ length: 200 }, (_, i) => {
        const own = Array.from(values.subarray(10 * i, 10 * i + 10));
        return own.indexOf(Math.max(...own));
      });
    const agreement = accuracyScore(classes(await outputs(whole)), classes(await outputs(eight)));
    assert.ok(agreement >= 0.97, `${agreement}`);
    assert.ok(fs.readFileSync(eight).includes('licence'), 'the metadata stays');
    const { low, median, p95 } = await onnxLatency(eight, unit(held, 20), { repeats: 30, warmUp: 5 });
    assert.ok(low > 0 && low <= median && median <= p95);
  });
}

test('what is no file, or no ONNX, is told in a sentence', async () => {
  const examples = { values: new Float32Array(4), shape: [1, 4] };
  await assert.rejects(runOnnx(path.join(folder, 'nowhere.onnx'), examples), /nowhere\.onnx: there is no such file/);
  const wrong = path.join(folder, 'wrong.onnx');
  fs.writeFileSync(wrong, 'no model');
  await assert.rejects(runOnnx(wrong, examples), (error: Error) => {
    return error.name === 'UserError' && /wrong\.onnx: onnxruntime cannot run it \(/.test(error.message);
  });
  await assert.rejects(runOnnx(wrong, { values: new Float32Array(4), shape: [1, 5] }), /have 5 values, not 4/);
  await assert.rejects(runOnnx(wrong, examples, { threads: 0 }), /runOnnx: threads is 0; expected a whole number/);
});
