import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { buildModel, type ModelConfig, modelNames, modelRegistry } from '../../lib/models';
import { compile, forward, setSeed, tf } from '../../lib/tensorflow';
import { fit, loadModel, saveModel } from '../../lib/training';
import { endOf } from '../../lib/training/step/run-model';
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
  test(`${name}: parameters and shapes are those registered`, () => {
    const before = tf.memory().numTensors;
    const model = entry.build();
    assert.equal(model.countParams(), entry.parameters);
    const trainable = model.trainableWeights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
    assert.equal(trainable, entry.trainableParameters);
    assert.deepEqual(model.inputs[0].shape, [null, ...entry.inputShape]);
    assert.deepEqual(model.outputs[0].shape, [null, ...entry.outputShape]);
    model.dispose();
    assert.equal(tf.memory().numTensors, before, 'building and disposing a model leaks tensors');
  });
}

/** Those of the lessons' documents; published networks are compared with their originals in test/weights. */
const ofDocuments = Object.entries(modelRegistry).filter(([name]) => name in kerasReference.models);

for (const [name, entry] of ofDocuments) {
  test(`${name}: parameters and the shapes of all layers are Keras'`, () => {
    const model = entry.build();
    const reference = kerasReference.models[name];
    assert.equal(reference.parameters, entry.parameters);
    assert.equal(reference.trainableParameters, entry.trainableParameters);
    const shapes = model.layers.map((layer) => (layer.outputShape as (number | null)[]).slice(1));
    assert.deepEqual(shapes, reference.layerOutputShapes);
    model.dispose();
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
    const classifies = endOf(model, 0) === 'softmax';
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

test('all models have names, and the eight of the documents Keras references', () => {
  assert.deepEqual(Object.keys(modelRegistry).sort(), [...modelNames].sort());
  assert.equal(ofDocuments.length, Object.keys(kerasReference.models).length);
});

test('a config names a model and its parameters', () => {
  const model = buildModel({ name: 'cnnMfcc', inputShape: [40, 92, 1], numClasses: 10, filters: [4, 8, 16] });
  assert.deepEqual(model.inputs[0].shape, [null, 40, 92, 1]);
  assert.deepEqual(model.outputs[0].shape, [null, 10]);
  for (const [config, sentence] of [
    [{ name: 'crnnMfc' }, 'crnnMfc: there is no such model; did you mean crnnMfcc?'],
    [{ name: 'perceptron' }, `perceptron: there is no such model; the models are ${modelNames.join(', ')}.`],
    [{ name: 'toString' }, `toString: there is no such model; the models are ${modelNames.join(', ')}.`],
    [{ name: 'cnnMfcc', numclasses: 3 }, 'cnnMfcc: numclasses is no known key; did you mean numClasses?'],
    [{ name: 'cnnMfcc', filters: [1, 2] }, 'cnnMfcc: filters is a list; expected a list of 3.'],
    [{ name: 'mnistCnn', dropoutRate: 1 }, 'mnistCnn: dropoutRate is 1; expected a number, at least 0 and below 1.'],
  ] as const) {
    assert.throws(() => buildModel(config as unknown as ModelConfig), new UserError(sentence));
  }
});
