import fs from 'node:fs';
import path from 'node:path';
import { tf } from '../../lib/tensorflow';

const { layers, regularizers, constraints } = tf;

export interface StoredTensor {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32';
  readonly values: number[];
}

/** What five steps of Keras left, the last of two examples; the loss is the mean over the examples so far. */
export interface Fitted {
  readonly runningLoss: number[];
  readonly weights: number[][];
  readonly predictions: number[][];
  /** Without the weights of classes and examples. */
  readonly evaluatedLoss: number;
}

export type KerasFitLoss = 'categoricalCrossentropy' | 'meanSquaredError';

/** Weights are in the order of `getWeights`; inputs, targets, losses and predictions in that of the model. */
export interface KerasFitCase {
  readonly inputs: StoredTensor[];
  readonly targets: StoredTensor[];
  readonly losses: KerasFitLoss[];
  readonly lossWeights?: number[];
  readonly classWeights?: number[];
  readonly sampleWeights?: number[];
  readonly weights: StoredTensor[];
  /** Before the first step. */
  readonly predictions: number[][];
  readonly sgd: Fitted;
  readonly adam: Fitted;
}

/** Values of Keras, made by keras_fit.py. */
export const kerasFit: {
  readonly versions: Record<string, string>;
  readonly batchSize: number;
  readonly learningRates: Record<'sgd' | 'adam', number>;
  readonly cases: Record<KerasFitName, KerasFitCase>;
} = JSON.parse(fs.readFileSync(path.join(__dirname, 'keras_fit.json'), 'utf8'));

const VECTOR = [4];
const SEQUENCE = [5, 3];
const TOKENS = 6;

const sequential = (inputShape: number[], ...stack: tf.layers.Layer[]) =>
  tf.sequential({ layers: [layers.inputLayer({ inputShape }), ...stack] });

const connect = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]) =>
  layer.apply(inputs.length === 1 ? inputs[0] : inputs) as tf.SymbolicTensor;

const classified = () => layers.dense({ units: 3, activation: 'softmax' });
const lstm = (options: { returnSequences?: boolean; returnState?: boolean } = {}) =>
  layers.lstm({ units: 3, recurrentActivation: 'sigmoid', ...options });
const embedding = () => layers.embedding({ inputDim: TOKENS, outputDim: 4, maskZero: true, inputLength: 5 });
const classifier = () => sequential(VECTOR, layers.dense({ units: 5, activation: 'tanh' }), classified());

const images = (...stack: tf.layers.Layer[]) =>
  sequential(
    [4, 4, 2],
    layers.conv2d({ filters: 3, kernelSize: 3, useBias: false }),
    ...stack,
    layers.activation({ activation: 'relu' }),
    layers.flatten(),
    classified(),
  );

function nested({ frozen }: { frozen: boolean }): tf.LayersModel {
  const inner = sequential(
    VECTOR,
    layers.dense({ units: 5, useBias: false }),
    layers.batchNormalization(),
    layers.activation({ activation: 'relu' }),
    layers.dense({ units: 4 }),
  );
  inner.trainable = !frozen;
  const input = tf.input({ shape: VECTOR });
  return tf.model({ inputs: input, outputs: connect(classified(), connect(inner, input)) });
}

/** The models of keras_fit.py, of tf.layers. */
export const kerasFitModels = {
  plain: classifier,
  l2: () =>
    sequential(
      VECTOR,
      layers.dense({
        units: 5,
        activation: 'tanh',
        kernelRegularizer: regularizers.l2({ l2: 0.05 }),
        biasRegularizer: regularizers.l1({ l1: 0.03 }),
      }),
      layers.dense({
        units: 3,
        activation: 'softmax',
        kernelRegularizer: regularizers.l1l2({ l1: 0.02, l2: 0.04 }),
      }),
    ),
  maxNorm: () =>
    sequential(
      VECTOR,
      layers.dense({
        units: 5,
        activation: 'tanh',
        kernelConstraint: constraints.maxNorm({ maxValue: 0.6, axis: 0 }),
        biasConstraint: constraints.nonNeg(),
      }),
      layers.dense({
        units: 4,
        activation: 'tanh',
        kernelConstraint: constraints.minMaxNorm({ minValue: 0.3, maxValue: 0.8, rate: 0.5, axis: 0 }),
      }),
      layers.dense({ units: 3, activation: 'softmax', kernelConstraint: constraints.unitNorm({ axis: 0 }) }),
    ),
  batchNormalization: () => images(layers.batchNormalization()),
  frozenBatchNormalization: () => images(layers.batchNormalization({ trainable: false })),
  classWeights: classifier,
  sampleWeights: classifier,
  softmaxLayer: () =>
    sequential(VECTOR, layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 3 }), layers.softmax()),
  embeddingMask: () =>
    sequential(
      [5],
      embedding(),
      lstm({ returnSequences: true }),
      layers.globalAveragePooling1d(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ),
  masking: () => sequential(SEQUENCE, layers.masking({ maskValue: 0 }), lstm(), classified()),
  maskedOutputs: () =>
    sequential(
      [5],
      embedding(),
      layers.bidirectional({ layer: lstm({ returnSequences: true }) as tf.RNN, mergeMode: 'concat' }),
      classified(),
    ),
  returnState: () => {
    const input = tf.input({ shape: SEQUENCE });
    const [sequence, hidden, cell] = lstm({ returnSequences: true, returnState: true }).apply(
      input,
    ) as tf.SymbolicTensor[];
    const joined = connect(layers.concatenate(), connect(layers.globalMaxPooling1d(), sequence), cell, hidden);
    return tf.model({ inputs: input, outputs: connect(classified(), joined) });
  },
  shared: () => {
    const [a, b] = [tf.input({ shape: VECTOR }), tf.input({ shape: VECTOR })];
    const tower = layers.dense({ units: 5, activation: 'tanh' });
    const product = connect(layers.multiply(), connect(tower, a), connect(tower, b));
    const joined = connect(layers.concatenate(), connect(tower, a), product);
    return tf.model({ inputs: [a, b], outputs: connect(classified(), joined) });
  },
  nested: () => nested({ frozen: false }),
  nestedFrozen: () => nested({ frozen: true }),
  nestedHead: () => {
    const head = sequential(
      [5],
      layers.dense({ units: 4, activation: 'tanh' }),
      layers.dense({ units: 3 }),
      layers.softmax(),
    );
    return sequential(VECTOR, layers.dense({ units: 5, activation: 'relu' }), head);
  },
  regression: () => sequential(VECTOR, layers.dense({ units: 5, activation: 'tanh' }), layers.dense({ units: 2 })),
  twoInputsTwoOutputs: () => {
    const [a, b] = [tf.input({ shape: VECTOR }), tf.input({ shape: SEQUENCE })];
    const first = connect(layers.dense({ units: 4, activation: 'relu' }), a);
    const joined = connect(layers.concatenate(), first, connect(lstm(), b));
    const kind = connect(layers.dense({ units: 3, activation: 'softmax', name: 'kind' }), joined);
    const size = connect(layers.dense({ units: 2, name: 'size' }), joined);
    return tf.model({ inputs: [a, b], outputs: [kind, size] });
  },
} satisfies Record<string, () => tf.LayersModel>;

export type KerasFitName = keyof typeof kerasFitModels;

/** The model of a case with Keras' initial weights, written past the constraints: these hold from the first step on. */
export function kerasFitModel(name: KerasFitName): tf.LayersModel {
  const model = kerasFitModels[name]();
  tf.tidy(() => {
    model.weights.forEach((weight, i) => {
      const { values, shape } = kerasFit.cases[name].weights[i];
      (weight.read() as tf.Variable).assign(tf.tensor(values, shape));
    });
  });
  return model;
}
