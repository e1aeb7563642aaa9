import { tf } from '../../tensorflow';
import { SelfAttention } from './self-attention';

/** PyTorch's and Keras' differ; transformers of pictures have this one. */
export const LAYER_NORM_EPSILON = 1e-6;

export const layerNorm = (name: string) => tf.layers.layerNormalization({ name, epsilon: LAYER_NORM_EPSILON });

export interface BlockConfig {
  /** Begins the names of its layers: `blocks.0`. */
  readonly name: string;
  readonly size: number;
  readonly numHeads: number;
  /** How often each of the two branches is left out of a training example. */
  readonly dropPathRate: number;
}

/** A layer that may be used on several inputs, with the same weights. */
export type Apply = (x: tf.SymbolicTensor, options?: { readonly dropPath?: boolean }) => tf.SymbolicTensor;

/**
 * A pre-norm transformer block (Dosovitskiy and others 2021), its layers named as timm names them: what tokens take from
 * one another, then four times as many units for each by itself, both added to what came in. 12 size² + 13 size
 * parameters. [batch, tokens, size] -> the same.
 */
export function transformerBlock({ name, size, numHeads, dropPathRate }: BlockConfig): Apply {
  const dense = (part: string, units: number, activation?: 'gelu') =>
    tf.layers.dense({
      name: `${name}.${part}`,
      units,
      ...(activation && { activation: activation as never }),
      kernelInitializer: 'glorotUniform',
    });
  const attention = [
    layerNorm(`${name}.norm1`),
    dense('attn.qkv', 3 * size),
    new SelfAttention({ name: `${name}.attn`, numHeads }),
    dense('attn.proj', size),
  ];
  const perceptron = [layerNorm(`${name}.norm2`), dense('mlp.fc1', 4 * size, 'gelu'), dense('mlp.fc2', size)];
  const branches = [attention, perceptron].map((layers, i) => ({
    layers,
    // A mask of one number an example leaves the whole branch out.
    drop: tf.layers.dropout({
      name: `${name}.drop_path${i + 1}`,
      rate: dropPathRate,
      noiseShape: [null as never, 1, 1],
    }),
    add: tf.layers.add({ name: `${name}.add${i + 1}` }),
  }));
  return (x, { dropPath = false } = {}) =>
    branches.reduce((x, { layers, drop, add }) => {
      const branch = dropPath && dropPathRate > 0 ? [...layers, drop] : layers;
      return add.apply([x, applyAll(branch, x)]) as tf.SymbolicTensor;
    }, x);
}

export function applyAll(layers: readonly tf.layers.Layer[], x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
}
