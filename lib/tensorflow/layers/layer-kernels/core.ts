import { tf } from '../../graph/backend';
import { dense } from '../../kernels/dense';
import { gatherRows } from '../../kernels/gather';
import type { LayerContext, LayerKernel } from '../layer-context';
import { stepsThatCount } from '../masks';
import { withActivation } from './activation';

/** As Keras: a step that does not count in one factor leaves the others as they are; one that counts in none is zero. */
function maskedProduct(inputs: readonly tf.Tensor[], masks: LayerContext['masks']): tf.Tensor {
  const counted = masks.map((mask) => mask?.reshape([...mask.shape, 1]));
  const factors = inputs.map((x, i) => {
    const counts = counted[i];
    return counts === undefined ? x : tf.where(counts, x, tf.onesLike(x));
  });
  const product = factors.reduce((all, factor) => all.mul(factor));
  if (counted.some((counts) => counts === undefined)) return product;
  const any = (counted as tf.Tensor[]).reduce((all, counts) => tf.logicalOr(all, counts));
  return tf.where(any, product, tf.zerosLike(product));
}

export const coreKernels: Readonly<Record<string, LayerKernel>> = {
  Dense(layer, [x]) {
    const kernel = layer.kernel.read();
    const rows = x.reshape([-1, x.shape[x.rank - 1]]);
    const y = withActivation(layer, (activation) => dense(rows, kernel, layer.bias?.read(), activation));
    return x.rank === 2 ? y : y.reshape([...x.shape.slice(0, -1), kernel.shape[1] as number]);
  },
  Embedding(layer, [ids]) {
    const rows = gatherRows(layer.embeddings.read(), ids.cast('int32').flatten());
    return rows.reshape([...ids.shape, rows.shape[1] as number]);
  },
  Multiply: (_, inputs, { masks }) => (masks.some(Boolean) ? maskedProduct(inputs, masks) : undefined),
  Masking(layer, [x]) {
    const counts = stepsThatCount(layer, x);
    return tf.where(counts.reshape([...counts.shape, 1]), x, tf.zerosLike(x));
  },
} satisfies Record<string, LayerKernel>;
