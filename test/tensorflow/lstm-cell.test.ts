import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/tensorflow';
import { composedCell, composedGradient, lstmCell, lstmCellGradient } from '../../lib/tensorflow/kernels/lstm-cell';
import { goldenNumbers, relativeError } from '../golden/numbers';

/** Rows of 37 units: two whole vectors of 16 numbers and a rest. */
const [ROWS, UNITS] = [5, 37];
const numbers = (columns: number, stream: number, scale: number) =>
  tf.tensor2d(goldenNumbers(ROWS * columns, stream), [ROWS, columns]).mul(scale);

for (const scale of [1e-4, 1, 20, 400]) {
  test(`one step and its gradient are those of TensorFlow's own operations, numbers up to ${scale / 2}`, () => {
    tf.tidy(() => {
      const step = [numbers(4 * UNITS, 1, scale), numbers(4 * UNITS, 2, scale), numbers(UNITS, 3, scale)] as const;
      const [ours, theirs] = [lstmCell(...step), composedCell(...step)];
      const pairs = [
        [ours.hidden, theirs.hidden],
        [ours.cell, theirs.cell],
        ...ours.saved.map((saved, i) => [saved, theirs.saved[i]]),
      ];
      const [dHidden, alsoDHidden, dCell] = [4, 5, 6].map((stream) => numbers(UNITS, stream, 1));
      const back = lstmCellGradient({ dHidden, alsoDHidden, dCell }, theirs.saved);
      const composed = composedGradient(dHidden.add(alsoDHidden), dCell, theirs.saved);
      pairs.push([back.dGates, composed.dGates], [back.dCell, composed.dCell]);
      for (const [a, b] of pairs) {
        assert.deepEqual(a.shape, b.shape);
        // A few roundings of float32, 6e-8 each.
        const error = relativeError(a.dataSync(), b.dataSync());
        assert.ok(error < 1e-6, `error ${error}`);
      }
    });
  });
}

test('the logistic function and tanh keep their digits from the smallest to the largest numbers', () => {
  tf.tidy(() => {
    const x = Float32Array.of(0, 1e-20, -1e-6, 3e-3, 0.1, -0.29, 0.2999, 0.3, 0.31, -1, 4, -9, 30, -90, 1e5);
    const row = (values: ArrayLike<number>) => tf.tensor2d(Float32Array.from(values), [1, values.length]);
    const zeros = Array.from(x, () => 0);
    const projected = row([...x, ...zeros, ...x, ...x]);
    const { saved } = lstmCell(projected, tf.zerosLike(projected), row(zeros));
    const gates = saved[0].dataSync();
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
    const [gates, cell] = [tf.zeros([1, 4]), tf.zeros([1, 1])];
    const { hidden } = lstmCell(tf.tensor2d([[Number.NaN, 0, 0, 0]]), gates, cell);
    assert.ok(Number.isNaN(hidden.dataSync()[0]));
    assert.throws(() => lstmCell(tf.zeros([1, 8]), gates, cell), /the inputs of an operation of Cahier do not fit/);
    assert.throws(() => lstmCell(gates, gates, tf.zeros([1])), /an operation of Cahier takes matrices/);
  });
});
