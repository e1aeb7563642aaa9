import type { tf } from '../tensorflow';

interface LayerFields {
  readonly weights: readonly { readonly shape: readonly number[] }[];
  readonly outputShape: readonly number[];
}

/** Layers that use their weights once a time step, and ones that only look them up. */
const RECURRENT = /^(Bidirectional|LSTM|GRU|SimpleRNN)$/;
const LOOK_UP = /^Embedding$/;

/**
 * Multiplications that one example costs in convolutions, dense layers and recurrent ones; the other layers cost next
 * to nothing beside them. Each kernel is used once for every place of its layer's output, or every time step.
 */
export function multiplications(model: tf.LayersModel): number {
  return model.layers.reduce((sum, layer) => {
    if ('layers' in layer && Array.isArray(layer.layers)) return sum + multiplications(layer as tf.LayersModel);
    const name = layer.getClassName();
    if (LOOK_UP.test(name)) return sum;
    const { weights, outputShape } = layer as unknown as LayerFields;
    const kernels = weights.filter(({ shape }) => shape.length >= 2).map(({ shape }) => product(shape));
    if (kernels.length === 0) return sum;
    const uses = RECURRENT.test(name)
      ? (layer.getInputAt(0) as tf.SymbolicTensor).shape[1]!
      : product(outputShape.slice(1, -1));
    return sum + uses * kernels.reduce((total, size) => total + size, 0);
  }, 0);
}

const product = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);
