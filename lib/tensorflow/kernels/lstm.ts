/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; gates as Keras orders them: input, forget, cell, output).
 *
 * Four things make it fast: the product of all time steps with the input kernel is one matrix product before the loop;
 * what a step does behind its product is one operation (lstm-cell.ts); the backward pass is written by hand, so that
 * each weight gradient is one matrix product after it; and the batch is cut into two halves whose chains of small
 * operations TensorFlow runs side by side on two cores.
 */

import { tf } from '../backend';
import { addAll } from './arithmetic';
import { biasAdd, biasGradient, matMul } from './dense';
import { withGradient } from './gradient';
import { concat, reshape, split, stack, transpose, unstack } from './layout';
import { lstmCell, lstmCellGradient, SAVED_PER_STEP } from './lstm-cell';

const swapBatchAndTime = (x: tf.Tensor) => transpose(x, [1, 0, 2]);

/** Kernel [in, 4 units], recurrent kernel [units, 4 units] and bias [4 units]. */
export interface LstmWeights {
  readonly kernel: tf.Tensor;
  readonly recurrentKernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

export interface LstmOptions {
  /** All hidden states [batch, time, units], each at its own time, or the last one computed [batch, units]. */
  readonly returnSequences: boolean;
  /** From the last time step to the first. */
  readonly backwards?: boolean;
  /** Into how many independent parts an even batch is cut. */
  readonly chains?: 1 | 2;
}

/** @param x float32 [batch, time, in] */
export function lstm(
  x: tf.Tensor,
  { kernel, recurrentKernel, bias }: LstmWeights,
  { returnSequences, backwards = false, chains: wanted = 2 }: LstmOptions,
): tf.Tensor {
  const [batch, steps, size] = x.shape;
  const units = recurrentKernel.shape[0];
  const chains = batch % wanted === 0 ? wanted : 1;
  const rows = batch / chains;
  /** From the order of time to that of the loop, or back. */
  const inLoopOrder = (parts: readonly tf.Tensor[]) => (backwards ? [...parts].reverse() : [...parts]);

  return withGradient([x, kernel, recurrentKernel, bias], () => {
    const inputs = split(swapBatchAndTime(x), chains, 1).map((part) => reshape(part, [steps * rows, size]));
    const forward = inputs.map((input) => {
      const projected = reshape(biasAdd(matMul(input, kernel), bias), [steps, rows, 4 * units]);
      return runChain(inLoopOrder(unstack(projected)), recurrentKernel);
    });
    const states = forward.map(({ hidden }) => (returnSequences ? stack(inLoopOrder(hidden)) : hidden[steps - 1]));
    return {
      value: returnSequences ? swapBatchAndTime(concat(states, 1)) : concat(states, 0),
      saved: [kernel, recurrentKernel, ...inputs, ...forward.flatMap(({ hidden, saved }) => [...hidden, ...saved])],
      gradient: (dy, [kernel, recurrentKernel, ...rest]) => {
        const inputs = rest.splice(0, chains);
        const transposed = transposedOnce(recurrentKernel);
        const dStates = split(returnSequences ? swapBatchAndTime(dy) : dy, chains, returnSequences ? 1 : 0);
        const parts = inputs.map((input, chain) => {
          const hidden = rest.splice(0, steps);
          const saved = rest.splice(0, SAVED_PER_STEP * steps);
          const dHidden = returnSequences ? inLoopOrder(unstack(dStates[chain])) : [dStates[chain]];
          const dGates = stack(inLoopOrder(backpropagate(dHidden, saved, steps, transposed)));
          const before = stack(inLoopOrder([tf.zerosLike(hidden[0]), ...hidden.slice(0, -1)]));
          const flat = reshape(dGates, [steps * rows, 4 * units]);
          return { input, flat, before: reshape(before, [steps * rows, units]) };
        });
        const dInput = (flat: tf.Tensor) => reshape(matMul(flat, kernel, { transposeB: true }), [steps, rows, size]);
        const transposeA = { transposeA: true };
        return [
          () =>
            swapBatchAndTime(
              concat(
                parts.map(({ flat }) => dInput(flat)),
                1,
              ),
            ),
          () => addAll(parts.map(({ input, flat }) => matMul(input, flat, transposeA))),
          () => addAll(parts.map(({ before, flat }) => matMul(before, flat, transposeA))),
          () => addAll(parts.map(({ flat }) => biasGradient(flat))),
        ];
      },
    };
  });
}

/**
 * Two LSTMs over one sequence, from either end, and their states side by side (Schuster and Paliwal 1997).
 * Each direction is a chain of its own already, so the batch is not cut.
 * @returns float32 [batch, time, 2 units], or the last state of each direction, [batch, 2 units].
 */
export function bidirectionalLstm(
  x: tf.Tensor,
  forward: LstmWeights,
  backward: LstmWeights,
  { returnSequences }: { readonly returnSequences: boolean },
): tf.Tensor {
  const directions = [
    lstm(x, forward, { returnSequences, chains: 1 }),
    lstm(x, backward, { returnSequences, chains: 1, backwards: true }),
  ];
  return tf.concat(directions, -1);
}

/** The loop over time, from the projected inputs of each step [rows, 4 units]; the first state is zero. */
function runChain(projected: tf.Tensor[], recurrentKernel: tf.Tensor): { hidden: tf.Tensor[]; saved: tf.Tensor[] } {
  const hidden: tf.Tensor[] = [];
  const saved: tf.Tensor[] = [];
  const [rows, width] = projected[0].shape;
  let cell: tf.Tensor = tf.zeros([rows, width / 4]);
  projected.forEach((input, step) => {
    const recurrent = step === 0 ? tf.zerosLike(input) : matMul(hidden[step - 1], recurrentKernel);
    const next = lstmCell(input, recurrent, cell);
    hidden.push(next.hidden);
    saved.push(...next.saved);
    cell = next.cell;
  });
  return { hidden, saved };
}

/**
 * A matrix transposed in memory, once for many products. A plain transposition would be folded by TensorFlow into each
 * product that uses it, and small products of a transposed factor are a third slower; behind a reshape it stays.
 */
function transposedOnce(matrix: tf.Tensor): tf.Tensor {
  const [rows, columns] = matrix.shape;
  return reshape(transpose(reshape(matrix, [1, rows, columns]), [0, 2, 1]), [columns, rows]);
}

/**
 * Back-propagation through time.
 * @param dHidden the gradient of each hidden state, or of the last one alone.
 * @param transposed the recurrent kernel transposed, [4 units, units].
 * @returns the gradient before the gates' activations, [rows, 4 units] a step.
 */
function backpropagate(
  dHidden: tf.Tensor[],
  saved: readonly tf.Tensor[],
  steps: number,
  transposed: tf.Tensor,
): tf.Tensor[] {
  const dGates: tf.Tensor[] = new Array(steps);
  const nothing = tf.zerosLike(dHidden[0]);
  let [fromNext, dCell]: tf.Tensor[] = [nothing, nothing];
  for (let step = steps - 1; step >= 0; step--) {
    const own = dHidden.length > 1 ? dHidden[step] : step === steps - 1 ? dHidden[0] : nothing;
    const savedOfStep = saved.slice(SAVED_PER_STEP * step, SAVED_PER_STEP * (step + 1));
    const gradient = lstmCellGradient({ dHidden: own, alsoDHidden: fromNext, dCell }, savedOfStep);
    dGates[step] = gradient.dGates;
    dCell = gradient.dCell;
    if (step > 0) fromNext = matMul(dGates[step], transposed);
  }
  return dGates;
}
