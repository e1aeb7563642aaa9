/**
 * An LSTM's way through time, and its gradient up to the gates: one native operation of our own each on the processor
 * (lib/tensorflow/native/lstm.cc), composed of TensorFlow's on a GPU (lstm-composed.ts).
 */

import { type tf, usesGpu } from '../graph/backend';
import { native, nativeAll } from '../graph/operation';
import { composedSequence, composedSequenceGradient } from './lstm-composed';
import type { LstmWeights, Sequence, SequenceOptions } from './lstm-types';

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
