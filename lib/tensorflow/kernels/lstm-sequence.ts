/**
 * An LSTM's way through time, and its gradient up to the gates: one native operation of our own each on the processor
 * (lib/tensorflow/native/lstm.cc), composed of TensorFlow's on a GPU (lstm-composed.ts).
 */

import { type tf, usesGpu } from '../backend';
import { native, nativeAll } from '../native';
import { composedSequence, composedSequenceGradient } from './lstm-composed';

export interface SequenceOptions {
  /** From the last time step to the first. */
  readonly backwards: boolean;
  /** Whether a gradient will be asked for. */
  readonly keep: boolean;
}

export interface Sequence {
  /** [rows, steps, units], each state at its own time. */
  readonly hidden: tf.Tensor;
  /** What the gradient needs: gates [rows, steps, 4 units], cells and their tanh [rows, steps, units]; or nothing. */
  readonly kept: readonly tf.Tensor[];
}

/** Kernel [in, 4 units], recurrent kernel [units, 4 units] and bias [4 units]: input, forget, candidate, output. */
export interface LstmWeights {
  readonly kernel: tf.Tensor;
  readonly recurrentKernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** @param inputs [rows, steps, in] */
export function lstmSequence(inputs: tf.Tensor, weights: LstmWeights, options: SequenceOptions): Sequence {
  if (usesGpu) return composedSequence(inputs, weights, options);
  const { kernel, recurrentKernel, bias } = weights;
  const [hidden, ...kept] = nativeAll('CahierLstm', [inputs, kernel, recurrentKernel, bias], { ...options }, 4);
  return { hidden, kept: options.keep ? kept : [] };
}

/**
 * @param dHidden the gradient of all states [rows, steps, units], or of the one computed last [rows, 1, units].
 * @returns the gradient before the gates' activations [rows, steps, 4 units].
 */
export function lstmSequenceGradient(
  dHidden: tf.Tensor,
  recurrentKernel: tf.Tensor,
  kept: readonly tf.Tensor[],
  backwards: boolean,
): tf.Tensor {
  if (usesGpu) return composedSequenceGradient(dHidden, recurrentKernel, kept, backwards);
  return native('CahierLstmGrad', [dHidden, recurrentKernel, ...kept], { backwards });
}
