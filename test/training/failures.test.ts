import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import type { Source } from '../../lib/data';
import { setSeed, tf } from '../../lib/tensorflow';
import {
  type EvaluateOptions,
  evaluate,
  FitFailure,
  type FitOptions,
  fit,
  LossNotFinite,
  predict,
  regression,
  sgd,
  type TrainingData,
  trainStep,
} from '../../lib/training';
import { data, options, smallModel, twoHalves, weightsOf } from './small-run';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-failures-'));
after(() => fs.rmSync(folder, { recursive: true }));

const model = () => {
  setSeed(2);
  return smallModel();
};

async function failure(fitted: Promise<unknown>): Promise<FitFailure> {
  const error = await fitted.then(
    () => assert.fail('the training goes on'),
    (error) => error,
  );
  assert.ok(error instanceof FitFailure, String(error));
  assert.equal(error.name, 'UserError');
  return error;
}

test('a training that diverges stops with epoch, step and what to try, before a checkpoint is overwritten', async () => {
  const checkpoint = path.join(folder, 'diverged.safetensors');
  const diverging = { ...options, optimizer: 'sgd' as const, learningRate: 1e30, checkpoint };
  const error = await failure(fit(model(), data, diverging));
  assert.match(
    error.message,
    /^the loss is NaN or infinite in epoch 1, step [2-7]: lower the learning rate, clip the gradients \(clipNorm\), or look for a fault in the data$/,
  );
  assert.deepEqual(error.history.epochs, []);
  assert.ok(!fs.existsSync(checkpoint));
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => name.includes('diverged')),
    [],
  );
});

test('what was best before a divergence is told, and the checkpoint of it stays', async () => {
  const checkpoint = path.join(folder, 'late.safetensors');
  const explode: FitOptions['callbacks'] = [
    {
      onEpoch: ({ epoch }, _, training) => {
        if (epoch === 2) training.learningRate = 1e30;
      },
    },
  ];
  const late = { ...options, optimizer: 'sgd' as const, checkpoint, callbacks: explode };
  const error = await failure(fit(model(), data, { ...late, earlyStopping: { patience: 5 } }));
  assert.match(error.message, /in epoch 3, step \d+/);
  assert.equal(error.history.epochs.length, 2);
  assert.ok(error.history.bestEpoch >= 1);
  assert.ok(error.history.epochs.every(({ loss, validationLoss }) => Number.isFinite(loss + validationLoss!)));
});

test('the step is the one whose loss was no number', async () => {
  // Batch 3 of 5 has a value so large that its square is infinite.
  const source = (): Source => ({
    size: 20,
    fingerprint: 'x',
    batch: (indices) => ({
      inputs: { data: Float32Array.from(indices, (index) => (index === spoilt ? 1e30 : index)), shape: [4, 1] },
      targets: { data: new Float32Array(4), shape: [4, 1] },
    }),
  });
  let spoilt = -1;
  const order: number[] = [];
  const linear = () => tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
  const fitOptions = { task: regression(), optimizer: sgd({ learningRate: 1e-12 }), epochs: 1, batchSize: 4, seed: 1 };
  const listening = source();
  const listen: Source['batch'] = (indices) => {
    order.push(...indices);
    return listening.batch(indices);
  };
  await fit(linear(), { train: { ...listening, batch: listen } }, fitOptions);
  for (const step of [1, 3, 5]) {
    spoilt = order[4 * (step - 1) + 1];
    const error = await failure(fit(linear(), { train: source() }, fitOptions));
    assert.match(error.message, new RegExp(`^the loss is NaN or infinite in epoch 1, step ${step}: `));
  }
});

test('a step of one’s own is told as well: when metrics are read, and a few times a second', async () => {
  const linear = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
  const step = trainStep(linear, { task: regression(), optimizer: sgd({ learningRate: 0.1 }) });
  const batch = (value: number) => ({
    inputs: { data: Float32Array.of(value), shape: [1, 1] },
    targets: { data: Float32Array.of(1), shape: [1, 1] },
  });
  step(batch(1));
  step(batch(Number.NaN));
  step(batch(1));
  const told = (error: unknown) => error instanceof LossNotFinite && error.batch === 2;
  assert.throws(() => step.metrics(), told);
  assert.throws(() => step.metrics(), /^UserError: the loss of batch 2 is NaN or infinite: lower the learning rate/);
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.throws(() => step(batch(1)), told);
  step.dispose();
});

const floats = (part: typeof data.train) => ({
  ...part,
  inputs: Float32Array.from(part.inputs, (value) => value / 255),
});

test('a value that is no number is named with its example, in memory at once and of a source when its batch comes', async () => {
  const spoilt = floats(data.train);
  spoilt.inputs[4 * 17 + 1] = Number.NaN;
  const named = /^UserError: example 17 of the training part has the value NaN: a model cannot learn from it/;
  await assert.rejects(fit(model(), { train: spoilt }, options), named);
  const infinite = floats(data.validation);
  infinite.inputs[4 * 5] = Number.NEGATIVE_INFINITY;
  await assert.rejects(
    fit(model(), { train: floats(data.train), validation: infinite }, options),
    /^UserError: example 5 of the validation part has the value -Infinity/,
  );
  await assert.rejects(evaluate(model(), spoilt), /^UserError: example 17 of the part to evaluate has the value NaN/);

  const asSource = ({ inputs, labels, size }: typeof spoilt): Source => ({
    size,
    fingerprint: 'spoilt',
    batch: (indices) => ({
      inputs: {
        data: Float32Array.from({ length: 4 * indices.length }, (_, i) => inputs[4 * indices[i >> 2] + (i % 4)]),
        shape: [indices.length, 4],
      },
      targets: { data: labels.filter((_, i) => indices.includes(i)), shape: [indices.length] },
    }),
  });
  const flat = () => tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 2, activation: 'softmax' })] });
  const error = await failure(fit(flat(), { train: asSource(spoilt) }, options));
  assert.match(
    error.message,
    /^the loss is NaN or infinite in epoch 1, step \d: example 17 of the training part has the value NaN/,
  );
  await assert.rejects(
    fit(flat(), { train: asSource(floats(data.train)), validation: asSource(infinite) }, options),
    /example 5 of the validation part has the value -Infinity/,
  );
});

test('labels outside of the classes are named with their example, also with class weights', async () => {
  const wrong = (label: number) => ({
    ...data.train,
    labels: data.train.labels.map((own, i) => (i === 9 ? label : own)),
  });
  for (const [label, more] of [
    [2, {}],
    [-1, {}],
    [7, { classWeights: [1, 2] }],
  ] as const) {
    await assert.rejects(fit(model(), { train: wrong(label) }, { ...options, ...more }), {
      name: 'UserError',
      message: `example 9 of the training part has label ${label}: the classes of the model are numbered 0 to 1`,
    });
    await assert.rejects(
      fit(model(), { train: data.train, validation: wrong(label) }, options),
      /of the validation part/,
    );
    await assert.rejects(evaluate(model(), wrong(label)), /example 9 of the part to evaluate has label/);
  }
  const short = { ...data.train, labels: data.train.labels.subarray(1) };
  await assert.rejects(fit(model(), { train: short }, options), /100 examples and 99 labels/);
});

test('an empty part is named', async () => {
  const empty = twoHalves(0, 1);
  await assert.rejects(fit(model(), { train: empty }, options), /^UserError: the training part has no examples/);
  await assert.rejects(
    fit(model(), { ...data, validation: empty }, options),
    /^UserError: the validation part has no examples: leave it out, or take a larger share/,
  );
  await assert.rejects(evaluate(model(), empty), /^UserError: the part to evaluate has no examples/);
  await assert.rejects(predict(model(), empty), /^UserError: the part to predict from has no examples/);
  await assert.rejects(predict(model(), new Uint8Array(0)), /has no examples/);
  await assert.rejects(fit(model(), {} as TrainingData, options), /^UserError: fit: the data lack a training part/);
});

test('options that make no sense are refused in one sentence, at once', async () => {
  const wrong: [Partial<Record<keyof FitOptions, unknown>>, RegExp][] = [
    [{ batchSize: 0 }, /batchSize is 0; expected a whole number, at least 1\./],
    [{ batchSize: -1 }, /batchSize is -1/],
    [{ batchSize: 2.5 }, /batchSize is 2\.5/],
    [{ batchSize: Number.NaN }, /batchSize is NaN/],
    [{ batchSize: '32' }, /batchSize is the text "32"/],
    [{ epochs: 0 }, /epochs is 0; expected a whole number, at least 1\./],
    [{ epochs: 1.5 }, /epochs is 1\.5/],
    [{ epochs: undefined }, /lacks the key epochs/],
    [{ learningRate: Number.NaN }, /learningRate is NaN/],
    [{ learningRate: -1 }, /learningRate is -1/],
    [{ learningRate: 0 }, /learningRate is 0/],
    [{ earlyStopping: { patience: Number.NaN } }, /earlyStopping\.patience is NaN/],
    [{ reduceOnPlateau: { factor: 2, patience: 1, minLearningRate: 0 } }, /reduceOnPlateau\.factor is 2/],
    [{ clipNorm: 0 }, /clipNorm is 0/],
    [{ weightDecay: -0.1 }, /weightDecay is -0\.1/],
    [{ accumulate: 0 }, /accumulate is 0/],
    [{ ema: 1 }, /ema is 1/],
    [{ seed: 0.5 }, /seed is 0\.5/],
    [{ optimizer: 'adams' }, /optimizer is the text "adams"; expected adam, adamW, sgd, rmsprop, lion/],
    [{ loss: 'mse' }, /loss is the text "mse"/],
    [{ augment: {} }, /augment is a mapping; expected a function/],
    [{ callbacks: {} }, /callbacks is a mapping; expected a list/],
    [{ callbacks: [null] }, /callbacks\.0 is null/],
    [{ bachSize: 3 } as object, /bachSize is no known key; did you mean batchSize\?/],
    [{ task: regression() }, /^loss and task are both given/],
    [{ optimizer: sgd() }, /^learningRate and an optimiser are both given/],
    [{ targets: 'inputs' }, /^categoricalCrossentropy compares probabilities with class numbers, not with the inputs/],
  ];
  for (const [more, message] of wrong) {
    await assert.rejects(fit(model(), data, { ...options, ...more } as FitOptions), (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message.replace(/^fit:? /, ''), message);
      return true;
    });
  }
  for (const more of [{ batchSize: 0 }, { batchSize: -1 }, { batchSize: 2.5 }, { batch: 3 }] as EvaluateOptions[]) {
    await assert.rejects(evaluate(model(), data.validation, more), /^UserError: evaluate: batch/);
    await assert.rejects(predict(model(), data.validation, more), /^UserError: predict: batch/);
  }
});

test('losses and targets that cannot meet are refused', async () => {
  const { loss: _, ...plain } = options;
  const wide = () =>
    tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2, 1] }), tf.layers.dense({ units: 3 })] });
  await assert.rejects(
    fit(wide(), data, plain),
    /^UserError: nothing says what model sequential_\d+ is to learn: give a task/,
  );
  await assert.rejects(
    fit(wide(), data, { ...plain, loss: 'meanSquaredError', targets: 'labels' }),
    /^RangeError: the outputs have shape \[16,3\], the targets \[16\]: give one for each$/,
  );
  await assert.rejects(
    fit(model(), data, { ...plain, loss: 'meanSquaredError', classWeights: [1, 2] }),
    /^UserError: classWeights are given with a loss that knows no classes/,
  );
  await assert.rejects(fit(wide(), data, { ...options }), /does not end in a softmax: task classification needs one/);
});

test('the model of a failed run keeps its weights', async () => {
  const failed = model();
  const before = weightsOf(failed);
  await assert.rejects(fit(failed, data, { ...options, batchSize: 0 }));
  assert.deepEqual(weightsOf(failed), before);
});

test('half precision is refused by name', async () => {
  const asked = { ...options, mixedPrecision: true } as FitOptions;
  await assert.rejects(fit(model(), data, asked), {
    name: 'UserError',
    message:
      'fit: mixedPrecision is true; expected it left out: all is computed in float32, for half precision is slower on a CPU.',
  });
  assert.throws(
    () => trainStep(model(), { task: regression(), optimizer: sgd(), mixedPrecision: 'float16' } as never),
    /^UserError: trainStep: mixedPrecision is the text "float16"; expected it left out/,
  );
});
