import type { tf } from '../graph/backend';

/** One output of a layer, computed when somebody asks and then kept. */
export interface Value {
  readonly output: () => tf.Tensor;
  /** What the output is the softmax or the sigmoid of, where the model ends in one. */
  readonly logits?: () => tf.Tensor;
  /** Which time steps count, bool [batch, time]. */
  readonly mask?: tf.Tensor;
  /** Where the output is x * scale + offset along the last axis, scale and offset [channels]. */
  readonly scaled?: { readonly x: tf.Tensor; readonly scale: tf.Tensor; readonly offset: tf.Tensor };
}

/** Computes once. */
export function once<T>(compute: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
