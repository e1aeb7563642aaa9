import assert from 'node:assert/strict';
import test from 'node:test';
import { arraySource, type ExampleBatch } from '../../lib/data';
import { setSeed, tf } from '../../lib/tensorflow';
import {
  adam,
  batches,
  binary,
  classification,
  cosine,
  evaluate,
  fit,
  multiLabel,
  type Optimizer,
  predict,
  reconstruction,
  regression,
  sgd,
  type Task,
  type TrainStep,
  type TrainStepOptions,
  trainStep,
} from '../../lib/training';
import { goldenNumbers, relativeError } from '../golden/numbers';
import { data, options, smallModel, weightsOf } from './small-run';

const { dense } = tf.layers;

/** No normalisation and no dropout: a batch's gradient is the mean of its examples'. */
function plainModel(): tf.LayersModel {
  setSeed(5);
  return tf.sequential({
    layers: [
      dense({ inputShape: [3], units: 8, activation: 'tanh', kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) }),
      dense({ units: 4, activation: 'softmax' }),
    ],
  });
}

/** 64 examples of 3 numbers and one of four classes. */
function examplesOf(size: number, from = 0): ExampleBatch {
  const all = goldenNumbers(64 * 3, 9);
  const labels = Int32Array.from(goldenNumbers(64, 10), (value) => Math.floor(4 * (value + 0.5)));
  return {
    inputs: { data: all.slice(3 * from, 3 * (from + size)), shape: [size, 3] },
    targets: { data: labels.slice(from, from + size), shape: [size] },
  };
}

const flat = (model: tf.LayersModel) => weightsOf(model).flat();

function withStep<T>(model: tf.LayersModel, stepOptions: TrainStepOptions, use: (step: TrainStep) => T): T {
  const step = trainStep(model, stepOptions);
  try {
    return use(step);
  } finally {
    step.dispose();
  }
}

test('gradients of four batches and one update are the step of one large batch, of unequal sizes too', () => {
  const of = (optimizer: Optimizer, feed: (step: TrainStep) => void, accumulate?: number) => {
    const model = plainModel();
    withStep(model, { task: classification(), optimizer, accumulate }, (step) => {
      for (let i = 0; i < 3; i++) feed(step);
      assert.equal(step.updates, 3);
    });
    return flat(model);
  };
  for (const optimizer of [sgd({ learningRate: 0.1 }), adam({ learningRate: 0.01 })]) {
    const large = of(optimizer, (step) => step(examplesOf(64)));
    const quarters = of(optimizer, (step) => [0, 16, 32, 48].forEach((from) => void step(examplesOf(16, from))), 4);
    const uneven = of(optimizer, (step) => {
      for (const [size, from] of [
        [10, 0],
        [50, 10],
        [4, 60],
      ])
        step.gradients(examplesOf(size, from));
      step.apply();
      // Nothing waits any more.
      step.apply();
    });
    assert.ok(relativeError(quarters, large) < 1e-5, `${relativeError(quarters, large)}`);
    assert.ok(relativeError(uneven, large) < 1e-5, `${relativeError(uneven, large)}`);
  }
});

test('what waits are sums over the examples: two halves added up by hand are the whole', () => {
  const optimizer = sgd({ learningRate: 0.1 });
  const whole = plainModel();
  withStep(whole, { task: classification(), optimizer }, (step) => step(examplesOf(64)));
  const [first, second] = [plainModel(), plainModel()];
  withStep(first, { task: classification(), optimizer }, (one) => {
    withStep(second, { task: classification(), optimizer }, (other) => {
      one.gradients(examplesOf(40));
      other.gradients(examplesOf(24, 40));
      assert.equal(other.waiting.examples.dataSync()[0], 24);
      one.waiting.sums.forEach((sum, i) => void sum.assign(sum.add(other.waiting.sums[i])));
      one.waiting.examples.assign(one.waiting.examples.add(other.waiting.examples));
      one.apply();
    });
  });
  assert.ok(relativeError(flat(first), flat(whole)) < 1e-5);
});

test('the moving average is what its formula says, and the model has it only for as long as it is asked', async () => {
  const model = plainModel();
  const step = trainStep(model, { task: classification(), optimizer: sgd({ learningRate: 0.5 }), ema: 0.6 });
  let mean = flat(model);
  for (let t = 0; t < 8; t++) {
    step(examplesOf(16, 4 * t));
    const decay = Math.min(0.6, (1 + t) / (10 + t));
    const weights = flat(model);
    mean = mean.map((value, i) => value + (1 - decay) * (weights[i] - value));
  }
  const own = flat(model);
  await step.averaged(() => assert.ok(relativeError(flat(model), mean) < 1e-6));
  assert.deepEqual(flat(model), own);
  await assert.rejects(
    step.averaged(() => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.deepEqual(flat(model), own);
  step.dispose();
});

test('fit validates with the averages, and leaves them in the model', async () => {
  setSeed(4);
  const model = smallModel();
  const { epochs } = await fit(model, data, { ...options, ema: 0.9 });
  const { loss } = await evaluate(model, data.validation);
  assert.ok(Math.abs(loss - epochs[5].validationLoss!) < 1e-5);
});

test('the rate follows its schedule step by step, and what was used last stands in the history', async () => {
  const learningRate = cosine(0.1, { steps: 14 });
  const { epochs } = await fit(smallModel(), data, { ...options, learningRate, epochs: 2 });
  const at = (step: number) => 0.05 * (1 + Math.cos((Math.PI * step) / 14));
  epochs.forEach((record, i) => {
    assert.ok(Math.abs(record.learningRate - at(7 * i + 6)) < 1e-7, `${record.learningRate}`);
  });
  const step = trainStep(plainModel(), { task: classification(), optimizer: adam({ learningRate }) });
  assert.throws(() => {
    step.learningRate = 1;
  }, /^RangeError: the learning rate follows cosine \{"rate":0\.1,.*\}: give the optimiser a number to set it$/);
  step.dispose();
});

/** The loss and the metrics of a task in training and in evaluation, on outputs that are known. */
async function judged(
  task: Task,
  outputs: number[][],
  targets: ExampleBatch['targets'],
  activation?: 'softmax' | 'sigmoid',
) {
  const width = outputs[0].length;
  const layer = dense({
    inputShape: [width],
    units: width,
    activation: activation ?? 'linear',
    kernelInitializer: 'identity',
  });
  const model = tf.sequential({ layers: [layer] });
  const batch = { inputs: { data: Float32Array.from(outputs.flat()), shape: [outputs.length, width] }, targets };
  const learnt = withStep(model, { task, optimizer: sgd({ learningRate: 1e-20 }) }, (step) => {
    step(batch);
    return step.metrics();
  });
  const evaluation = await evaluate(model, arraySource(batch), { task });
  return { learnt, evaluation };
}

const close = (got: number, wanted: number) => assert.ok(Math.abs(got - wanted) < 1e-6, `${got}, wanted ${wanted}`);
const floats = (rows: number[][]) => ({ data: Float32Array.from(rows.flat()), shape: [rows.length, rows[0].length] });

test('classification: smoothing and class weights count in training, probabilities may be targets, focal weighs down', async () => {
  const logits = [
    [Math.log(3), 0],
    [0, Math.log(7)],
  ];
  const labels = { data: Int32Array.of(0, 0), shape: [2] };
  const plain = (-Math.log(3 / 4) - Math.log(1 / 8)) / 2;
  const smooth = await judged(classification({ smoothing: 0.2 }), logits, labels, 'softmax');
  close(
    smooth.learnt.loss,
    (-0.9 * Math.log(3 / 4) - 0.1 * Math.log(1 / 4) - 0.9 * Math.log(1 / 8) - 0.1 * Math.log(7 / 8)) / 2,
  );
  close(smooth.evaluation.loss, plain);
  assert.equal(smooth.evaluation.accuracy, 0.5);
  assert.deepEqual([...smooth.evaluation.predicted], [0, 1]);
  assert.equal(smooth.learnt.accuracy, 0.5);
  const weighed = await judged(classification({ classWeights: [3, 1] }), logits, labels, 'softmax');
  close(weighed.learnt.loss, 3 * plain);
  close(weighed.evaluation.loss, plain);
  const soft = await judged(
    classification(),
    logits,
    floats([
      [0.25, 0.75],
      [1, 0],
    ]),
    'softmax',
  );
  close(soft.learnt.loss, (-0.25 * Math.log(3 / 4) - 0.75 * Math.log(1 / 4) - Math.log(1 / 8)) / 2);
  assert.equal(soft.evaluation.accuracy, 0);
  const focal = await judged(classification({ focal: 2 }), logits, labels, 'softmax');
  close(focal.learnt.loss, (-((1 / 4) ** 2) * Math.log(3 / 4) - (7 / 8) ** 2 * Math.log(1 / 8)) / 2);
});

test('binary and several labels: cross-entropy of sigmoids, with a weight on what is there', async () => {
  const p = (x: number) => 1 / (1 + Math.exp(-x));
  const yes = await judged(
    binary({ positiveWeight: 4 }),
    [[2], [-1], [3]],
    { data: Int32Array.of(1, 0, 0), shape: [3] },
    'sigmoid',
  );
  const terms = [-Math.log(p(2)), -Math.log(1 - p(-1)), -Math.log(1 - p(3))];
  close(yes.learnt.loss, (4 * terms[0] + terms[1] + terms[2]) / 3);
  close(yes.evaluation.loss, (terms[0] + terms[1] + terms[2]) / 3);
  close(yes.evaluation.accuracy!, 2 / 3);
  assert.deepEqual([...yes.evaluation.predicted], [1, 0, 1]);
  assert.ok(yes.evaluation.interval!.low < 2 / 3);
  const labels = await judged(
    multiLabel(),
    [
      [2, -1],
      [-3, 100],
    ],
    floats([
      [1, 1],
      [0, 1],
    ]),
    'sigmoid',
  );
  close(labels.learnt.loss, (-Math.log(p(2)) - Math.log(p(-1)) - Math.log(1 - p(-3))) / 4);
  close(labels.evaluation.metrics.labelAccuracy, 3 / 4);
  assert.equal(labels.evaluation.predicted.length, 0);
});

test('regression: squared, absolute and Huber’s error; reconstruction is of the inputs', async () => {
  const outputs = [
    [1, 2],
    [0, -3],
  ];
  const targets = floats([
    [0, 2],
    [0.5, 1],
  ]);
  const mse = await judged(regression(), outputs, targets);
  close(mse.learnt.loss, (1 / 2 + (0.25 + 16) / 2) / 2);
  close(mse.evaluation.metrics.meanAbsoluteError, (1 / 2 + 4.5 / 2) / 2);
  close((await judged(regression({ loss: 'mae' }), outputs, targets)).learnt.loss, (1 / 2 + 4.5 / 2) / 2);
  const huber = await judged(regression({ loss: 'huber', delta: 2 }), outputs, targets);
  close(huber.learnt.loss, (0.5 / 2 + (0.125 + 2 * (4 - 1)) / 2) / 2);
  const one = await judged(regression(), [[2], [4]], { data: Float32Array.of(1, 1), shape: [2] });
  close(one.learnt.loss, 5);
  close((await judged(reconstruction(), outputs, undefined)).learnt.loss, 0);
});

test('a task of one’s own: a loss, a metric, weights of examples', async () => {
  const pinball: Task = {
    name: 'pinball 0.9',
    loss: ({ outputs, targets }) => {
      const missed = targets.sub(outputs);
      return tf.maximum(missed.mul(0.9), missed.mul(-0.1)).mean(-1);
    },
    metrics: { above: ({ outputs, targets }) => outputs.greater(targets).cast('float32').mean(-1) },
  };
  const targets = floats([[3], [0]]);
  const { learnt, evaluation } = await judged(pinball, [[1], [1]], targets);
  close(learnt.loss, (0.9 * 2 + 0.1) / 2);
  close(evaluation.metrics.above, 0.5);
  const model = tf.sequential({ layers: [dense({ inputShape: [1], units: 1, kernelInitializer: 'identity' })] });
  const weights = { data: Float32Array.of(0, 2), shape: [2] };
  const batch = { inputs: floats([[1], [1]]), targets, weights };
  withStep(model, { task: pinball, optimizer: sgd({ learningRate: 1e-20 }) }, (step) => {
    step(batch);
    close(step.metrics().loss, (0 + 2 * 0.1) / 2);
  });
  close((await evaluate(model, arraySource(batch), { task: pinball })).loss, 0.1);
});

test('a weight that the loss does not depend on is named', () => {
  const input = tf.input({ shape: [3] });
  const outputs = ['used', 'unused'].map((name) => dense({ units: 1, name }).apply(input) as tf.SymbolicTensor);
  const model = tf.model({ inputs: input, outputs });
  const onlyOne: Task = { name: 'only one', loss: ({ outputs }) => outputs.square().mean(-1) };
  const nothing: Task = { name: 'nothing', loss: ({ outputs }) => outputs.mul(0).mean(-1) };
  const constant: Task = { name: 'constant', loss: ({ outputs }) => tf.zeros([outputs.shape[0]]) };
  const batch = { inputs: floats([[1, 2, 3]]), targets: { used: floats([[0]]), unused: floats([[0]]) } };
  withStep(model, { task: { used: onlyOne, unused: nothing }, optimizer: sgd() }, (step) => step(batch));
  withStep(model, { task: { used: onlyOne, unused: constant }, optimizer: sgd() }, (step) => {
    assert.throws(
      () => step(batch),
      /^RangeError: the loss of model \w+ does not depend on weight unused\/kernel by operations/,
    );
  });
  withStep(model, { task: { used: constant, unused: constant }, optimizer: sgd() }, (step) => {
    assert.throws(() => step(batch), /^RangeError: the loss of model \w+ does not depend on any weight/);
  });
});

test('outputs and tasks that do not belong together are refused by name', () => {
  const input = tf.input({ shape: [3] });
  const outputs = ['kind', 'size'].map((name) => dense({ units: 2, name }).apply(input) as tf.SymbolicTensor);
  const model = tf.model({ inputs: input, outputs });
  const refused = (task: TrainStepOptions['task'], message: RegExp) =>
    assert.throws(() => trainStep(model, { task, optimizer: sgd() }), message);
  refused({ kind: regression() }, /has the outputs kind, size: output size has no task$/);
  refused({ kind: regression(), size: regression(), age: regression() }, /there is no output age$/);
  refused(classification(), /has the outputs kind, size: give each a task, \{ kind: classification\(\), \.\.\. \}$/);
  refused({ kind: classification(), size: regression() }, /output kind of model \w+ does not end in a softmax/);
  assert.throws(
    () => trainStep(model, { task: 3 as never, optimizer: sgd() }),
    /^UserError: trainStep: task is 3; expected a task/,
  );
  assert.throws(
    () => trainStep(model, { task: regression(), optimizer: 'adam' as never }),
    /optimizer is the text "adam"/,
  );
});

test('a batch may be tensors, which stay their owner’s; a step leaves none behind', () => {
  const model = plainModel();
  const inputs = tf.tensor2d(goldenNumbers(12, 1), [4, 3]);
  const targets = tf.tensor1d([0, 1, 2, 3], 'int32');
  const step = trainStep(model, { task: classification(), optimizer: adam(), accumulate: 2 });
  step({ inputs, targets });
  step({ inputs, targets });
  const before = tf.memory().numTensors;
  for (let i = 0; i < 10; i++) step({ inputs, targets });
  assert.equal(tf.memory().numTensors, before);
  assert.throws(
    () => step({ inputs, targets: tf.tensor1d([0, 1, 2, 4], 'int32') }),
    /example 3 of the batch has label 4/,
  );
  assert.throws(() => step({ inputs }), /the batch has no targets: task classification needs them/);
  assert.ok(!inputs.isDisposed && !targets.isDisposed);
  step.dispose();
});

test('a callback sees model and step, may stop and change the rate', async () => {
  const seen: number[] = [];
  const model = smallModel();
  const { epochs, stoppedEarly } = await fit(model, data, {
    ...options,
    callbacks: [
      {
        onEpoch: ({ epoch, learningRate }, _, training) => {
          assert.equal(training.model, model);
          assert.equal(training.step.updates, 7 * epoch);
          seen.push(learningRate);
          training.learningRate /= 2;
          if (epoch === 3) training.stop();
        },
      },
    ],
  });
  assert.deepEqual(seen, [0.01, 0.005, 0.0025]);
  assert.equal(epochs.length, 3);
  assert.equal(stoppedEarly, true);
});

test('a loop of one’s own is fit', async () => {
  const build = () => {
    setSeed(8);
    return smallModel();
  };
  const fitted = build();
  await fit(fitted, data, { ...options, epochs: 3 });
  const model = build();
  const step = trainStep(model, { task: classification(), optimizer: adam({ learningRate: 0.01 }), seed: 3 });
  for (let epoch = 1; epoch <= 3; epoch++) {
    for await (const batch of batches(data.train, { size: 16, seed: 3, epoch })) step(batch);
  }
  step.dispose();
  assert.deepEqual(weightsOf(model), weightsOf(fitted));
  assert.deepEqual(await predict(model, data.validation), await predict(fitted, data.validation));
});
