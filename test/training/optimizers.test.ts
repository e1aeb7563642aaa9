import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, tf } from '../../lib/tensorflow';
import {
  adam,
  adamW,
  addDecay,
  chain,
  clipNorm,
  clipValue,
  constant,
  cosine,
  cosineRestarts,
  exponential,
  linear,
  lion,
  type Optimizer,
  oneCycle,
  polynomial,
  ratesOf,
  rmsprop,
  type Schedule,
  sgd,
  stepDecay,
} from '../../lib/training';
import { chosenOptimizer } from '../../lib/training/chosen-optimizer';
import keras from '../golden/keras_optimizers.json';
import { goldenNumbers, relativeError } from '../golden/numbers';
import torch from '../golden/torch_training.json';

/** Ten steps in float32; the golden are in float64. */
const TOLERANCE = 3e-6;

function path(optimizer: Optimizer, steps: number): number[][] {
  const variable = tf.variable(tf.tensor1d(goldenNumbers(5, 7)));
  const state = optimizer.create([variable]);
  const { learningRate } = optimizer;
  const update = compile((gradient: tf.Tensor, step: tf.Tensor) => {
    const rate = typeof learningRate === 'number' ? tf.scalar(learningRate) : learningRate(step);
    state.apply([gradient], { learningRate: rate, step });
    return [];
  });
  return Array.from({ length: steps }, (_, i) => {
    update(tf.tensor1d(goldenNumbers(5, 100 + i)), tf.scalar(i, 'int32'));
    return Array.from(variable.dataSync());
  });
}

const all = () => true;
const learningRate = 0.01;
const weightDecay = 0.1;

const ofTorch: Record<keyof typeof torch.optimizers, Optimizer> = {
  adam: adam({ learningRate, epsilon: 1e-8 }),
  adamDecay: chain(addDecay(weightDecay), adam({ learningRate, epsilon: 1e-8 })),
  adamW: adamW({ learningRate, epsilon: 1e-8, weightDecay, betas: [0.9, 0.95], decays: all }),
  sgd: sgd({ learningRate }),
  sgdPlain: sgd({ learningRate, momentum: 0 }),
  nesterov: sgd({ learningRate, nesterov: true }),
  rmsprop: rmsprop({ learningRate, rho: 0.9, momentum: 0.5, epsilon: 1e-12 }),
  clipNorm: chain(clipNorm(0.4), sgd({ learningRate: 0.1, momentum: 0 })),
  clipValue: chain(clipValue(0.2), sgd({ learningRate: 0.1, momentum: 0 })),
};

const ofKeras: Record<keyof typeof keras.optimizers, Optimizer> = {
  adam: adam({ learningRate }),
  adamW: adamW({ learningRate, weightDecay, betas: [0.9, 0.95], epsilon: 1e-3, decays: all }),
  sgdCosine: sgd({ learningRate: cosine(0.01, { steps: 10, end: 0.001 }) }),
  nesterov: sgd({ learningRate, nesterov: true }),
  rmsprop: rmsprop({ learningRate, epsilon: 1e-3 }),
  rmspropMomentum: rmsprop({ learningRate, rho: 0.8, momentum: 0.5 }),
  lion: lion({ learningRate }),
  lionDecay: lion({ learningRate, betas: [0.95, 0.98], weightDecay, decays: all }),
};

for (const [name, golden, ours] of [
  ['PyTorch', torch.optimizers, ofTorch],
  ['Keras', keras.optimizers, ofKeras],
] as const) {
  for (const [optimizer, expected] of Object.entries(golden)) {
    test(`ten steps of ${optimizer} are ${name}'s`, () => {
      const got = path((ours as Record<string, Optimizer>)[optimizer], expected.length);
      expected.forEach((weights, i) => {
        const error = relativeError(got[i], weights);
        assert.ok(error < TOLERANCE, `step ${i}: ${error}`);
      });
    });
  }
}

const rate = 0.1;
const schedules: Record<keyof typeof torch.schedules, Schedule> = {
  constantWarmUp: constant(rate, { warmUp: 5 }),
  cosine: cosine(rate, { steps: 40, end: 0.01 }),
  cosineWarmUp: cosine(rate, { steps: 40, warmUp: 8 }),
  cosineRestarts: cosineRestarts(rate, { first: 7, end: 0.001 }),
  cosineRestartsLonger: cosineRestarts(rate, { first: 5, times: 2 }),
  oneCycle: oneCycle(rate, { steps: 41 }),
  oneCycleLinear: oneCycle(rate, { steps: 41, rising: 0.5, shape: 'linear', startDivisor: 10, endDivisor: 100 }),
  linear: linear(rate, { steps: 30, end: 0.01 }),
  polynomial: polynomial(rate, { steps: 30, power: 2 }),
  stepDecay: stepDecay(rate, { every: 7, factor: 0.5 }),
  stepDecayAt: stepDecay(rate, { every: [5, 20] }),
  exponential: exponential(rate, { factor: 0.9 }),
  exponentialEvery: exponential(rate, { factor: 0.5, every: 10 }),
};

for (const [name, expected] of Object.entries(torch.schedules)) {
  test(`the curve of ${name} is that of torch's scheduler`, () => {
    const got = ratesOf(schedules[name as keyof typeof schedules], expected.length);
    // Float32 against float64: 1e-6 of the highest rate.
    expected.forEach((wanted, step) => {
      assert.ok(Math.abs(got[step] - wanted) < 1e-6 * rate, `step ${step}: ${got[step]}, wanted ${wanted}`);
    });
  });
}

test('what decays by default is no bias, no scale and no offset', () => {
  const named = {
    'dense/kernel': [2, 2],
    'dense/bias': [2],
    'norm/gamma': [2],
    'norm/beta': [2],
    'heads/bias': [2, 2],
  };
  const variables = Object.entries(named).map(([name, shape]) => tf.variable(tf.ones(shape), true, name));
  assert.match(adamW().describe(variables), /"decaying":"d----"/);
  assert.match(adamW({ decays: ({ name }) => /bias/.test(name) }).describe(variables), /"decaying":"-d--d"/);
  const zeros = variables.map(({ shape }) => tf.zeros(shape));
  adamW({ learningRate: 1, weightDecay: 0.5 })
    .create(variables)
    .apply(zeros, {
      learningRate: tf.scalar(1),
      step: tf.scalar(0, 'int32'),
    });
  assert.deepEqual(
    variables.map((variable) => variable.dataSync()[0]),
    [0.5, 1, 1, 1, 1],
  );
  tf.dispose(variables);
});

test('settings that make no sense are refused in one sentence, at once', () => {
  const refused: [() => unknown, RegExp][] = [
    [() => adam({ learningRate: 0 }), /^UserError: adam: learningRate is 0; expected a number, above 0\.$/],
    [() => adam({ learningRate: 'cosine' } as object), /expected a number, above 0, or a schedule such as cosine/],
    [() => adam({ learningRate: Number.NaN }), /^UserError: adam: learningRate is NaN;/],
    [() => adam({ betas: [0.9, 1] }), /^UserError: adam: betas\.1 is 1; expected a number, at least 0 and below 1\.$/],
    [() => adam({ epsilon: 0 }), /^UserError: adam: epsilon is 0;/],
    [() => adam({ beta1: 0.9 } as object), /^UserError: adam: beta1 is no known key; did you mean betas\?$/],
    [() => adamW({ weightDecay: -1 }), /^UserError: adamW: weightDecay is -1;/],
    [() => sgd({ momentum: 1 }), /^UserError: sgd: momentum is 1;/],
    [
      () => sgd({ nesterov: 'yes' } as object),
      /^UserError: sgd: nesterov is the text "yes"; expected true or false\.$/,
    ],
    [() => rmsprop({ rho: 2 }), /^UserError: rmsprop: rho is 2;/],
    [() => lion({ learningRate: '1' } as object), /^UserError: lion: learningRate is the text "1";/],
    [() => clipNorm(0), /^UserError: clipNorm: norm is 0; expected a number, above 0\.$/],
    [() => clipValue(Number.NaN), /^UserError: clipValue: value is NaN;/],
    [
      () => chain(adam() as never, clipNorm(1) as never),
      /^RangeError: chain takes transformations such as clipNorm\(1\)/,
    ],
    [() => chain(clipNorm(1) as never), /^RangeError: chain takes transformations/],
    [() => (chain as () => unknown)(), /^RangeError: chain takes transformations/],
    [() => cosine(0.1, { steps: 0 }), /^UserError: cosine: steps is 0; expected a whole number, at least 1\.$/],
    [() => cosine(0.1, { steps: 10, warmUp: 10 }), /^RangeError: cosine: of 10 steps 10 are warm-up/],
    [() => cosine(-1, { steps: 10 }), /^UserError: cosine: rate is -1; expected a number, above 0\.$/],
    [() => oneCycle(0.1, { steps: 100, rising: 1 }), /^UserError: oneCycle: rising is 1;/],
    [() => cosineRestarts(0.1, { first: 1.5 }), /^UserError: cosineRestarts: first is 1\.5;/],
    [() => stepDecay(0.1, { every: 0 }), /^UserError: stepDecay: every\.0 is 0;/],
    [() => exponential(0.1, { factor: 1.5 }), /^UserError: exponential: factor is 1\.5;/],
    [() => chosenOptimizer({ optimizer: adam(), clipNorm: 1 }), /^UserError: clipNorm and an optimiser are both given/],
  ];
  for (const [call, message] of refused) assert.throws(call, message);
});
