/** Layers that draw at random in training: what they draw has the right distribution, and follows seed and step. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, forward, mixSeed, type RandomSource, statelessSeed, tf } from '../../../lib/tensorflow';
import { dropout } from '../../../lib/tensorflow/kernels/dropout';
import { goldenNumbers, relativeError } from '../../golden/numbers';

const { layers } = tf;

const sequential = (inputShape: number[], ...stack: tf.layers.Layer[]) =>
  tf.sequential({ layers: [layers.inputLayer({ inputShape }), ...stack] });

const source = (step: number, seed = 5): RandomSource => ({ seed, step: tf.scalar(step, 'int32') });

const run = (model: tf.LayersModel, x: tf.Tensor, random: RandomSource) =>
  forward(model, x, { training: true, random });

const numbers = (shape: number[], stream = 1) => tf.tensor(goldenNumbers(tf.util.sizeFromShape(shape), stream), shape);

/** Mean and standard deviation of many values of one kind. */
function moments(values: ArrayLike<number>): { mean: number; deviation: number } {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return { mean, deviation: Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length) };
}

const RATE = 0.25;

/** On ones: what their mean and deviation must be in 60,000 draws, standard errors of which are below 0.005. */
const changes: Record<string, [() => tf.layers.Layer, deviation: number]> = {
  dropout: [() => layers.dropout({ rate: RATE }), Math.sqrt(RATE / (1 - RATE))],
  gaussianDropout: [() => layers.gaussianDropout({ rate: RATE }), Math.sqrt(RATE / (1 - RATE))],
  gaussianNoise: [() => layers.gaussianNoise({ stddev: 0.5 }), 0.5],
  spatialDropout1d: [() => layers.spatialDropout1d({ rate: RATE }), Math.sqrt(RATE / (1 - RATE))],
};

for (const [name, [build, deviation]] of Object.entries(changes)) {
  test(`${name}: keeps the mean, has its deviation, follows seed and step, compiled as eager`, () => {
    const model = sequential([3, 200], build());
    const x = tf.ones([100, 3, 200]);
    const y = run(model, x, source(1)).dataSync();
    const found = moments(y);
    assert.ok(Math.abs(found.mean - 1) < 0.02, `mean ${found.mean}`);
    assert.ok(Math.abs(found.deviation - deviation) < 0.02, `deviation ${found.deviation}`);
    assert.deepEqual(run(model, x, source(1)).dataSync(), y);
    assert.notDeepEqual(run(model, x, source(2)).dataSync(), y);
    assert.notDeepEqual(run(model, x, source(1, 6)).dataSync(), y);
    const step = compile((x: tf.Tensor, step: tf.Tensor) => run(model, x, { seed: 5, step }));
    assert.ok(relativeError(step(x, tf.scalar(1, 'int32')).dataSync(), y) < 1e-6);
    assert.deepEqual(forward(model, x).dataSync(), x.dataSync());
    assert.throws(() => forward(model, x, { training: true }), /needs `random`/);
  });
}

test('alphaDropout: keeps mean 0 and deviation 1 of normal values', () => {
  const model = sequential([300], layers.alphaDropout({ rate: RATE }));
  const x = tf.randomNormal([200, 300], 0, 1, 'float32', 3);
  const { mean, deviation } = moments(run(model, x, source(1)).dataSync());
  assert.ok(Math.abs(mean) < 0.02 && Math.abs(deviation - 1) < 0.02, `${mean}, ${deviation}`);
});

test('a noise shape drops whole rows, and the gradient with them; spatial dropout whole channels', () => {
  const x = tf.ones([4, 5, 6]);
  const noise = sequential([5, 6], layers.dropout({ rate: 0.5, noiseShape: [null as unknown as number, 1, 6] }));
  const spatial = sequential([5, 6], layers.spatialDropout1d({ rate: 0.5 }));
  for (const model of [noise, spatial]) {
    const y = run(model, x, source(3));
    const rows = y.arraySync() as number[][][];
    for (const [first, ...others] of rows) for (const row of others) assert.deepEqual(row, first);
    assert.deepEqual(new Set(rows.flat(2)), new Set([0, 2]));
    const slope = tf.grad((x: tf.Tensor) => run(model, x, source(3)).sum())(x);
    assert.deepEqual(slope.dataSync(), y.dataSync());
  }
});

test('two layers, two uses of one layer, and a layer inside a model draw numbers of their own', () => {
  const x = tf.ones([50, 40]);
  const input = tf.input({ shape: [40] });
  const shared = layers.dropout({ rate: 0.5 });
  const inside = sequential([40], layers.dropout({ rate: 0.5 }));
  const uses = [shared, shared, layers.dropout({ rate: 0.5 }), inside, inside].map((layer) => layer.apply(input));
  const model = tf.model({
    inputs: input,
    outputs: layers.concatenate().apply(uses as tf.SymbolicTensor[]) as tf.SymbolicTensor,
  });
  const parts = tf.split(run(model, x, source(1)), uses.length, 1).map((part) => String(part.dataSync()));
  assert.equal(new Set(parts).size, uses.length);
});

test('a seed of its own: the same numbers in every run, others at each step', () => {
  const model = sequential([40], layers.dropout({ rate: 0.5, seed: 7 }));
  const x = tf.ones([50, 40]);
  const y = run(model, x, source(1)).dataSync();
  assert.deepEqual(run(model, x, source(1, 99)).dataSync(), y);
  assert.notDeepEqual(run(model, x, source(2)).dataSync(), y);
});

for (const rate of [1, 1.5]) {
  test(`a rate of ${rate} is refused`, () => {
    const model = sequential([4], layers.gaussianDropout({ rate }));
    assert.throws(() => run(model, tf.ones([2, 4]), source(1)), {
      name: 'UserError',
      message: /GaussianDropout\): rate .* is not supported; give one from 0 to less than 1/,
    });
  });
}

/** The mask that the cell of the first layer draws; its layer's source is the run's for its place in the model. */
function cellMask(shape: number[], rate: number, use: number): tf.Tensor {
  const layer: RandomSource = { seed: mixSeed(5, 1), step: tf.scalar(1, 'int32') };
  return dropout(tf.ones(shape), rate, statelessSeed(layer, use));
}

const SEQUENCE = [3, 6, 4];
const cells = {
  simpleRNN: { build: (options: object) => layers.simpleRNN({ units: 2, ...options }), masks: 1 },
  gru: { build: (options: object) => layers.gru({ units: 2, ...options }), masks: 3 },
  lstm: { build: (options: object) => layers.lstm({ units: 2, ...options }), masks: 4 },
};

for (const [name, { build, masks }] of Object.entries(cells)) {
  test(`${name} drops the same inputs and states at each step, as tf.layers' own layer with these masks`, () => {
    const rates = { dropout: 0.5, recurrentDropout: 0.25 };
    const drawn = [cellMask([3, 4], 0.5, 0), cellMask([3, 2], 0.25, 1)];
    let asked = 0;
    // tf.layers draws a mask a gate and uses the first.
    const dropoutFunc = () => drawn[asked++ < masks ? 0 : 1];
    const ours = sequential([6, 4], build(rates));
    const theirs = sequential([6, 4], build({ ...rates, dropoutFunc }));
    const weights = ours.getWeights().map(({ shape }, i) => numbers(shape, 10 + i).mul(2));
    ours.setWeights(weights);
    theirs.setWeights(weights);
    const x = numbers(SEQUENCE).mul(4);
    const expected = (theirs.apply(x, { training: true }) as tf.Tensor).dataSync();
    assert.ok(relativeError(run(ours, x, source(1)).dataSync(), expected) <= 1e-5);
    assert.ok(relativeError(forward(ours, x).dataSync(), (ours.predict(x) as tf.Tensor).dataSync()) <= 1e-5);
    const compiled = compile((x: tf.Tensor) => run(ours, x, source(1)));
    assert.ok(relativeError(compiled(x).dataSync(), expected) <= 1e-5);
    assert.throws(() => run(theirs, x, source(1)), /dropoutFunc is not supported/);
  });
}

test('convLstm2d drops, trains and keeps its shape', () => {
  const model = sequential(
    [3, 5, 4, 2],
    layers.convLstm2d({ filters: 2, kernelSize: 2, dropout: 0.5, recurrentDropout: 0.5 }),
  );
  const x = numbers([2, 3, 5, 4, 2]).mul(4);
  const y = run(model, x, source(1));
  assert.deepEqual(y.shape, (model.predict(x) as tf.Tensor).shape);
  assert.notDeepEqual(y.dataSync(), run(model, x, source(2)).dataSync());
  const slope = tf.grad((x: tf.Tensor) => run(model, x, source(1)).square().sum())(x);
  assert.ok(slope.dataSync().some((value) => value !== 0));
});
