/**
 * Every class of tf.layers with every option that changes its result: `forward` gives what the layer itself gives,
 * values, gradients and running statistics, in inference and in training; or it refuses, in one sentence.
 */

import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, forwardAll, tf } from '../../../lib/tensorflow';
import { goldenNumbers, relativeError } from '../../golden/numbers';
import { type LayerFamily, layerFamilies, type Options, type Reference } from './layer-families';

type Factory = (options: object) => tf.layers.Layer;

const factories = tf.layers as unknown as Readonly<Record<string, Factory>>;

/** What tf.layers exports besides classes of layers that stand in a model. */
const NO_LAYERS = ['Layer', 'RNN', 'RNNCell', 'input', 'inputLayer'];
/** They stand inside tf.layers.rnn. */
const CELLS = ['convLstm2dCell', 'gruCell', 'lstmCell', 'simpleRNNCell', 'stackedRNNCells'];

/** Options that are no matter of the computation, with the test that they are a matter of. */
const ELSEWHERE = new Set([
  'batchInputShape',
  'dtype',
  'name',
  'trainable',
  'dropout', // random-layers.test.ts
  'recurrentDropout',
  'resetAfter', // tf.layers has none
  'stateful', // refused below
]);

const elsewhere = (option: string) => ELSEWHERE.has(option) || /(Initializer|Regularizer|Constraint)$/.test(option);

const built = (options: Options) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, typeof value === 'function' ? value() : value]),
  );

interface Variant {
  readonly options: Options;
  readonly is?: Reference;
}

/** All but those that are refused. */
function variantsOf(family: LayerFamily): Variant[] {
  const { base = {}, vary = {}, also = [], instead = [], refused = [] } = family;
  const single = Object.entries(vary).flatMap(([option, values]) => values.map((value) => ({ [option]: value })));
  // What is only compared with something else, or refused, has no plain variant.
  const none = !('base' in family || 'vary' in family || 'also' in family) && instead.length + refused.length > 0;
  const own = none ? [] : [{}, ...single, ...also];
  return [...own.map((options) => ({ options })), ...instead].map(({ options, ...rest }) => ({
    options: { ...base, ...options },
    ...rest,
  }));
}

function describe(options: Options): string {
  const values = Object.entries(built(options)).map(([name, value]) => {
    const layers = [value].flat().filter((part) => part instanceof tf.layers.Layer) as tf.layers.Layer[];
    return `${name}: ${layers.length > 0 ? layers.map((layer) => layer.getClassName()) : JSON.stringify(value)}`;
  });
  return `{ ${values.join(', ')} }`;
}

const numbers = (shape: readonly number[], stream: number) =>
  tf.tensor(goldenNumbers(tf.util.sizeFromShape([...shape]), stream), [...shape]);

function modelOf(name: string, { inputs, numbersBelow }: LayerFamily, options: Options): tf.LayersModel {
  const symbols = inputs.map(([batch, ...shape]) =>
    'batchInputShape' in options ? tf.input({ batchShape: [batch, ...shape] }) : tf.input({ shape }),
  );
  const { batchInputShape: _, ...rest } = built(options);
  const layer = factories[name](rest);
  const outputs = layer.apply(symbols.length === 1 ? symbols[0] : symbols) as tf.SymbolicTensor | tf.SymbolicTensor[];
  const model = tf.model({ inputs: symbols, outputs });
  model.weights.forEach((weight, i) => {
    const value = numbers(weight.shape as number[], 10 + i).mul(2);
    (weight.read() as tf.Variable).assign(/variance/.test(weight.name) ? value.add(2) : value);
  });
  assert.ok(numbersBelow === undefined || inputs.length === 1);
  return model;
}

const inputsOf = ({ inputs, numbersBelow }: LayerFamily) =>
  inputs.map((shape, i) => {
    if (numbersBelow === undefined) return numbers(shape, i).mul(6);
    const values = Int32Array.from(goldenNumbers(tf.util.sizeFromShape(shape), i), (x) => (x + 0.5) * numbersBelow);
    return tf.tensor(values, shape, 'int32');
  });

type Run = (inputs: readonly tf.Tensor[], weights: readonly tf.Tensor[]) => tf.Tensor[];

/** The outputs, the gradients of what they weigh to inputs and weights, and the weights that do not train afterwards. */
function results(run: Run, model: tf.LayersModel, inputs: readonly tf.Tensor[], wrap = (f: () => tf.Tensor[]) => f()) {
  const still = model.nonTrainableWeights.map((weight) => weight.read() as tf.Variable);
  const before = still.map((variable) => variable.dataSync().slice());
  const weights = model.weights.map((weight) => weight.read() as tf.Variable);
  const trained = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const changing = inputs.filter(({ dtype }) => dtype === 'float32');
  const values = wrap(() => {
    let outputs: tf.Tensor[] = [];
    const slopes = tf.grads((...all: tf.Tensor[]) => {
      const given = changing.length === 0 ? inputs : all.slice(0, inputs.length);
      outputs = run(given, weights).map((y) => tf.keep(y.clone()));
      const sums = outputs.map((y, i) => y.mul(numbers(y.shape, 90 + i)).sum());
      const unused = all.map((x) => x.sum().mul(0));
      return tf.addN([...sums, ...unused]).asScalar();
    })([...changing, ...trained]);
    return [...outputs, ...slopes];
  }).map((tensor) => ({ shape: tensor.shape, values: tensor.dataSync() }));
  const after = still.map((variable) => ({ shape: variable.shape, values: variable.dataSync().slice() }));
  still.forEach((variable, i) => {
    variable.assign(tf.tensor(before[i], variable.shape));
  });
  return [...values, ...after];
}

const ours =
  (model: tf.LayersModel, training: boolean): Run =>
  (inputs) =>
    forwardAll(model, inputs, { training }).outputs;

const theirs =
  (model: tf.LayersModel, training: boolean): Run =>
  (inputs) =>
    [model.apply(inputs.length === 1 ? inputs[0] : [...inputs], { training }) as tf.Tensor | tf.Tensor[]].flat();

/** Float32 sums in another order. */
const TOLERANCE = 1e-5;

for (const [name, family] of Object.entries(layerFamilies)) {
  for (const { options, is } of variantsOf(family)) {
    for (const training of family.random ? [false] : [false, true]) {
      test(`${name} ${describe(options)}, ${training ? 'training' : 'inference'}`, () => {
        tf.engine().startScope();
        const model = modelOf(name, family, options);
        const inputs = inputsOf(family);
        const plain: Run = is ? (inputs, weights) => [is(inputs, weights, training)] : theirs(model, training);
        const expected = results(plain, model, inputs);
        const actual = {
          eager: results(ours(model, training), model, inputs),
          compiled: results(ours(model, training), model, inputs, (f) => compile(f)()),
        };
        for (const [how, tensors] of Object.entries(actual)) {
          assert.equal(tensors.length, expected.length);
          tensors.forEach(({ shape, values }, i) => {
            assert.deepEqual(shape, expected[i].shape);
            // Statistics that only a training step of tf.layers itself would move.
            if (is && training && i >= tensors.length - model.nonTrainableWeights.length) return;
            const error = values.every((value, k) => value === expected[i].values[k])
              ? 0
              : relativeError(values, expected[i].values);
            assert.ok(error <= TOLERANCE, `${how}: tensor ${i} differs by ${error}`);
          });
        }
        model.dispose();
        tf.engine().endScope();
      });
    }
  }

  for (const { options, says } of family.refused ?? []) {
    test(`${name} ${describe(options)} is refused`, () => {
      const model = modelOf(name, family, { ...family.base, ...options });
      const [layer] = model.layers.slice(-1);
      for (const training of [false, true]) {
        assert.throws(
          () => forwardAll(model, inputsOf(family), { training }),
          (error: Error) => {
            assert.equal(error.name, 'UserError');
            assert.ok(error.message.includes(layer.getClassName()), error.message);
            assert.match(error.message, says);
            return true;
          },
        );
      }
    });
  }
}

test('each class that tf.layers exports is walked', () => {
  const walked = new Set(Object.keys(layerFamilies).map((name) => factories[name]));
  // Some classes have several names, each a function of its own.
  const classOf = (name: string) => factories[name]({}).getClassName();
  const walkedClasses = new Set(['averagePooling1d', 'averagePooling2d', 'averagePooling3d'].map(classOf));
  const others = Object.keys(factories).filter((name) => ![...NO_LAYERS, ...CELLS].includes(name));
  assert.deepEqual(
    others.filter((name) => !walked.has(factories[name]) && !walkedClasses.has(classOf(name))),
    [],
  );
});

test('each option that a layer of tf.layers stores is varied or refused', () => {
  const missing = Object.entries(layerFamilies).flatMap(([name, family]) => {
    const { vary = {}, also = [], instead = [], refused = [] } = family;
    const varied = new Set([
      ...Object.keys(vary),
      ...[...also, ...[...instead, ...refused].map(({ options }) => options)].flatMap(Object.keys),
    ]);
    const options = variantsOf(family)[0]?.options ?? refused[0].options;
    // Options of cells are walked where the layer of the cell is.
    const stored = name === 'rnn' ? ['cell'] : Object.keys(factories[name](built(options)).getConfig());
    return stored.filter((option) => !varied.has(option) && !elsewhere(option)).map((option) => `${name}: ${option}`);
  });
  assert.deepEqual(missing, []);
});
