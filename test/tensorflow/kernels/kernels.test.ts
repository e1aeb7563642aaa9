import assert from 'node:assert/strict';
import test from 'node:test';
import { applyAdam, compile, decayWeights, softmaxCrossEntropy, squaredError, tf } from '../../../lib/tensorflow';
import { backend } from '../../../lib/tensorflow/graph/backend';
import { attention } from '../../../lib/tensorflow/kernels/attention';
import { conv2d } from '../../../lib/tensorflow/kernels/convolution';
import { dense } from '../../../lib/tensorflow/kernels/dense';
import { dropout } from '../../../lib/tensorflow/kernels/dropout';
import { lstm } from '../../../lib/tensorflow/kernels/lstm';
import { batchNormalization } from '../../../lib/tensorflow/kernels/normalization';
import { maxPool2d } from '../../../lib/tensorflow/kernels/pooling';
import { kerasKernels } from '../../golden/keras-kernels';
import { kerasReference } from '../../golden/keras-reference';
import { goldenNumbers, relativeError } from '../../golden/numbers';

const numbers = (shape: number[], stream: number) =>
  tf.tensor(
    goldenNumbers(
      shape.reduce((product, n) => product * n, 1),
      stream,
    ),
    shape,
  );

type Differentiable = (...inputs: tf.Tensor[]) => tf.Tensor;

/**
 * Value and gradients of a kernel against plain tfjs, both eagerly and compiled. The gradients are those of
 * sum(output * weights), so that every output counts differently.
 */
function compare(ours: Differentiable, plain: Differentiable, inputs: tf.Tensor[], tolerance = 1e-5): void {
  const weights = numbers(plain(...inputs).shape, 99);
  const all =
    (f: Differentiable) =>
    (...args: tf.Tensor[]) => {
      const gradients = tf.grads((...xs) =>
        f(...xs)
          .mul(weights)
          .sum(),
      )(args);
      return [f(...args), ...gradients];
    };
  const expected = all(plain)(...inputs);
  const compiled = compile(all(ours));
  for (const actual of [all(ours)(...inputs), compiled(...inputs), compiled(...inputs)]) {
    assert.equal(actual.length, expected.length);
    actual.forEach((tensor, i) => {
      assert.deepEqual(tensor.shape, expected[i].shape);
      const error = relativeError(tensor.dataSync(), expected[i].dataSync());
      assert.ok(error <= tolerance, `${i === 0 ? 'value' : `gradient ${i - 1}`}: error ${error}`);
    });
  }
}

test("a dense layer large enough for the batched product: value and gradients are plain tfjs'", () => {
  compare(
    (x, w, b) => dense(x, w, b, 'linear'),
    (x, w, b) => tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D).add(b),
    [numbers([128, 272], 1), numbers([272, 256], 2), numbers([256], 3)],
  );
});

for (const activation of ['linear', 'relu', 'sigmoid', 'tanh'] as const) {
  const activate = (x: tf.Tensor) => (activation === 'linear' ? x : tf[activation](x));

  test(`dense with ${activation}: value and gradients are plain tfjs'`, () => {
    compare(
      (x, w, b) => dense(x, w, b, activation),
      (x, w, b) => activate(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D).add(b)),
      [numbers([6, 5], 1), numbers([5, 4], 2), numbers([4], 3)],
    );
  });

  for (const padding of ['same', 'valid'] as const) {
    test(`conv2d ${padding} with ${activation}: value and gradients are plain tfjs'`, () => {
      compare(
        (x, w, b) => conv2d(x, w, b, { strides: [1, 1], padding, activation }),
        (x, w, b) => activate(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, padding).add(b)),
        [numbers([2, 6, 5, 3], 4), numbers([3, 3, 3, 4], 5), numbers([4], 6)],
      );
    });
  }
}

test('conv2d with stride 2', () => {
  compare(
    (x, w, b) => conv2d(x, w, b, { strides: [2, 2], padding: 'same', activation: 'relu' }),
    (x, w, b) => tf.relu(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'same').add(b)),
    [numbers([2, 7, 7, 2], 7), numbers([3, 3, 2, 3], 8), numbers([3], 9)],
  );
});

test('maxPool2d: value and gradient', () => {
  compare(
    (x) => maxPool2d(x, { poolSize: [2, 2], strides: [2, 2], padding: 'valid' }),
    (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'),
    [numbers([2, 7, 6, 3], 10)],
  );
});

for (const shape of [
  [8, 3],
  [2, 4, 3, 3],
]) {
  test(`batchNormalization of rank ${shape.length}: value and gradients as from its definition`, () => {
    const axes = shape.map((_, axis) => axis).slice(0, -1);
    const statistics = () => [tf.variable(tf.zeros([3])), tf.variable(tf.ones([3]))];
    const [movingMean, movingVariance] = statistics();
    compare(
      (x, gamma, beta) =>
        batchNormalization(x, {
          gamma,
          beta,
          movingMean,
          movingVariance,
          epsilon: 1e-3,
          momentum: 0.99,
          training: true,
        }),
      (x, gamma, beta) => {
        const { mean, variance } = tf.moments(x, axes);
        return x.sub(mean).div(variance.add(1e-3).sqrt()).mul(gamma).add(beta);
      },
      [numbers(shape, 11), numbers([3], 12).add(1), numbers([3], 13)],
    );
  });

  test(`batchNormalization of rank ${shape.length}: running statistics are Keras'`, () => {
    const reference = kerasReference.batchStatistics[String(shape.length)];
    const keras = shape.length === 2 ? [6, 3] : [2, 3, 3, 3];
    const movingMean = tf.variable(tf.zeros([3]));
    const movingVariance = tf.variable(tf.ones([3]));
    const step = compile((x: tf.Tensor) =>
      batchNormalization(x, {
        gamma: tf.ones([3]),
        beta: tf.zeros([3]),
        movingMean,
        movingVariance,
        epsilon: 1e-3,
        momentum: 0.99,
        training: true,
      }),
    );
    let output: tf.Tensor | undefined;
    for (let i = 0; i < 3; i++)
      output = step(
        numbers(keras, 50 + i)
          .mul(4)
          .add(1),
      );
    assert.ok(relativeError(output!.dataSync(), reference.output) <= 1e-5);
    assert.ok(relativeError(movingMean.dataSync(), reference.movingMean) <= 1e-5);
    assert.ok(relativeError(movingVariance.dataSync(), reference.movingVariance) <= 1e-5);
  });
}

/** The textbook recurrence, differentiated by tfjs. */
function plainLstm(x: tf.Tensor, kernel: tf.Tensor, recurrent: tf.Tensor, bias: tf.Tensor, sequences: boolean) {
  const units = recurrent.shape[0];
  let h: tf.Tensor = tf.zeros([x.shape[0], units]);
  let c: tf.Tensor = h;
  const states = tf.unstack(x, 1).map((input) => {
    const z = tf
      .matMul(input as tf.Tensor2D, kernel as tf.Tensor2D)
      .add(tf.matMul(h as tf.Tensor2D, recurrent as tf.Tensor2D))
      .add(bias);
    const [i, f, g, o] = tf.split(z, 4, 1);
    c = tf
      .sigmoid(f)
      .mul(c)
      .add(tf.sigmoid(i).mul(tf.tanh(g)));
    h = tf.sigmoid(o).mul(tf.tanh(c));
    return h;
  });
  return sequences ? tf.stack(states, 1) : h;
}

for (const batch of [4, 3]) {
  for (const returnSequences of [true, false]) {
    test(`lstm, batch ${batch}, ${returnSequences ? 'all states' : 'last state'}: value and gradients`, () => {
      compare(
        (x, kernel, recurrentKernel, bias) => lstm(x, { kernel, recurrentKernel, bias }, { returnSequences }),
        (x, k, r, b) => plainLstm(x, k, r, b, returnSequences),
        [numbers([batch, 5, 3], 14), numbers([3, 8], 15), numbers([2, 8], 16), numbers([8], 17)],
      );
    });
  }
}

test('softmaxCrossEntropy: -log of the softmax at the label, and its gradient', () => {
  const labels = tf.tensor1d([2, 0, 1, 2], 'int32');
  compare(
    (logits) => softmaxCrossEntropy(logits, labels),
    (logits) => tf.neg(tf.logSoftmax(logits).mul(tf.oneHot(labels, 3)).sum(1)),
    [numbers([4, 3], 18).mul(8)],
  );
  const huge = softmaxCrossEntropy(tf.tensor2d([[1e4, 0, 0]]), tf.tensor1d([1], 'int32'));
  assert.equal(huge.dataSync()[0], 1e4);
});

test('squaredError: mean over an example, and its gradient', () => {
  const targets = numbers([3, 2, 4], 20);
  compare(
    (outputs) => squaredError(outputs, targets),
    (outputs) => outputs.sub(targets).square().mean([1, 2]),
    [numbers([3, 2, 4], 19)],
  );
});

for (const rate of [0.25, 0.2]) {
  test(`dropout of ${rate}: keeps the mean, drops the rate, masks value and gradient alike, follows its seed`, () => {
    const x = tf.ones([333, 301]);
    const seed = tf.tensor1d([3, 4], 'int32');
    const y = dropout(x, rate, seed);
    const kept = y.dataSync().filter((value) => value !== 0);
    // 100,233 draws: the standard deviation of the fraction is 0.0014.
    assert.ok(Math.abs(kept.length / x.size - (1 - rate)) < 0.007);
    // The rate is a multiple of 1/65536.
    for (const value of kept) assert.ok(Math.abs(value - 1 / (1 - rate)) < 2e-5);
    const gradient = tf.grad((x: tf.Tensor) => dropout(x, rate, seed).sum())(x);
    assert.deepEqual(gradient.dataSync(), y.dataSync());
    assert.deepEqual(dropout(x, rate, seed).dataSync(), y.dataSync());
    assert.deepEqual(compile((x: tf.Tensor) => dropout(x, rate, seed))(x).dataSync(), y.dataSync());
    assert.notDeepEqual(dropout(x, rate, tf.tensor1d([3, 5], 'int32')).dataSync(), y.dataSync());
    assert.equal(dropout(x, 0, seed), x);
    // Neighbours and rows are independent: of 100,000 pairs the product of the rates is dropped together.
    const dropped = y.dataSync().map((value) => (value === 0 ? 1 : 0));
    for (const lag of [1, 2, 3, 4, 301]) {
      const both = dropped.subarray(lag).filter((value, i) => value === 1 && dropped[i] === 1).length;
      assert.ok(Math.abs(both / (dropped.length - lag) - rate * rate) < 0.006, `lag ${lag}`);
    }
  });
}

/** The textbook formula, head by head, differentiated by tfjs. */
function plainAttention(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, numHeads: number, mask?: tf.Tensor) {
  const heads = (x: tf.Tensor) => tf.split(x, numHeads, 2);
  const [queries, keys, values] = [query, key, value].map(heads);
  const outputs = queries.map((q, head) => {
    const scores = tf.matMul(q, keys[head], false, true).div(Math.sqrt(q.shape[2]!));
    return tf.matMul(tf.softmax(mask === undefined ? scores : scores.add(mask)), values[head]);
  });
  return tf.concat(outputs, 2);
}

for (const name of ['plain', 'masked'] as const) {
  test(`attention, ${name}: value and gradients are the formula's and Keras'`, () => {
    const inputs = [
      [2, 3, 4],
      [2, 5, 4],
      [2, 5, 6],
    ].map((shape, i) => numbers(shape, 30 + i).mul(4));
    const mask = name === 'masked' ? numbers([3, 5], 33).mul(6) : undefined;
    compare(
      (q, k, v) => attention(q, k, v, { numHeads: 2, mask }),
      (q, k, v) => plainAttention(q, k, v, 2, mask),
      inputs,
    );
    const { output, gradients } = kerasKernels.attention[name];
    const run = (...[q, k, v]: tf.Tensor[]) => attention(q, k, v, { numHeads: 2, mask });
    const value = run(...inputs);
    assert.ok(relativeError(value.dataSync(), output) <= 1e-5);
    const weights = numbers(value.shape, 99);
    const slopes = tf.grads((...args) =>
      run(...args)
        .mul(weights)
        .sum(),
    )(inputs);
    slopes.forEach((slope, i) => {
      assert.ok(relativeError(slope.dataSync(), gradients[i]) <= 1e-5);
    });
  });
}

test('attention: a hidden key counts for nothing, and heads that do not fit are refused', () => {
  const [q, k, v] = [numbers([1, 2, 4], 1), numbers([1, 3, 4], 2), numbers([1, 3, 4], 3)];
  const hidden = attention(q, k, v, { numHeads: 2, mask: tf.tensor1d([0, 0, -1e9]) });
  const without = attention(q, k.slice([0, 0, 0], [1, 2, 4]), v.slice([0, 0, 0], [1, 2, 4]), { numHeads: 2 });
  assert.ok(relativeError(hidden.dataSync(), without.dataSync()) <= 1e-6);
  assert.throws(() => attention(q, k, v, { numHeads: 3 }), /\[1,2,4\] is not \[batch, time, size\]/);
});

test("AdamW: twenty steps of decay and Adam, with a bias that does not decay, end where Keras' do", () => {
  const variables = [tf.variable(numbers([2, 3], 7)), tf.variable(numbers([3], 8))];
  const slots = variables.map(({ shape }) => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))]);
  const update = compile((count: tf.Tensor, ...gradients: tf.Tensor[]) => {
    const learningRate = tf.scalar(0.01);
    decayWeights([variables[0]], { learningRate, weightDecay: 0.1 });
    variables.forEach((variable, i) => {
      applyAdam(variable, slots[i][0], slots[i][1], {
        learningRate,
        beta1Power: tf.pow(0.9, count),
        beta2Power: tf.pow(0.999, count),
        beta1: tf.scalar(0.9),
        beta2: tf.scalar(0.999),
        epsilon: tf.scalar(1e-7),
        gradient: gradients[i],
      });
    });
    return [];
  });
  for (let step = 0; step < 20; step++) {
    update(tf.scalar(step + 1), numbers([2, 3], 100 + step), numbers([3], 200 + step));
  }
  const { kernel, bias } = kerasKernels.adamW;
  assert.ok(relativeError(variables[0].dataSync(), kernel) <= 1e-5);
  assert.ok(relativeError(variables[1].dataSync(), bias) <= 1e-5);
});

test('a first layer computes no gradient of its input', () => {
  const ops: string[] = [];
  const { binding } = backend;
  backend.binding = {
    ...binding,
    executeOp: (name, attributes, inputs, outputs) => {
      ops.push(name);
      return binding.executeOp(name, attributes, inputs, outputs);
    },
  };
  const kernel = tf.variable(numbers([3, 3, 2, 2], 1));
  const x = numbers([1, 4, 4, 2], 2);
  const options = { strides: [1, 1], padding: 'same', activation: 'relu' } as const;
  tf.variableGrads(() => conv2d(x, kernel, undefined, options).sum().asScalar(), [kernel]);
  backend.binding = binding;
  assert.ok(ops.includes('Conv2DBackpropFilter'));
  assert.ok(!ops.includes('Conv2DBackpropInput'));
});
