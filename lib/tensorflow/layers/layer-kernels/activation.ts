import { tf } from '../../graph/backend';
import { activationLayer, type FusedActivation, isFused, leakyRelu } from '../../kernels/activation';
import type { LayerKernel } from '../layer-context';
import type { LayerFields } from '../layer-fields';
import { refuse } from '../refuse';

/** A layer's activation where a kernel can take it over. */
export function fusedActivation(layer: LayerFields): FusedActivation | undefined {
  const activation = (layer.getConfig().activation ?? 'linear') as string;
  return isFused(activation) ? activation : undefined;
}

/** A layer's activation on its own. */
export function activate(layer: LayerFields, x: tf.Tensor): tf.Tensor {
  const fused = fusedActivation(layer);
  return fused === undefined
    ? (layer as unknown as { activation: { apply(x: tf.Tensor): tf.Tensor } }).activation.apply(x)
    : activationLayer(x, fused);
}

/** A layer that can compute any fused activation along with its own output, or none. */
export function withActivation(layer: LayerFields, compute: (activation: FusedActivation) => tf.Tensor): tf.Tensor {
  const fused = fusedActivation(layer);
  return fused === undefined ? activate(layer, compute('linear')) : compute(fused);
}

/** Hides with what is added to a logit that does not count; Keras' number. */
const HIDDEN = -1e9;

/** What the softmax of a layer is computed of: its input, with the entries that a mask hides made small. */
export function softmaxLogits(layer: LayerFields, x: tf.Tensor, mask: tf.Tensor | undefined): tf.Tensor {
  const axes = [layer.getConfig().axis].flat() as number[];
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== x.rank - 1)) {
    refuse(
      layer,
      `the axis ${axes} of an input of ${x.rank} axes`,
      'a softmax is over the last axis: tf.layers.softmax({ axis: -1 }), with tf.layers.permute where it is another',
    );
  }
  if (mask === undefined) return x;
  if (mask.rank !== x.rank) {
    refuse(layer, `a mask [${mask.shape}] on [${x.shape}]`, 'use an activation, which hands the mask on');
  }
  return tf.where(mask, x, tf.scalar(HIDDEN));
}

export const activationKernels: Readonly<Record<string, LayerKernel>> = {
  Activation: (layer, [x]) => activate(layer, x),
  Softmax(layer, [x], { mask }) {
    const y = activationLayer(softmaxLogits(layer, x, mask), 'softmax');
    // A row of which nothing counts is zero, not uniform.
    return mask === undefined ? y : tf.where(mask, y, tf.scalar(0));
  },
  ReLU(layer, [x]) {
    const { maxValue } = layer.getConfig();
    if (maxValue != null && maxValue !== 6) return undefined;
    return activationLayer(x, maxValue === 6 ? 'relu6' : 'relu');
  },
  LeakyReLU: (layer, [x]) => leakyRelu(x, layer.getConfig().alpha as number),
  ELU: (_, [x]) => activationLayer(x, 'elu'),
  ThresholdedReLU: (layer, [x]) => x.mul(tf.step(x.sub(layer.getConfig().theta as number))),
};
