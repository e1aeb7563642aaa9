/**
 * Batch normalisation without cost, for weights that do not change any more.
 *
 * At inference it is x * scale + offset, channel by channel. The layer that follows is often linear, and then takes
 * it over: (x * scale + offset) * kernel + bias = x * (scale * kernel) + (offset * kernel + bias). Where the kernel is
 * a constant of the graph, TensorFlow computes the new one once. In between may be what leaves channels alone: dropout
 * (nothing at inference), flattening, and maximum pooling where every scale is positive. (A normalisation that comes
 * straight after a linear convolution is joined with that by TensorFlow itself.)
 */

import type { tf } from '../graph/backend';
import type { LayerFields } from './layer-fields';
import { hasChannelsFirst } from './layer-kernels/data-format';
import { scaleAndCentre } from './layer-kernels/normalization';
import { once, type Value } from './value';

/**
 * A layer's output with the normalisation before it taken over or passed on; undefined where it can do neither.
 * @param run computes the layer as it stands from a given input.
 */
export function fold(
  layer: LayerFields,
  input: Value,
  run: (layer: LayerFields, x: tf.Tensor) => tf.Tensor,
): Value | undefined {
  const plain = once(() => run(layer, input.output()));
  if (layer.getClassName() === 'BatchNormalization') {
    const x = input.output();
    const parts = normalization(layer, x);
    return parts && { output: plain, scaled: { x, ...parts } };
  }
  if (input.scaled === undefined) return undefined;
  const { x, scale, offset } = input.scaled;
  switch (layer.getClassName()) {
    case 'Dropout':
      return input;
    case 'Flatten': {
      // With its channels first it would mix them in another order.
      if (hasChannelsFirst(layer)) return undefined;
      const times = x.size / x.shape[0] / scale.size;
      return { output: plain, scaled: { x: run(layer, x), scale: scale.tile([times]), offset: offset.tile([times]) } };
    }
    case 'MaxPooling2D':
      if (hasChannelsFirst(layer)) return undefined;
      if (scale.dataSync().some((factor) => factor <= 0)) return undefined;
      return { output: plain, scaled: { x: run(layer, x), scale, offset } };
    case 'Conv2D':
      // A border of zeros is not normalised: it would need an offset of its own.
      if (layer.getConfig().padding !== 'valid' || hasChannelsFirst(layer)) return undefined;
      return linear(layer, input.scaled, run);
    case 'Dense':
      return linear(layer, input.scaled, run);
    default:
      return undefined;
  }
}

function normalization(layer: LayerFields, x: tf.Tensor): { scale: tf.Tensor; offset: tf.Tensor } | undefined {
  const { axis, epsilon } = layer.getConfig();
  if (axis !== -1 && axis !== x.rank - 1) return undefined;
  const { gamma, beta } = scaleAndCentre(layer, x.shape[x.rank - 1]);
  const scale = gamma.div(
    layer.movingVariance
      .read()
      .add(epsilon as number)
      .sqrt(),
  );
  return { scale, offset: beta.sub(layer.movingMean.read().mul(scale)) };
}

/** A convolution or dense layer with kernel [..., in, out] on x * scale + offset. */
function linear(
  layer: LayerFields,
  { x, scale, offset }: NonNullable<Value['scaled']>,
  run: (layer: LayerFields, x: tf.Tensor) => tf.Tensor,
): Value {
  const kernel = layer.kernel.read();
  const along = (channels: tf.Tensor) => channels.reshape([-1, 1]);
  const axes = kernel.shape.slice(0, -1).map((_, axis) => axis);
  const shift = kernel.mul(along(offset)).sum(axes);
  const bias = layer.bias?.read().add(shift) ?? shift;
  const weight = (value: tf.Tensor) => ({ value: { read: () => value } });
  const folded = Object.create(layer, { kernel: weight(kernel.mul(along(scale))), bias: weight(bias) }) as LayerFields;
  return { output: once(() => run(folded, x)) };
}
