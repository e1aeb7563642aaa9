import type { tf } from '../graph/backend';
import type { RandomSource } from '../graph/random';
import type { LayerFields } from './layer-fields';

/** How a layer is run. */
export interface LayerContext {
  /** Dropout drops, and batch normalisation uses the batch's statistics. */
  readonly training: boolean;
  /** In training, a source that is this layer's own: `draw('uniform', shape, statelessSeed(random, 0))`. */
  readonly random?: RandomSource;
  /** For each input which time steps count, bool [batch, time]; undefined where all do. */
  readonly masks: readonly (tf.Tensor | undefined)[];
  /** That of the first input. */
  readonly mask?: tf.Tensor;
  /** A model or wrapper around the layer does not train. */
  readonly frozen: boolean;
  /** The weights are constants of a graph, and may be multiplied in advance. */
  readonly constantWeights: boolean;
  /** Runs a layer inside this one. */
  run(layer: LayerFields, inputs: readonly tf.Tensor[], context: LayerContext): tf.Tensor[];
}

/** Computes a layer natively; undefined where its settings are not the kernel's own: then the layer computes itself. */
export type LayerKernel = (
  layer: LayerFields,
  inputs: readonly tf.Tensor[],
  context: LayerContext,
) => tf.Tensor | tf.Tensor[] | undefined;

/**
 * A layer of one's own that knows more than `call` is told: `forward` prefers `compute` to `call`, in training and
 * inference, and `call` remains for tfjs' own `predict`.
 */
export interface ComputedLayer extends tf.layers.Layer {
  compute(inputs: readonly tf.Tensor[], context: LayerContext): tf.Tensor | tf.Tensor[];
}
