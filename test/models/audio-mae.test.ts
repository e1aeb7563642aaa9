/** The masked autoencoder and its layers: counts of the documents, timm's numbers, gradients, files. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { type AudioMae, type AudioMaeConfig, audioMae } from '../../lib/models';
import { transformerBlock } from '../../lib/models/transformer/block';
import { sinCosPositions } from '../../lib/models/transformer/sin-cos-positions';
import {
  compile,
  forward,
  forwardAll,
  gatherTokens,
  setSeed,
  softTargetCrossEntropy,
  tf,
  variableGradients,
} from '../../lib/tensorflow';
import { adamW, cosineRestarts, loadModel, maskedPatches, ratesOf, saveModel, trainStep } from '../../lib/training';
import { type NamedArray, setTorchWeights, setTransformerWeights } from '../../lib/weights';
import { interpolatePositions } from '../../lib/weights/interpolate-positions';
import golden from '../golden/audio_mae.json';
import { relativeError } from '../golden/numbers';
import { patterned } from '../golden/patterned';

const stateOf = (shapes: Readonly<Record<string, readonly number[]>>): Record<string, NamedArray> =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, patterned(name, shape)]));

const wave = (count: number, step: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * step));
const spectrograms = (batch: number) =>
  tf.tensor4d(
    wave(batch * 128 * 128, 0.021).map((value) => (value + 1) / 2),
    [batch, 128, 128, 1],
  );

/** float32 in another order of sums. */
const CLOSE = 2e-5;
const assertClose = (actual: ArrayLike<number>, expected: readonly number[], most = CLOSE) => {
  const error = relativeError(actual, expected);
  assert.ok(error <= most, `error ${error}`);
};

function built<T>(config: AudioMaeConfig, use: (models: AudioMae) => T): T {
  const models = audioMae(config);
  try {
    return use(models);
  } finally {
    models.dispose();
  }
}

/** Of the layers of both models that `wanted` names. */
const countOf = ({ classifier, pretraining }: AudioMae, wanted: (name: string) => boolean) =>
  [...new Set([...classifier.layers, ...pretraining.layers])]
    .filter(({ name }) => wanted(name))
    .reduce((sum, layer) => sum + layer.countParams(), 0);

test('the paper’s size has the parameters of the document, part by part, and runs forward once', () => {
  const before = tf.memory();
  built({ size: 'paper' }, (models) => {
    assert.equal(
      countOf(models, () => true),
      111_089_927,
    );
    const decoder = (name: string) => name.startsWith('decoder_') || name === 'mask_token';
    const head = (name: string) => name === 'head' || name === 'fc_norm';
    assert.equal(countOf(models, decoder), 25_778_944);
    assert.equal(countOf(models, head), 6_919);
    assert.equal(
      countOf(models, (name) => !decoder(name) && !head(name)),
      85_304_064,
    );
    const sum = tf.tidy(() => forward(models.classifier, spectrograms(1)).sum().dataSync()[0]);
    assert.ok(Math.abs(sum - 1) < 1e-5);
  });
  assert.equal(tf.memory().numTensors, before.numTensors);
  assert.equal(tf.memory().numBytes, before.numBytes);
});

test('small has 3.6 million parameters in its classifier, and patches must divide the input', () => {
  built({ size: 'small' }, ({ classifier }) => assert.equal(classifier.countParams(), 3_623_047));
  assert.throws(() => audioMae({ inputShape: [128, 100, 1] }), {
    name: 'RangeError',
    message: 'audioMae: inputs of 128 x 100 cannot be cut into patches of 16 x 16: give sides that divide them',
  });
  assert.throws(() => audioMae({ size: 'tiny', maskRatio: 1 }), /maskRatio is 1/);
});

test('a block’s output and gradients are timm’s', () => {
  const { shapes, output, inputGradient, gradients } = golden.block;
  const input = tf.input({ shape: [5, 48] });
  const model = tf.model({
    inputs: input,
    outputs: transformerBlock({ name: 'b', size: 48, numHeads: 3, dropPathRate: 0 })(input),
  });
  setTorchWeights(model, stateOf(shapes), { nameOf: (name) => name.slice('b.'.length) });
  const x = tf.tensor3d(wave(2 * 5 * 48, 0.37), [2, 5, 48]);
  assertClose(forward(model, x).dataSync(), output);
  assertClose((model.predict(x) as tf.Tensor).dataSync(), output);
  const loss = (x: tf.Tensor) => forward(model, x).square().sum() as tf.Scalar;
  assertClose(tf.grad(loss)(x).dataSync(), inputGradient);

  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { grads } = variableGradients(() => loss(x), variables);
  model.trainableWeights.forEach((weight, i) => {
    const [name, part] = weight.originalName.slice('b.'.length).split('/');
    const key = `${name}.${part === 'kernel' || part === 'gamma' ? 'weight' : 'bias'}`;
    const gradient = grads[variables[i].name];
    // PyTorch keeps kernels the other way round.
    const first = (gradient.rank === 2 ? gradient.transpose() : gradient).flatten().slice(0, 20);
    assertClose(first.dataSync(), gradients[key as keyof typeof gradients], 1e-4);
  });
});

test('tokens are gathered, and their gradients added, as by torch.gather; compiled too', () => {
  const { indices, output, gradient } = golden.gather;
  const x = tf.range(0, 24, 1, 'float32').reshape([2, 4, 3]);
  const places = tf.tensor2d(indices, [2, 3], 'int32');
  const weights = tf.range(1, 19, 1, 'float32').reshape([2, 3, 3]);
  const loss = (x: tf.Tensor) => gatherTokens(x, places).mul(weights).sum() as tf.Scalar;
  const compiled = compile((x: tf.Tensor) => tf.grad(loss)(x));
  assert.deepEqual([...gatherTokens(x, places).dataSync()], output);
  assert.deepEqual([...tf.grad(loss)(x).dataSync()], gradient);
  assert.deepEqual([...compiled(x).dataSync()], gradient);
});

test('the loss of mixed targets and its gradient are timm’s; warm-up and warm restarts are PyTorch’s', () => {
  const { targets, losses, gradient } = golden.softTargets;
  const logits = tf.tensor2d(
    wave(20, 1.3).map((value) => 4 * value),
    [4, 5],
  );
  const loss = (logits: tf.Tensor) => softTargetCrossEntropy(logits, tf.tensor2d(targets, [4, 5]));
  assertClose(loss(logits).dataSync(), losses);
  assertClose(
    tf
      .grad((logits: tf.Tensor) => loss(logits).mean())(logits)
      .dataSync(),
    gradient,
  );
  const rates = ratesOf(cosineRestarts(1e-4, { first: 6, times: 2, end: 1e-6, warmUp: 5 }), 47);
  assertClose(rates, golden.warmRestarts);
});

test('a classifier with timm’s weights answers as timm does', () => {
  const { shapes, outputs } = golden.classifier;
  built({ size: 'tiny', numClasses: 5 }, ({ classifier }) => {
    setTransformerWeights(classifier, stateOf(shapes));
    assertClose(forward(classifier, spectrograms(2)).dataSync(), outputs, 1e-4);
    assertClose((classifier.predict(spectrograms(2)) as tf.Tensor).dataSync(), outputs, 1e-4);
  });
});

test('the masked autoencoder with the authors’ weights paints what theirs does', () => {
  const { shapes, outputs, order } = golden.pretraining;
  built({ size: 'tiny' }, ({ pretraining }) => {
    setTransformerWeights(pretraining, stateOf(shapes));
    const given = tf.tensor2d(order, [2, 64], 'int32');
    const inverse = order.map((row) => row.map((_, patch) => row.indexOf(patch)));
    // In place of a random order the one that PyTorch was given.
    Object.assign(pretraining.getLayer('masking'), {
      compute: ([tokens]: tf.Tensor[]) => [
        tf.concat(
          [
            tokens.slice([0, 0, 0], [2, 1, 48]),
            gatherTokens(tokens.slice([0, 1, 0], [2, 64, 48]), given.slice([0, 0], [2, 16])),
          ],
          1,
        ),
        tf.tensor2d(inverse, [2, 64], 'int32'),
      ],
    });
    const [painted, hidden] = forwardAll(pretraining, spectrograms(2)).outputs;
    assertClose(painted.stridedSlice([0, 0, 0], [2, 64, 256], [1, 7, 16]).dataSync(), outputs, 1e-4);
    assert.deepEqual(
      [...hidden.dataSync()],
      inverse.flat().map((place) => (place < 16 ? 0 : 1)),
    );
  });
});

test('weights are placed by name: other grids are interpolated as by timm, what is missing or foreign is told', () => {
  for (const { grid, outputs } of golden.positions) {
    const [rows, columns] = grid;
    const { data } = patterned('pos_embed', [1, 1 + rows * columns, 4]);
    assertClose(interpolatePositions(data, 4, [rows, columns], [8, 8]), outputs);
  }
  built({ size: 'tiny', numClasses: 3 }, ({ classifier }) => {
    const state = stateOf(golden.classifier.shapes);
    const kept = classifier.getLayer('head').getWeights()[0].dataSync().slice();
    setTransformerWeights(classifier, state);
    assert.deepEqual(classifier.getLayer('head').getWeights()[0].dataSync(), kept);
    const { 'norm.bias': _, ...lacking } = state;
    assert.throws(() => setTransformerWeights(classifier, lacking), /the weights lack norm\.bias/);
    assert.throws(
      () => setTransformerWeights(classifier, { ...state, extra: state['norm.bias'] }),
      /extra of the weights belongs to no layer/,
    );
    assert.throws(
      () => setTransformerWeights(classifier, { a: state['norm.bias'] }),
      /lack patch_embed\.proj\.weight.*first name is a/,
    );
    assert.throws(
      () => setTransformerWeights(classifier, { ...state, pos_embed: patterned('pos_embed', [1, 21, 48]) }),
      /pos_embed has 20 patches, which are no 4 x 4: say which grid they are/,
    );
    setTransformerWeights(classifier, { ...state, pos_embed: patterned('pos_embed', [1, 21, 48]) }, { grid: [5, 4] });
  });
});

test('time downwards in the file is time across here: the answers are those of turned spectrograms', () => {
  const state = stateOf(golden.classifier.shapes);
  built({ size: 'tiny', numClasses: 5 }, ({ classifier }) => {
    setTransformerWeights(classifier, state);
    const x = spectrograms(1);
    const straight = forward(classifier, x).dataSync();
    setTransformerWeights(classifier, state, { timeDown: true });
    assertClose(forward(classifier, x.transpose([0, 2, 1, 3])).dataSync(), [...straight]);
  });
});

test('three quarters of the patches are hidden, others in each example and step, the same by the same seed', () => {
  built({ size: 'tiny' }, ({ pretraining }) => {
    const run = (seed: number, step: number) =>
      forwardAll(pretraining, spectrograms(4), { training: true, random: { seed, step: tf.scalar(step, 'int32') } })
        .outputs[1];
    const hidden = run(1, 1);
    assert.deepEqual([...hidden.sum(1).dataSync()], [48, 48, 48, 48]);
    assert.deepEqual(run(1, 1).dataSync(), hidden.dataSync());
    assert.notDeepEqual(run(1, 2).dataSync(), hidden.dataSync());
    assert.notDeepEqual(hidden.slice([0, 0], [1, 64]).dataSync(), hidden.slice([1, 0], [1, 64]).dataSync());
  });
});

test('what is hidden reaches the loss as target alone: the visible patches decide what is painted', () => {
  built({ size: 'tiny' }, ({ pretraining }) => {
    const x = spectrograms(1);
    const [painted, hidden] = forwardAll(pretraining, x).outputs;
    const mask = hidden.reshape([1, 8, 1, 8, 1]).tile([1, 1, 16, 1, 16]).reshape([1, 128, 128, 1]);
    const changed = x.add(mask.mul(7)) as tf.Tensor4D;
    assert.deepEqual(forwardAll(pretraining, changed).outputs[0].dataSync(), painted.dataSync());
  });
});

test('sine and cosine positions: the class token has none, the first patch sin 0 and cos 0, the next in its row sin 1', () => {
  const positions = sinCosPositions(2, 3, 8);
  assert.deepEqual([...positions.slice(0, 8)], [0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...positions.slice(8, 16)], [0, 0, 1, 1, 0, 0, 1, 1]);
  const next = [1, 0.01].map(Math.sin).concat([1, 0.01].map(Math.cos)).concat([0, 0, 1, 1]);
  assert.deepEqual([...positions.slice(16, 24)], next.map(Math.fround));
  built({ size: 'tiny', positions: 'sinCos' }, ({ classifier }) => {
    const [stored] = classifier.getLayer('pos_embed').getWeights();
    assert.deepEqual(stored.dataSync(), sinCosPositions(8, 8, 48));
    assert.ok(!classifier.trainableWeights.some(({ name }) => name.startsWith('pos_embed')));
  });
});

test('pre-training lowers the loss, changes what the classifier sees, and leaks nothing', () => {
  setSeed(3);
  built({ size: 'tiny', dropPathRate: 0.5 }, ({ classifier, pretraining }) => {
    const x = spectrograms(4);
    const first = forward(classifier, x).dataSync();
    const step = trainStep(pretraining, {
      task: maskedPatches({ patch: [16, 16] }),
      optimizer: adamW({ learningRate: 3e-3 }),
      seed: 1,
    });
    const losses = Array.from({ length: 12 }, () => {
      step.resetMetrics();
      step({ inputs: x });
      return step.metrics().loss;
    });
    assert.ok(losses[11] < 0.95 * losses[0], `losses ${losses}`);
    assert.notDeepEqual(forward(classifier, x).dataSync(), first);
    const before = tf.memory().numTensors;
    step({ inputs: x });
    assert.equal(tf.memory().numTensors, before);
    step.dispose();
  });
});

test('classifier and pre-training come back from a folder and answer the same', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-audio-mae-'));
  const models = audioMae({ size: 'tiny', positions: 'sinCos', normalization: { mean: [0.4], deviation: [0.2] } });
  for (const name of ['classifier', 'pretraining'] as const) {
    const place = path.join(folder, name);
    await saveModel(models[name], place);
    const loaded = await loadModel(place);
    const run = (model: tf.LayersModel) =>
      forwardAll(model, spectrograms(1)).outputs.map((output) => output.dataSync());
    assert.deepEqual(run(loaded), run(models[name]));
    loaded.dispose();
  }
  fs.rmSync(folder, { recursive: true });
});
