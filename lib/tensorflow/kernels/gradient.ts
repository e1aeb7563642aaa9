import { tf } from '../graph/backend';

/** What a kernel computes forward, what it keeps, and how it goes backward. */
export interface Differentiable {
  readonly value: tf.Tensor;
  /** Tensors that the gradient needs. */
  readonly saved: readonly tf.Tensor[];
  /**
   * The gradient of each input, from the one of the output. What several of them share is computed at once; each is
   * a function, as an input that needs no gradient (a first layer's) is not asked for one.
   */
  readonly gradient: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => readonly (() => tf.Tensor)[];
}

/** The part of tfjs' engine that tf.customGrad stands on; tf.customGrad itself computes all gradients, needed or not. */
interface GradientEngine {
  runKernelFunc(call: {
    forwardFunc: (backend: unknown, save: (tensors: readonly tf.Tensor[]) => void) => tf.Tensor;
    backwardsFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => Record<number, () => tf.Tensor>;
    inputs: Record<number, tf.Tensor>;
  }): tf.Tensor;
}

const engine = tf.engine() as unknown as GradientEngine;

/**
 * Runs a kernel that has a gradient of its own; tfjs differentiates nothing of what it does inside. Operations by
 * `native` that a gradient is to go through stand in here (docs/layers.md).
 * @param inputs what gradients are given for, in this order; other tensors that `compute` uses get none.
 */
export function withGradient(inputs: readonly tf.Tensor[], compute: () => Differentiable): tf.Tensor {
  let gradient: Differentiable['gradient'];
  return engine.runKernelFunc({
    forwardFunc: (_, save) => {
      const result = compute();
      gradient = result.gradient;
      save(result.saved);
      return result.value;
    },
    backwardsFunc: (dy, saved) => ({ ...gradient(dy, saved) }),
    inputs: { ...inputs },
  });
}

/** What is computed here is a constant to whoever differentiates: no gradient goes through it. */
export const withoutGradient = (compute: () => tf.Tensor): tf.Tensor =>
  withGradient([], () => ({ value: compute(), saved: [], gradient: () => [] }));
