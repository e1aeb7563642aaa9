import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../../lib/tensorflow';
import { composedSequence, composedSequenceGradient } from '../../../lib/tensorflow/kernels/lstm-composed';
import { lstmSequence, lstmSequenceGradient } from '../../../lib/tensorflow/kernels/lstm-sequence';
import { goldenNumbers, relativeError } from '../../golden/numbers';

const numbers = (shape: number[], stream: number, scale = 1) => {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(goldenNumbers(size, stream), shape).mul(scale);
};

const weightsOf = (size: number, units: number, scale: number) => ({
  kernel: numbers([size, 4 * units], 2, scale),
  recurrentKernel: numbers([units, 4 * units], 3, scale),
  bias: numbers([4 * units], 4, scale),
});

/** One row; a rest that is no whole block of rows; units that fill vectors of 4, 8 and 16 numbers, or leave a rest. */
const shapes = [
  { rows: 1, steps: 4, size: 3, units: 16 },
  { rows: 1, steps: 3, size: 2, units: 37 },
  { rows: 5, steps: 3, size: 7, units: 5 },
  { rows: 7, steps: 5, size: 3, units: 37 },
  { rows: 13, steps: 4, size: 20, units: 64 },
  { rows: 12, steps: 1, size: 4, units: 80 },
];

for (const { rows, steps, size, units } of shapes) {
  for (const backwards of [false, true]) {
    const name = `${rows} rows of ${steps} steps, ${units} units${backwards ? ', backwards' : ''}`;
    test(`${name}: states and gradients are those of TensorFlow's own operations`, () => {
      tf.tidy(() => {
        const inputs = numbers([rows, steps, size], 1, 2);
        for (const scale of [0.01, 1, 4]) {
          const weights = weightsOf(size, units, scale);
          const ours = lstmSequence(inputs, weights, { backwards, keep: true });
          const theirs = composedSequence(inputs, weights, { backwards, keep: true });
          const bare = lstmSequence(inputs, weights, { backwards, keep: false });
          const pairs: [tf.Tensor, tf.Tensor][] = [
            [ours.hidden, theirs.hidden],
            [bare.hidden, theirs.hidden],
            ...theirs.kept.map((kept, i): [tf.Tensor, tf.Tensor] => [ours.kept[i], kept]),
          ];
          assert.equal(bare.kept.length, 0);
          for (const given of [steps, 1]) {
            const gradient = [
              numbers([rows, given, units], 5),
              weights.recurrentKernel,
              theirs.kept,
              backwards,
            ] as const;
            pairs.push([lstmSequenceGradient(...gradient), composedSequenceGradient(...gradient)]);
          }
          for (const [a, b] of pairs) {
            assert.deepEqual(a.shape, b.shape);
            // Sums of up to 320 products of float32 in another order, through a few steps.
            const error = relativeError(a.dataSync(), b.dataSync());
            assert.ok(error < 1e-5, `weights up to ${scale / 2}: error ${error}`);
          }
        }
      });
    });
  }
}

test('the logistic function and tanh keep their digits from the smallest to the largest numbers', () => {
  tf.tidy(() => {
    const x = [0, 1e-20, -1e-6, 3e-3, 0.1, -0.29, 0.2999, 0.3, 0.31, -1, 4, -9, 30, -90, 1e5].map(Math.fround);
    const kernel = tf.tensor2d([...x, ...x, ...x, ...x], [1, 4 * x.length]);
    const weights = {
      kernel,
      recurrentKernel: tf.zeros([x.length, 4 * x.length]),
      bias: tf.zeros([4 * x.length]),
    };
    const { kept } = lstmSequence(tf.ones([1, 1, 1]), weights, { backwards: false, keep: true });
    const gates = kept[0].dataSync();
    x.forEach((value, i) => {
      const logistic = 1 / (1 + Math.exp(-value));
      const tanh = Math.tanh(value);
      // Relative to each value; where e^x is beyond its bound of e^87, what is left of it is 1e-38.
      assert.ok(Math.abs(gates[i] - logistic) <= 4e-7 * logistic + 2e-38, `logistic ${value}: ${gates[i]}`);
      const candidate = gates[2 * x.length + i];
      assert.ok(Math.abs(candidate - tanh) <= 5e-7 * Math.abs(tanh), `tanh ${value}: ${candidate}, not ${tanh}`);
    });
  });
});

test('what is no number stays none, and inputs that do not fit are refused', () => {
  tf.tidy(() => {
    const weights = weightsOf(1, 1, 1);
    const options = { backwards: false, keep: false };
    const { hidden } = lstmSequence(tf.tensor3d([Number.NaN], [1, 1, 1]), weights, options);
    assert.ok(Number.isNaN(hidden.dataSync()[0]));
    const wider = { ...weights, kernel: tf.zeros([1, 8]) };
    const one = tf.zeros([1, 1, 1]);
    assert.throws(
      () => lstmSequence(one, wider, options),
      /kernel is \[1, 8\]: with the other inputs it should be \[1, 4\]/,
    );
    const turned = { ...weightsOf(1, 2, 1), recurrentKernel: tf.zeros([8, 2]) };
    assert.throws(
      () => lstmSequence(one, turned, options),
      /recurrent_kernel is \[8, 2\]: with the other inputs it should be \[8, 32\]/,
    );
    assert.throws(
      () => lstmSequence(one, { ...weights, bias: tf.zeros([1, 4]) }, options),
      /bias is \[1, 4\]: with the other inputs it should be \[4\]/,
    );
    assert.throws(
      () => lstmSequence(tf.zeros([1, 1]), weights, options),
      /inputs is \[1, 1\]: it should have 3 dimensions/,
    );
    const { kept } = lstmSequence(tf.zeros([1, 3, 1]), weights, { ...options, keep: true });
    const dHidden = tf.zeros([1, 2, 1]);
    assert.throws(
      () => lstmSequenceGradient(dHidden, weights.recurrentKernel, kept, false),
      /neither all steps nor the last/,
    );
    assert.throws(
      () => lstmSequenceGradient(tf.zeros([2, 3, 1]), weights.recurrentKernel, kept, false),
      /hidden_grad is \[2, 3, 1\]: with the other inputs it should be \[1, 3, 1\]/,
    );
  });
});
