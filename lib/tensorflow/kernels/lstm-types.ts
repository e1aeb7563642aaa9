import type { tf } from '../graph/backend';

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
