import type { tf } from '../../graph/backend';
import type { LayerFields } from '../layer-fields';

export const hasChannelsFirst = (layer: LayerFields) =>
  (layer as unknown as { dataFormat?: string }).dataFormat === 'channelsFirst';

/** Computes channels last, as all kernels do, also where a layer has them first, [batch, channels, ...space]. */
export function channelsLast(layer: LayerFields, x: tf.Tensor, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  if (!hasChannelsFirst(layer)) return compute(x);
  const space = x.shape.map((_, axis) => axis).slice(2);
  const y = compute(x.transpose([0, ...space, 1]));
  // Global pooling leaves no space that would have to go back.
  return y.rank < x.rank ? y : y.transpose([0, y.rank - 1, ...space.map((axis) => axis - 1)]);
}
