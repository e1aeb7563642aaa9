import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { modelRegistry } from '../../lib/models';
import { compile, forward, setSeed, tf } from '../../lib/tensorflow';
import { fit, loadModel, saveModel } from '../../lib/training';
import { endsInSoftmax } from '../../lib/training/loss';
import { kerasReference } from '../golden/keras-reference';
import { goldenNumbers, relativeError } from '../golden/numbers';

const sizeOf = (shape: readonly (number | null)[]) => shape.reduce<number>((size, n) => size * (n ?? 1), 1);

/** As `golden_weights` in keras_reference.py. */
function setGoldenWeights(model: tf.LayersModel): void {
  const weights = [...model.trainableWeights, ...model.nonTrainableWeights];
  weights.forEach((weight, stream) => {
    const shape = weight.shape as number[];
    const values = goldenNumbers(sizeOf(shape), stream);
    const kind = (weight.originalName ?? weight.name).split('/').pop();
    const scale = shape.length > 1 ? Math.sqrt(12 / sizeOf(shape.slice(0, -1))) : 0.2;
    const scaled =
      kind === 'moving_variance' || kind === 'gamma' ? values.map((v) => v + 1) : values.map((v) => v * scale);
    const tensor = tf.tensor(scaled, shape);
    weight.write(tensor);
    tensor.dispose();
  });
}

for (const [name, entry] of Object.entries(modelRegistry)) {
  test(`${name}: parameters and shapes are those registered, and Keras'`, () => {
    const before = tf.memory().numTensors;
    const model = entry.build();
    const reference = kerasReference.models[name];
    assert.equal(model.countParams(), entry.parameters);
    assert.equal(reference.parameters, entry.parameters);
    const trainable = model.trainableWeights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
    assert.equal(trainable, entry.trainableParameters);
    assert.equal(reference.trainableParameters, entry.trainableParameters);
    assert.deepEqual(model.inputs[0].shape, [null, ...entry.inputShape]);
    assert.deepEqual(model.outputs[0].shape, [null, ...entry.outputShape]);
    const shapes = model.layers.map((layer) => (layer.outputShape as (number | null)[]).slice(1));
    assert.deepEqual(shapes, reference.layerOutputShapes);
    model.dispose();
    assert.equal(tf.memory().numTensors, before, 'building and disposing a model leaks tensors');
  });

  test(`${name}: with the same weights the outputs are Keras', by tfjs' layers and by ours`, () => {
    const model = entry.build();
    setGoldenWeights(model);
    const { outputs, outputShape } = kerasReference.models[name];
    const size = 2 * sizeOf(entry.inputShape);
    const x = tf.tensor(
      goldenNumbers(size, 1000).map((v) => v + 0.5),
      [2, ...entry.inputShape],
    );
    const compiled = compile((x: tf.Tensor) => forward(model, x));
    // Float32 sums in another order: 1e-5 of the largest output.
    for (const y of [model.predict(x) as tf.Tensor, forward(model, x), compiled(x)]) {
      assert.deepEqual(y.shape, outputShape);
      assert.ok(relativeError(y.dataSync(), outputs) <= 1e-5, `error ${relativeError(y.dataSync(), outputs)}`);
    }
    model.dispose();
  });

  test(`${name}: a seed fixes the weights, and another seed gives others`, () => {
    const build = (seed: number) => {
      setSeed(seed);
      const model = entry.build();
      const weights = model.getWeights().map((weight) => Array.from(weight.dataSync().slice(0, 50)));
      model.dispose();
      return weights;
    };
    assert.deepEqual(build(5), build(5));
    assert.notDeepEqual(build(5), build(6));
  });

  test(`${name}: training lowers the loss, leaks nothing, and the saved model predicts the same`, async () => {
    setSeed(1);
    const model = entry.build();
    const size = 24;
    const inputs = Uint8Array.from(goldenNumbers(size * sizeOf(entry.inputShape), 3), (v) => (v + 0.5) * 255);
    // Two classes of seven or more: that the others never occur is learnt in a few steps, whatever dropout draws.
    const labels = Int32Array.from({ length: size }, (_, i) => i % 2);
    const train = { inputs, inputShape: entry.inputShape, labels, size };
    const classifies = endsInSoftmax(model);
    const before = tf.memory().numTensors;
    const history = await fit(
      model,
      { train },
      {
        optimizer: 'adam',
        learningRate: 1e-3,
        batchSize: 8,
        epochs: 4,
        loss: classifies ? 'categoricalCrossentropy' : 'meanSquaredError',
        targets: classifies ? 'labels' : 'inputs',
      },
    );
    const losses = history.epochs.map(({ loss }) => loss);
    assert.ok(Math.min(...losses.slice(1)) < losses[0], `losses ${losses}`);
    assert.equal(tf.memory().numTensors, before, 'training leaks tensors');

    const file = path.join(os.tmpdir(), `cahier-${process.pid}-${name}`);
    await saveModel(model, file);
    const loaded = await loadModel(file);
    const x = tf.tensor(
      goldenNumbers(sizeOf(entry.inputShape), 1).map((v) => v + 0.5),
      [1, ...entry.inputShape],
    );
    assert.deepEqual((loaded.predict(x) as tf.Tensor).dataSync(), (model.predict(x) as tf.Tensor).dataSync());
    model.dispose();
    loaded.dispose();
  });
}
