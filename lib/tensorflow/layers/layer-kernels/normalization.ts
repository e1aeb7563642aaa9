import { tf } from '../../graph/backend';
import { assignVariable } from '../../graph/variables';
import { batchNormalization, layerNormalization } from '../../kernels/normalization';
import type { LayerContext, LayerKernel } from '../layer-context';
import type { LayerFields } from '../layer-fields';
import { refuse } from '../refuse';

/** Gamma and beta of a normalisation; one and zero where it has none. */
export function scaleAndCentre(layer: LayerFields, size: number): { gamma: tf.Tensor; beta: tf.Tensor } {
  return { gamma: layer.gamma?.read() ?? tf.ones([size]), beta: layer.beta?.read() ?? tf.zeros([size]) };
}

/** Computes with an axis at the end, and puts it back where it was. */
function withAxisLast(x: tf.Tensor, axis: number, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const at = axis < 0 ? axis + x.rank : axis;
  if (at === x.rank - 1) return compute(x);
  const others = x.shape.map((_, i) => i).filter((i) => i !== at);
  const order = [...others, at];
  const back = x.shape.map((_, i) => order.indexOf(i));
  return compute(x.transpose(order)).transpose(back);
}

/** A frozen one is in inference mode even in training: its running statistics stay, as in Keras since 2.0. */
function normalizeBatch(layer: LayerFields, x: tf.Tensor, { training, frozen }: LayerContext): tf.Tensor {
  const { epsilon, momentum } = layer.getConfig();
  return batchNormalization(x, {
    ...scaleAndCentre(layer, x.shape[x.rank - 1]),
    movingMean: layer.movingMean.read() as tf.Variable,
    movingVariance: layer.movingVariance.read() as tf.Variable,
    epsilon: epsilon as number,
    momentum: momentum as number,
    training: training && layer.trainable && !frozen,
  });
}

/** Keras divides by the number of steps that count and this. */
const NO_STEPS = 1e-7;

/** Batch normalisation in training over the time steps that count. */
function normalizeMasked(layer: LayerFields, x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const { axis, epsilon, momentum } = layer.getConfig() as Record<string, number>;
  if (mask.rank !== x.rank - 1 || (axis !== -1 && axis !== x.rank - 1)) {
    refuse(
      layer,
      `a mask [${mask.shape}] on [${x.shape}] with axis ${axis}`,
      'normalise the last axis of [batch, time, size]',
    );
  }
  const axes = mask.shape.map((_, i) => i);
  const counted = mask.reshape([...mask.shape, 1]);
  const count = counted.cast('float32').sum().add(NO_STEPS);
  const over = (values: tf.Tensor) => tf.where(counted, values, tf.scalar(0)).sum(axes).div(count);
  const mean = over(x);
  const variance = over(x.sub(mean).square());
  for (const [weight, value] of [
    [layer.movingMean, mean],
    [layer.movingVariance, variance],
  ] as const) {
    const moving = weight.read() as tf.Variable;
    assignVariable(moving, moving.add(value.sub(moving).mul(1 - momentum)));
  }
  const { gamma, beta } = scaleAndCentre(layer, x.shape[x.rank - 1]);
  return x
    .sub(mean)
    .mul(gamma.div(variance.add(epsilon).sqrt()))
    .add(beta);
}

/** Layer normalisation over several axes, or over one that is not the last. */
function normalizeOver(layer: LayerFields, x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  const centred = x.sub(x.mean(axes, true));
  const normal = centred.div(centred.square().mean(axes, true).add(epsilon).sqrt());
  const scaled = layer.gamma == null ? normal : normal.mul(layer.gamma.read().reshape(shape));
  return layer.beta == null ? scaled : scaled.add(layer.beta.read().reshape(shape));
}

export const normalizationKernels: Readonly<Record<string, LayerKernel>> = {
  BatchNormalization(layer, [x], context) {
    const { training, frozen, mask } = context;
    if (mask !== undefined && training && layer.trainable && !frozen) return normalizeMasked(layer, x, mask);
    return withAxisLast(x, layer.getConfig().axis as number, (x) => normalizeBatch(layer, x, context));
  },
  LayerNormalization(layer, [x]) {
    const { axis, epsilon } = layer.getConfig();
    const axes = ([axis].flat() as number[]).map((axis) => (axis < 0 ? axis + x.rank : axis));
    if (axes.length > 1 || axes[0] !== x.rank - 1) return normalizeOver(layer, x, axes, epsilon as number);
    return layerNormalization(x, { ...scaleAndCentre(layer, x.shape[x.rank - 1]), epsilon: epsilon as number });
  },
};
