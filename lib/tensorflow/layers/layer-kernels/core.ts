import { tf } from '../../graph/backend';
import { dense } from '../../kernels/dense';
import { gatherRows } from '../../kernels/gather';
import type { LayerKernel } from '../layer-context';
import { stepsThatCount } from '../masks';
import { withActivation } from './activation';
import { maskedExtremum, maskedProduct } from './masked-merge';

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
  Maximum: (_, inputs, { masks }) => (masks.some(Boolean) ? maskedExtremum(tf.maximum, inputs, masks) : undefined),
  Minimum: (_, inputs, { masks }) => (masks.some(Boolean) ? maskedExtremum(tf.minimum, inputs, masks) : undefined),
  Masking(layer, [x]) {
    const counts = stepsThatCount(layer, x);
    return tf.where(counts.reshape([...counts.shape, 1]), x, tf.zerosLike(x));
  },
} satisfies Record<string, LayerKernel>;
