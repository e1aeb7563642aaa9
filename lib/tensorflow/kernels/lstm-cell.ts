/**
 * One time step of an LSTM behind its matrix products, and its gradient: one native operation of our own on the
 * processor (lib/tensorflow/native/lstm_cell.cc), composed of TensorFlow's on a GPU.
 */

import { type tf, usesGpu } from '../backend';
import { FLOAT, native, nativeAll } from '../native';
import { add, mul } from './arithmetic';
import { concat, split } from './layout';

/** What a step computes. */
export interface CellStep {
  /** [rows, units] */
  readonly hidden: tf.Tensor;
  /** [rows, units] */
  readonly cell: tf.Tensor;
  /** What the gradient needs, `SAVED_PER_STEP` tensors. */
  readonly saved: readonly tf.Tensor[];
}

/** Of one step: the gates [rows, 4 units], the cell before it and tanh of the one after [rows, units]. */
export const SAVED_PER_STEP = 3;

/**
 * @param projected the inputs' product with the kernel, bias included [rows, 4 units]: input, forget, candidate, output.
 * @param recurrent the last hidden state's product with the recurrent kernel [rows, 4 units].
 * @param cell [rows, units]
 */
export function lstmCell(projected: tf.Tensor, recurrent: tf.Tensor, cell: tf.Tensor): CellStep {
  if (usesGpu) return composedCell(projected, recurrent, cell);
  const [hidden, next, gates, cellTanh] = nativeAll('CahierLstmCell', [projected, recurrent, cell], {}, 4);
  return { hidden, cell: next, saved: [gates, cell, cellTanh] };
}

/**
 * @param dHidden and `alsoDHidden` sum up to the gradient of the hidden state [rows, units].
 * @param dCell the gradient of the cell after the step [rows, units].
 * @returns the gradients before the gates' activations [rows, 4 units], and of the cell before the step.
 */
export function lstmCellGradient(
  { dHidden, alsoDHidden, dCell }: Record<'dHidden' | 'alsoDHidden' | 'dCell', tf.Tensor>,
  saved: readonly tf.Tensor[],
): { dGates: tf.Tensor; dCell: tf.Tensor } {
  if (usesGpu) return composedGradient(add(dHidden, alsoDHidden), dCell, saved);
  const inputs = [dHidden, alsoDHidden, dCell, ...saved];
  const [dGates, before] = nativeAll('CahierLstmCellGrad', inputs, {}, 2);
  return { dGates, dCell: before };
}

const T = { T: FLOAT };
const sigmoid = (x: tf.Tensor) => native('Sigmoid', [x], T);
const tanh = (x: tf.Tensor) => native('Tanh', [x], T);
const sigmoidGradient = (y: tf.Tensor, dy: tf.Tensor) => native('SigmoidGrad', [y, dy], T);
const tanhGradient = (y: tf.Tensor, dy: tf.Tensor) => native('TanhGrad', [y, dy], T);

/** The same of TensorFlow's own operations; exported for the test that holds both against each other. */
export function composedCell(projected: tf.Tensor, recurrent: tf.Tensor, cell: tf.Tensor): CellStep {
  const [zInput, zForget, zCandidate, zOutput] = split(add(projected, recurrent), 4, 1);
  const [input, forget, output] = [zInput, zForget, zOutput].map(sigmoid);
  const candidate = tanh(zCandidate);
  const next = add(mul(forget, cell), mul(input, candidate));
  const cellTanh = tanh(next);
  const gates = concat([input, forget, candidate, output], 1);
  return { hidden: mul(output, cellTanh), cell: next, saved: [gates, cell, cellTanh] };
}

export function composedGradient(
  dHidden: tf.Tensor,
  dCell: tf.Tensor,
  [gates, cell, cellTanh]: readonly tf.Tensor[],
): { dGates: tf.Tensor; dCell: tf.Tensor } {
  const [input, forget, candidate, output] = split(gates, 4, 1);
  const dNext = add(dCell, tanhGradient(cellTanh, mul(dHidden, output)));
  const dGates = concat(
    [
      sigmoidGradient(input, mul(dNext, candidate)),
      sigmoidGradient(forget, mul(dNext, cell)),
      tanhGradient(candidate, mul(dNext, input)),
      sigmoidGradient(output, mul(dHidden, cellTanh)),
    ],
    1,
  );
  return { dGates, dCell: mul(dNext, forget) };
}
