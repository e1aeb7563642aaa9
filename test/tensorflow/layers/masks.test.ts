/** Masked sequences through each kind of layer, in training, against Keras. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { compile, forwardAll, tf } from '../../../lib/tensorflow';
import { goldenNumbers, relativeError } from '../../golden/numbers';

interface Golden {
  readonly sequences: [number[], number[]];
  readonly cases: Record<string, { outputs: number[][]; gradients: number[][]; statistics: number[][] }>;
}

/** Values of Keras, made by keras_masks.py. */
const golden: Golden = JSON.parse(fs.readFileSync('test/golden/keras_masks.json', 'utf8'));

const { layers } = tf;
type Symbols = tf.SymbolicTensor[];
type Build = (a: tf.SymbolicTensor, b: tf.SymbolicTensor) => Symbols;

const chain =
  (...stack: (() => tf.layers.Layer)[]): Build =>
  (a) => [stack.reduce((symbol, layer) => layer().apply(symbol) as tf.SymbolicTensor, a)];

const merged =
  (layer: () => tf.layers.Layer): Build =>
  (a, b) => [layers.globalAveragePooling1d().apply(layer().apply([a, b])) as tf.SymbolicTensor];

const gates = { units: 2, recurrentActivation: 'sigmoid' } as const;
const pool = () => layers.globalAveragePooling1d();
const both = (layer: tf.layers.Layer) => layers.bidirectional({ layer: layer as tf.layers.RNN, mergeMode: 'concat' });

/** Named as in keras_masks.py. */
const cases: Record<string, Build> = {
  lstm: chain(() => layers.lstm(gates)),
  lstmSequences: chain(() => layers.lstm({ ...gates, returnSequences: true })),
  lstmBackwards: chain(() => layers.lstm({ ...gates, returnSequences: true, goBackwards: true })),
  lstmStates: (a) => layers.lstm({ ...gates, returnState: true }).apply(a) as Symbols,
  gru: chain(() => layers.gru(gates)),
  simpleRnnSequences: chain(() => layers.simpleRNN({ units: 2, returnSequences: true })),
  bidirectional: chain(() => both(layers.lstm({ ...gates, returnSequences: true }))),
  bidirectionalLast: chain(() => both(layers.gru(gates))),
  pooled: chain(
    () => layers.dense({ units: 3, activation: 'tanh' }),
    () => layers.dropout({ rate: 0 }),
    pool,
  ),
  pooledAfterReshape: chain(() => layers.reshape({ targetShape: [5, 4] }), pool),
  pooledMaximum: chain(() => layers.globalMaxPooling1d()),
  batchNormalization: chain(() => layers.batchNormalization({ momentum: 0.5 }), pool),
  layerNormalization: chain(() => layers.layerNormalization(), pool),
  distributed: chain(() => layers.timeDistributed({ layer: layers.dense({ units: 3 }) }), pool),
  add: merged(() => layers.add()),
  multiply: merged(() => layers.multiply()),
  maximum: merged(() => layers.maximum()),
  minimum: merged(() => layers.minimum()),
  // The first and the last are one sequence; the last has lost its mask.
  maximumOfThree: (a, b) => {
    const bare = layers.reshape({ targetShape: [5, 4] }).apply(b) as tf.SymbolicTensor;
    return [pool().apply(layers.maximum().apply([b, a, bare])) as tf.SymbolicTensor];
  },
  concatenate: merged(() => layers.concatenate()),
  concatenateTime: merged(() => layers.concatenate({ axis: 1 })),
};

const numbers = (shape: number[], stream: number) =>
  tf.tensor(goldenNumbers(tf.util.sizeFromShape(shape), stream), shape);

test('all of Keras’ cases are here', () => assert.deepEqual(Object.keys(cases), Object.keys(golden.cases)));

for (const [name, build] of Object.entries(cases)) {
  test(`${name}: outputs, gradients and statistics of masked sequences are Keras'`, () => {
    const [a, b] = [0, 1].map(() => tf.input({ shape: [5, 4] }));
    const [maskedA, maskedB] = [a, b].map((input) => layers.masking().apply(input) as tf.SymbolicTensor);
    const model = tf.model({ inputs: [a, b], outputs: build(maskedA, maskedB) });
    model.weights.forEach((weight, i) => {
      const value = numbers(weight.shape as number[], 10 + i);
      (weight.read() as tf.Variable).assign(/gamma|variance/.test(weight.name) ? value.add(1) : value.mul(2));
    });
    const trained = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const run = compile((...inputs: tf.Tensor[]) => {
      let outputs: tf.Tensor[] = [];
      const loss = () => {
        ({ outputs } = forwardAll(model, inputs, { training: true, random: { seed: 1, step: tf.scalar(0, 'int32') } }));
        outputs = outputs.map((y) => tf.keep(y.clone()));
        return tf.addN(outputs.map((y) => y.mul(numbers(y.shape, 99)).sum())).asScalar();
      };
      if (trained.length === 0) loss();
      const { grads = {} } = trained.length > 0 ? tf.variableGrads(loss, trained) : {};
      return { outputs, gradients: trained.map((variable) => grads[variable.name]) };
    });
    const { outputs, gradients } = run(...golden.sequences.map((values) => tf.tensor(values, [2, 5, 4])));
    const statistics = model.nonTrainableWeights.map((weight) => weight.read());
    const expected = golden.cases[name];
    for (const [what, tensors] of Object.entries({ outputs, gradients, statistics })) {
      tensors.forEach((tensor, i) => {
        const error = relativeError(tensor.dataSync(), expected[what as 'outputs'][i]);
        // Float32 sums in another order.
        assert.ok(error <= 1e-5, `${what} ${i}: ${error}`);
      });
    }
  });
}
