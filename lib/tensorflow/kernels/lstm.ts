/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; gates as Keras orders them: input, forget, cell, output).
 *
 * Three things make it fast: the loop over time is one operation (lstm-sequence.ts); the backward pass is written by
 * hand, so that each weight gradient is one matrix product after it; and the batch is cut into two halves that
 * TensorFlow runs side by side on two cores.
 */

import { tf } from '../graph/backend';
import { addAll } from './arithmetic';
import { biasGradient, matMul } from './dense';
import { withGradient } from './gradient';
import { concat, reshape, split } from './layout';
import { lstmSequence, lstmSequenceGradient } from './lstm-sequence';
import type { LstmWeights } from './lstm-types';

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
  weights: LstmWeights,
  { returnSequences, backwards = false, chains: wanted = 2 }: LstmOptions,
): tf.Tensor {
  const { kernel, recurrentKernel, bias } = weights;
  const [batch, steps, size] = x.shape;
  const units = recurrentKernel.shape[0];
  const chains = batch % wanted === 0 ? wanted : 1;
  const rows = batch / chains;
  const keep = tf.engine().state.gradientDepth > 0;
  const lastStep = backwards ? 0 : steps - 1;

  return withGradient([x, kernel, recurrentKernel, bias], () => {
    const inputs = split(x, chains, 0);
    const sequences = inputs.map((input) => lstmSequence(input, weights, { backwards, keep }));
    const states = sequences.map(({ hidden }) =>
      returnSequences ? hidden : reshape(hidden.slice([0, lastStep, 0], [rows, 1, units]), [rows, units]),
    );
    return {
      value: concat(states, 0),
      saved: [kernel, recurrentKernel, ...inputs, ...sequences.flatMap(({ hidden, kept }) => [hidden, ...kept])],
      gradient: (dy, [kernel, recurrentKernel, ...rest]) => {
        const inputs = rest.splice(0, chains);
        const dStates = split(returnSequences ? dy : reshape(dy, [batch, 1, units]), chains, 0);
        const parts = inputs.map((input, chain) => {
          const [hidden, ...kept] = rest.splice(0, rest.length / (chains - chain));
          const dGates = lstmSequenceGradient(dStates[chain], recurrentKernel, kept, backwards);
          const flat = reshape(dGates, [rows * steps, 4 * units]);
          return {
            input: reshape(input, [rows * steps, size]),
            flat,
            before: reshape(statesBefore(hidden, backwards), [rows * steps, units]),
          };
        });
        const transposeA = { transposeA: true };
        return [
          () =>
            reshape(
              concat(
                parts.map(({ flat }) => matMul(flat, kernel, { transposeB: true })),
                0,
              ),
              [batch, steps, size],
            ),
          () => addAll(parts.map(({ input, flat }) => matMul(input, flat, transposeA))),
          () => addAll(parts.map(({ before, flat }) => matMul(before, flat, transposeA))),
          () => addAll(parts.map(({ flat }) => biasGradient(flat))),
        ];
      },
    };
  });
}

/** The state that each step started from: zeros, then those of the steps before it. */
function statesBefore(hidden: tf.Tensor, backwards: boolean): tf.Tensor {
  const [rows, steps, units] = hidden.shape;
  const zeros = tf.zeros([rows, 1, units]);
  const others = hidden.slice([0, backwards ? 1 : 0, 0], [rows, steps - 1, units]);
  return concat(backwards ? [others, zeros] : [zeros, others], 1);
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
