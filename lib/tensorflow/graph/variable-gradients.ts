import { tf } from './backend';

/** What tfjs' engine keeps while it differentiates. */
interface TapeState {
  gradientDepth: number;
  activeTape: readonly { readonly saved?: readonly tf.Tensor[] }[] | null;
}

/**
 * `tf.variableGrads` that leaves no tensor behind where the loss throws: tfjs keeps what gradients would have needed,
 * and gives it back only when they are computed.
 */
export function variableGradients(
  loss: () => tf.Tensor,
  variables: readonly tf.Variable[],
): { readonly value: tf.Tensor; readonly grads: tf.NamedTensorMap } {
  try {
    return tf.variableGrads(loss as () => tf.Scalar, [...variables]);
  } catch (error) {
    const { state } = tf.engine() as unknown as { state: TapeState };
    if (state.gradientDepth === 0 && state.activeTape) {
      for (const { saved } of state.activeTape) tf.dispose([...(saved ?? [])]);
      state.activeTape = null;
    }
    throw error;
  }
}
