import { tf } from '../../graph/backend';
import { averagePool2d, maxOver, maxPool2d, meanOver, type Pool2dOptions } from '../../kernels/pooling';
import type { LayerKernel } from '../layer-context';
import type { LayerFields } from '../layer-fields';
import { refuse } from '../refuse';
import { channelsLast } from './data-format';

type Pool = (x: tf.Tensor, options: Pool2dOptions) => tf.Tensor;

function poolOptions(layer: LayerFields): Pool2dOptions {
  const { poolSize, strides, padding } = layer.getConfig() as Record<string, unknown>;
  if (padding !== 'same' && padding !== 'valid') refuse(layer, `padding ${padding}`, "give 'same' or 'valid'");
  return { poolSize: poolSize as [number, number], strides: strides as [number, number], padding };
}

const pool2d =
  (pool: Pool): LayerKernel =>
  (layer, [x]) =>
    channelsLast(layer, x, (x) => pool(x, poolOptions(layer)));

/** A sequence [batch, time, channels] is pooled as an image of one column. */
const pool1d =
  (pool: Pool): LayerKernel =>
  (layer, [x]) => {
    const { poolSize, strides, padding } = poolOptions(layer);
    const [batch, time = 0, ...channels] = x.shape;
    const column = { poolSize: [poolSize[0], 1], strides: [strides[0], 1], padding } as const;
    const y = pool(x.reshape([batch, time, 1, ...channels]), column);
    return y.reshape([batch, y.shape[1] as number, ...channels]);
  };

/** The layer's own computation, where its options are among those that it knows. */
const ownPool: LayerKernel = (layer) => {
  poolOptions(layer);
  return undefined;
};

/** The mean over the time steps that count, as Keras'. */
function maskedMean(x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const counted = mask.reshape([...mask.shape, 1]);
  return tf.where(counted, x, tf.scalar(0)).sum(1).div(counted.cast('float32').sum(1));
}

export const poolingKernels: Readonly<Record<string, LayerKernel>> = {
  MaxPooling1D: pool1d(maxPool2d),
  AveragePooling1D: pool1d(averagePool2d),
  MaxPooling2D: pool2d(maxPool2d),
  AveragePooling2D: pool2d(averagePool2d),
  MaxPooling3D: ownPool,
  AveragePooling3D: ownPool,
  GlobalAveragePooling1D: (_, [x], { mask }) => (mask === undefined ? meanOver(x, [1]) : maskedMean(x, mask)),
  GlobalMaxPooling1D: (_, [x]) => maxOver(x, [1]),
  GlobalAveragePooling2D: (layer, [x]) => channelsLast(layer, x, (x) => meanOver(x, [1, 2])),
  GlobalMaxPooling2D: (layer, [x]) => channelsLast(layer, x, (x) => maxOver(x, [1, 2])),
};
