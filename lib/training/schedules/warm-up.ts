import { tf } from '../../tensorflow';

/** Updates of linear ascent before a curve begins; 0 for none. */
export interface WarmUp {
  readonly warmUp?: number;
}

/**
 * Puts a linear ascent before a curve: in step t of the first `steps` the rate is (t + 1) / (steps + 1) of `peak`, so
 * that none is zero. The curve is given the steps after it, from 0.
 */
export function warmedUp(
  { peak, steps }: { readonly peak: number; readonly steps: number },
  curve: (step: tf.Tensor) => tf.Tensor,
): (step: tf.Tensor) => tf.Tensor {
  if (steps === 0) return curve;
  return (step) => {
    const ascent = step.add(1).mul(peak / (steps + 1));
    return tf.where(step.less(steps), ascent, curve(tf.maximum(step.sub(steps), 0)));
  };
}
