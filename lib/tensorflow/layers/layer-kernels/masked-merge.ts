/** Products, maxima and minima of sequences of which not all steps count, as Keras has them. */

import { tf } from '../../graph/backend';
import type { Mask } from '../masks';

/** Of each value whether its step counts, to stand beside the values; undefined where all count. */
const countsOf = (x: tf.Tensor, mask: Mask): Mask =>
  mask?.reshape([...mask.shape, ...Array.from({ length: x.rank - mask.rank }, () => 1)]);

/** A step that does not count in one factor leaves the others as they are; one that counts in none is zero. */
export function maskedProduct(inputs: readonly tf.Tensor[], masks: readonly Mask[]): tf.Tensor {
  const counted = inputs.map((x, i) => countsOf(x, masks[i]));
  const factors = inputs.map((x, i) => {
    const counts = counted[i];
    return counts === undefined ? x : tf.where(counts, x, tf.onesLike(x));
  });
  const product = factors.reduce((all, factor) => all.mul(factor));
  if (counted.some((counts) => counts === undefined)) return product;
  const any = (counted as tf.Tensor[]).reduce((all, counts) => tf.logicalOr(all, counts));
  return tf.where(any, product, tf.zerosLike(product));
}

/** The larger or the smaller of each two values; where a step of one does not count, the other is taken. */
export function maskedExtremum(
  pick: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  masks: readonly Mask[],
): tf.Tensor {
  let result = inputs[0];
  let counts = countsOf(result, masks[0]);
  for (const [i, x] of inputs.entries()) {
    if (i === 0) continue;
    const own = countsOf(x, masks[i]);
    const candidate = own === undefined ? x : tf.where(own, x, result);
    if (counts !== undefined) result = tf.where(counts, result, candidate);
    counts = counts === undefined || own === undefined ? undefined : tf.logicalOr(counts, own);
    result = pick(result, candidate);
  }
  return result;
}
