import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, forward, setSeed, tf } from '../../../lib/tensorflow';
import { goldenNumbers, relativeError } from '../../golden/numbers';

const { layers } = tf;

const random = [
  'heNormal',
  'glorotUniform',
  'leCunNormal',
  'randomNormal',
  'randomUniform',
  'truncatedNormal',
  'orthogonal',
] as const;

for (const name of random) {
  test(`one ${name} given to two layers starts them apart, the same from one seed, and stays as it was`, () => {
    const initializer = (
      tf.initializers as unknown as Record<string, (config: object) => tf.serialization.Serializable>
    )[name]({});
    const before = JSON.stringify(initializer.getConfig());
    const kernels = () => {
      setSeed(4);
      const stack = [1, 2].map(() => layers.dense({ units: 4, kernelInitializer: initializer as never }));
      tf.sequential({ layers: [layers.inputLayer({ inputShape: [4] }), ...stack] });
      return stack.map((layer) => layer.getWeights()[0].dataSync());
    };
    const [first, second] = kernels();
    assert.notDeepEqual(first, second);
    assert.deepEqual(kernels(), [first, second]);
    assert.equal(JSON.stringify(initializer.getConfig()), before);
  });
}

test('a frozen model that flattens normalised images channels first answers as the model does', () => {
  const model = tf.sequential({
    layers: [
      layers.inputLayer({ inputShape: [3, 4, 5] }),
      layers.batchNormalization(),
      layers.flatten({ dataFormat: 'channelsFirst' }),
      layers.dense({ units: 2 }),
    ],
  });
  model.weights.forEach((weight, i) => {
    const value = tf.tensor(
      goldenNumbers(tf.util.sizeFromShape(weight.shape as number[]), i),
      weight.shape as number[],
    );
    (weight.read() as tf.Variable).assign(/variance/.test(weight.name) ? value.add(1) : value);
  });
  const x = tf.tensor(goldenNumbers(120, 9), [2, 3, 4, 5]);
  const constants = model.weights.map((weight) => weight.read() as tf.Variable);
  const frozen = compile((x: tf.Tensor) => forward(model, x, { constantWeights: true }), { constants });
  assert.ok(relativeError(frozen(x).dataSync(), (model.predict(x) as tf.Tensor).dataSync()) <= 1e-5);
});
