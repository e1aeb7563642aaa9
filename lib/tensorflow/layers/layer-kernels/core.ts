import { dense } from '../../kernels/dense';
import { gatherRows } from '../../kernels/gather';
import type { LayerKernel } from '../layer-context';
import { refuse } from '../refuse';
import { withActivation } from './activation';

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
  CategoryEncoding: (layer) =>
    refuse(layer, 'encoding inside a model', 'it looks at the values; encode the examples before, with tf.oneHot'),
  Resizing: (layer) =>
    refuse(
      layer,
      'resizing inside a model',
      'tf.layers loses its batch axis; resize the examples before, or use tf.layers.upSampling2d',
    ),
  CenterCrop: (layer) =>
    refuse(layer, 'cropping so', 'tf.layers resamples instead of cropping; use tf.layers.cropping2D'),
  RandomWidth: (layer) =>
    refuse(layer, 'a random width', 'the shapes of a graph are fixed; change the examples with lib/augment'),
} satisfies Record<string, LayerKernel>;
