import assert from 'node:assert/strict';
import test from 'node:test';
import { forward, forwardAll, outputActivation, tf } from '../../../lib/tensorflow';
import { goldenNumbers, relativeError } from '../../golden/numbers';

const { layers } = tf;

const sequential = (inputShape: number[], ...stack: tf.layers.Layer[]) =>
  tf.sequential({ layers: [layers.inputLayer({ inputShape }), ...stack] });

const dense = (activation?: string) => layers.dense({ units: 3, activation: activation as 'relu' });

/** Ways in which a model may end, and what its outputs have gone through. */
const ends: Record<string, [string, () => tf.LayersModel]> = {
  'a dense softmax': ['softmax', () => sequential([4], dense('softmax'))],
  'a softmax layer': ['softmax', () => sequential([4], dense(), layers.softmax())],
  'a softmax layer over time': ['softmax', () => sequential([5, 4], dense(), layers.softmax({ axis: -1 }))],
  'an activation': ['softmax', () => sequential([4], dense(), layers.activation({ activation: 'softmax' }))],
  'a softmax and a linear activation': [
    'softmax',
    () => sequential([4], dense('softmax'), layers.activation({ activation: 'linear' })),
  ],
  'a model that ends in a softmax': [
    'softmax',
    () => sequential([4], dense('relu'), sequential([3], dense('softmax'))),
  ],
  'a model in a model that ends in a softmax': [
    'softmax',
    () => sequential([4], sequential([4], dense(), sequential([3], dense(), layers.softmax()))),
  ],
  'a convolution with a softmax': [
    'softmax',
    () => sequential([5, 5, 2], layers.conv2d({ filters: 3, kernelSize: 3, activation: 'softmax' })),
  ],
  'a distributed dense softmax': [
    'softmax',
    () => sequential([5, 4], layers.timeDistributed({ layer: dense('softmax') })),
  ],
  'a distributed model': [
    'softmax',
    () => sequential([5, 4], layers.timeDistributed({ layer: sequential([4], dense('softmax')) })),
  ],
  'a dense sigmoid': ['sigmoid', () => sequential([4], dense('sigmoid'))],
  'a convolution with a sigmoid': [
    'sigmoid',
    () => sequential([5, 5, 2], layers.conv2d({ filters: 3, kernelSize: 3, activation: 'sigmoid' })),
  ],
  'a dense relu': ['relu', () => sequential([4], dense('relu'))],
  nothing: ['linear', () => sequential([4], dense())],
  'an LSTM whose gates are sigmoid': [
    'linear',
    () => sequential([5, 4], layers.lstm({ units: 3, activation: 'sigmoid', recurrentActivation: 'sigmoid' })),
  ],
};

const numbers = (shape: number[]) => tf.tensor(goldenNumbers(tf.util.sizeFromShape(shape), 1), shape).mul(8);

for (const [end, [activation, build]] of Object.entries(ends)) {
  test(`a model that ends in ${end}: ${activation}, and logits that make the outputs`, () => {
    const model = build();
    assert.equal(outputActivation(model), activation);
    const x = numbers([2, ...(model.inputs[0].shape.slice(1) as number[])]);
    const plain = model.predict(x) as tf.Tensor;
    assert.ok(relativeError(forward(model, x).dataSync(), plain.dataSync()) <= 1e-6);
    const logits = forward(model, x, { logits: true });
    const again =
      activation === 'softmax' ? tf.softmax(logits) : activation === 'sigmoid' ? tf.sigmoid(logits) : logits;
    // Logits of a distributed layer are made of its probabilities.
    assert.ok(relativeError(again.dataSync(), plain.dataSync()) <= 2e-6);
    if (activation === 'linear' || activation === 'relu') return;
    assert.ok(relativeError(logits.dataSync(), plain.dataSync()) > 0.1, 'logits are no probabilities');
  });
}

test('logits are left out of the outputs that are named alone, and probabilities that go on stay as they are', () => {
  const input = tf.input({ shape: [4] });
  const kinds = dense('softmax').apply(input) as tf.SymbolicTensor;
  const sizes = layers.dense({ units: 2 }).apply(kinds) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: [kinds, sizes] });
  assert.deepEqual(
    [0, 1].map((output) => outputActivation(model, output)),
    ['softmax', 'linear'],
  );
  const x = numbers([2, 4]);
  const [probabilities, plain] = (model.predict(x) as tf.Tensor[]).map((y) => y.dataSync());
  const [logits, same] = forwardAll(model, x, { logits: [true, false] }).outputs;
  assert.ok(relativeError(tf.softmax(logits).dataSync(), probabilities) <= 1e-6);
  assert.ok(relativeError(same.dataSync(), plain) <= 1e-6);
  assert.ok(relativeError(forwardAll(model, x).outputs[0].dataSync(), probabilities) <= 1e-6);
});

test('a softmax over another axis is refused with the axis to give', () => {
  const model = sequential([5, 4], dense(), layers.softmax());
  assert.throws(() => forward(model, numbers([2, 5, 4])), {
    name: 'UserError',
    message: /^layer softmax_\S+ \(Softmax\): the axis 1 of an input of 3 axes is not supported; .*axis: -1/,
  });
});
