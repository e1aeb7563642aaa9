/** Layers of one's own: `compute` with random numbers, masks and all inputs; saving, loading, and what is refused. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, draw, forward, forwardAll, type LayerContext, statelessSeed, tf } from '../../../lib/tensorflow';

/** Drops whole examples on their way through a branch (Huang and others 2016). */
class DropPath extends tf.layers.Layer {
  static readonly className = 'TestDropPath';
  private readonly rate: number;

  constructor(config: { rate: number; name?: string }) {
    super(config as object);
    this.rate = config.rate;
  }

  compute([x]: readonly tf.Tensor[], { training, random }: LayerContext): tf.Tensor {
    if (!training || random === undefined) return x;
    const kept = draw('uniform', [x.shape[0], 1], statelessSeed(random, 0)).greaterEqual(this.rate);
    return x.mul(kept.cast('float32')).div(1 - this.rate);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return [inputs].flat()[0];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}
tf.serialization.registerClass(DropPath);

/** The mean of its first input where the mask of the second counts. */
class MaskedMean extends tf.layers.Layer {
  static readonly className = 'TestMaskedMean';

  override computeOutputShape([shape]: tf.Shape[]): tf.Shape {
    return [shape[0], shape[2]];
  }

  compute([x]: readonly tf.Tensor[], { masks }: LayerContext): tf.Tensor {
    const counts = masks[1]!.cast('float32');
    return x
      .mul(counts.reshape([...counts.shape, 1]))
      .sum(1)
      .div(counts.sum(1, true));
  }
}

class RandomInJavaScript extends tf.layers.Layer {
  static readonly className = 'TestRandomInJavaScript';

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const [x] = [inputs].flat();
    return training ? x.add(tf.randomUniform(x.shape)) : x;
  }
}

/** A class that changes what its parent computes, under its parent's name. */
class Doubled extends tf.layers.Layer {
  static readonly className = 'Flatten';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return [inputs].flat()[0].mul(2);
  }
}

const source = (step: number) => ({ seed: 3, step: tf.scalar(step, 'int32') });
const sequential = (inputShape: number[], ...stack: tf.layers.Layer[]) =>
  tf.sequential({ layers: [tf.layers.inputLayer({ inputShape }), ...stack] });

test('a layer with compute() draws from its context, compiled too, and comes back from a file', async () => {
  const model = sequential([4], new DropPath({ rate: 0.5 }));
  let artifacts: Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0] | undefined;
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts!));
  const x = tf.ones([64, 4]);
  for (const one of [model, loaded]) {
    const step = compile((x: tf.Tensor, step: tf.Tensor) =>
      forward(one, x, { training: true, random: { seed: 3, step } }),
    );
    const [first, again, second] = [1, 1, 2].map((i) => step(x, tf.scalar(i, 'int32')).dataSync());
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, second);
    assert.deepEqual(new Set(first), new Set([0, 2]));
    assert.deepEqual(forward(one, x).dataSync(), x.dataSync());
  }
  assert.deepEqual(
    forward(loaded, x, { training: true, random: source(1) }).dataSync(),
    forward(model, x, { training: true, random: source(1) }).dataSync(),
  );
});

test('compute() sees all inputs and their masks', () => {
  const [a, b] = [tf.input({ shape: [3, 2] }), tf.input({ shape: [3, 1] })];
  const masked = tf.layers.masking({ maskValue: 0 }).apply(b) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [a, b], outputs: new MaskedMean({}).apply([a, masked]) as tf.SymbolicTensor });
  const x = tf.tensor3d([
    [
      [1, 2],
      [3, 4],
      [100, 100],
    ],
  ]);
  const y = forward(model, [x, tf.tensor3d([[[1], [1], [0]]])]);
  assert.deepEqual([...y.dataSync()], [2, 3]);
});

test('random numbers drawn in JavaScript are refused with what to write instead', () => {
  const model = sequential([4], new RandomInJavaScript({}));
  const step = (x: tf.Tensor) => forward(model, x, { training: true, random: source(1) });
  const refusal = {
    name: 'UserError',
    message: /\(TestRandomInJavaScript\): drawing random numbers in JavaScript is not supported; .*compute\(.*draw\(\)/,
  };
  assert.throws(() => step(tf.ones([2, 4])), refusal);
  assert.throws(() => compile(step)(tf.ones([2, 4])), refusal);
  assert.deepEqual(forward(model, tf.ones([1, 2, 2])).shape, [1, 4]);
});

test('a class of one’s own is asked itself, also under the name of one of tf.layers', () => {
  const model = sequential([4], new Doubled({}));
  assert.deepEqual([...forward(model, tf.ones([1, 4])).dataSync()], [2, 2, 2, 2]);
});

test('inputs by name, in order, and what does not fit them', () => {
  const [a, b] = ['a', 'b'].map((name) => tf.input({ shape: [2], name }));
  const sum = tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
  const product = tf.layers.multiply().apply([a, b]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [a, b], outputs: [sum, product], name: 'two' });
  const [x, y] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, 5]])];
  for (const inputs of [[x, y], { b: y, a: x }]) {
    const { outputs } = forwardAll(model, inputs);
    assert.deepEqual(
      outputs.map((tensor) => [...tensor.dataSync()]),
      [
        [4, 7],
        [3, 10],
      ],
    );
  }
  const takes = 'model two takes 2 inputs, a, b; ';
  const wrong: [() => unknown, string][] = [
    [() => forwardAll(model, x), `${takes}one tensor was given: give an array, or a record by name`],
    [() => forwardAll(model, [x]), `${takes}1 were given`],
    [() => forwardAll(model, { a: x, c: y }), `${takes}c is none of them`],
    [() => forwardAll(model, { a: x }), `${takes}b is missing`],
    [() => forwardAll(model, [x, tf.ones([1, 3])]), 'model two takes [batch, 2] as input b, not [1, 3]'],
    [() => forward(model, [x, y]), 'model two has 2 outputs: take them from forwardAll()'],
  ];
  for (const [run, message] of wrong) assert.throws(run, { name: 'RangeError', message });
});

test('sequences of any length go through a model that takes them so', () => {
  const model = tf.sequential({
    layers: [tf.layers.lstm({ units: 2, inputShape: [null as unknown as number, 3] }), tf.layers.dense({ units: 1 })],
  });
  for (const length of [2, 7]) {
    const x = tf.randomNormal([2, length, 3]);
    const difference = forward(model, x).sub(model.predict(x) as tf.Tensor);
    assert.ok(difference.abs().max().dataSync()[0] < 1e-5);
  }
  assert.throws(() => forward(model, tf.ones([2, 4])), /takes \[batch, any, 3\] as input .*, not \[2, 4\]/);
});

test('a forward pass leaves no tensors behind', () => {
  const model = sequential(
    [5],
    tf.layers.dense({ units: 3, activation: 'relu' }),
    tf.layers.dense({ units: 2, activation: 'softmax' }),
  );
  const x = tf.ones([2, 5]);
  forward(model, x).dispose();
  const before = tf.memory().numTensors;
  forward(model, x).dispose();
  assert.equal(tf.memory().numTensors, before);
});
