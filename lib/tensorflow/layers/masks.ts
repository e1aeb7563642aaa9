/** Which time steps count: how each class of layer hands a mask on, as Keras' `compute_mask` does. */

import { tf } from '../graph/backend';
import { withoutGradient } from '../kernels/gradient';
import type { LayerFields } from './layer-fields';
import { isOfTfjs } from './registered';

export type Mask = tf.Tensor | undefined;

type MaskRule = (layer: LayerFields, inputs: readonly tf.Tensor[], masks: readonly Mask[]) => readonly Mask[];

const same: MaskRule = (_, __, [mask]) => [mask];

/** A step counts where it does in one of them; where one has no mask, all count. */
const either: MaskRule = (_, __, masks) => [
  masks.some((mask) => mask === undefined)
    ? undefined
    : (masks as tf.Tensor[]).reduce((all, mask) => tf.logicalOr(all, mask)),
];

const sequence: MaskRule = (layer, _, [mask]) => [layer.getConfig().returnSequences ? mask : undefined];

/** The steps of which any value is not the mask value. No gradient goes through a mask. */
export const stepsThatCount = (layer: LayerFields, x: tf.Tensor) =>
  withoutGradient(() => tf.any(tf.notEqual(x, tf.scalar(layer.getConfig().maskValue as number, x.dtype)), -1));

const rules: Readonly<Record<string, MaskRule>> = {
  Activation: same,
  AlphaDropout: same,
  BatchNormalization: same,
  Dense: same,
  Dropout: same,
  ELU: same,
  GaussianDropout: same,
  GaussianNoise: same,
  LayerNormalization: same,
  LeakyReLU: same,
  PReLU: same,
  ReLU: same,
  Rescaling: same,
  Softmax: same,
  SpatialDropout1D: same,
  TimeDistributed: same,
  Add: either,
  Average: either,
  Maximum: either,
  Minimum: either,
  Multiply: either,
  Concatenate(layer, inputs, masks) {
    if (masks.every((mask) => mask === undefined)) return [];
    const whole = inputs.map((x, i) => {
      const mask = masks[i];
      const all = tf.ones(x.shape, 'bool');
      if (mask === undefined) return all;
      return mask.rank < x.rank ? tf.logicalAnd(mask.reshape([...mask.shape, 1]), all) : mask;
    });
    return [tf.any(tf.concat(whole, layer.getConfig().axis as number), -1)];
  },
  Embedding: (layer, [ids]) => [layer.getConfig().maskZero ? tf.notEqual(ids, tf.zerosLike(ids)) : undefined],
  Masking: (layer, [x]) => [stepsThatCount(layer, x)],
  RNN: sequence,
  SimpleRNN: sequence,
  GRU: sequence,
  LSTM: sequence,
  ConvLSTM2D: sequence,
  Bidirectional(layer, inputs, masks) {
    const [mask] = sequence(layer.forwardLayer, inputs, masks);
    return layer.getConfig().mergeMode == null ? [mask, mask] : [mask];
  },
};

/** The masks of a layer's outputs; none where an entry is missing. A layer of one's own says so by `computeMask`. */
export function outputMasks(
  layer: LayerFields,
  inputs: () => readonly tf.Tensor[],
  masks: readonly Mask[],
): readonly Mask[] {
  if (isOfTfjs(layer)) {
    const rule = rules[layer.getClassName()];
    const makes = layer.getClassName() === 'Masking' || layer.getClassName() === 'Embedding';
    return rule !== undefined && (makes || masks.some(Boolean)) ? rule(layer, inputs(), masks) : [];
  }
  if (!layer.supportsMasking) return [];
  const given = masks.map((mask) => mask ?? null);
  const result = layer.computeMask([...inputs()], given.length === 1 ? given[0] : given);
  return [result].flat().map((mask) => (mask === null ? undefined : withoutGradient(() => mask.clone())));
}
