import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import type { NamedArray } from './safetensors';

/** What PyTorch calls the weights of each class of layer, and how it lays out the first of them. */
const LAYOUTS: Readonly<Record<string, { readonly parts: readonly string[]; readonly axes?: readonly number[] }>> = {
  Conv2D: { parts: ['.weight', '.bias'], axes: [3, 2, 0, 1] },
  Dense: { parts: ['.weight', '.bias'], axes: [1, 0] },
  LayerNormalization: { parts: ['.weight', '.bias'] },
  ClassToken: { parts: [''] },
  MaskTokens: { parts: [''] },
  Positions: { parts: [''] },
};

/**
 * The weights of layers as PyTorch's twin would have them, by name: the inverse of `setTorchWeights`.
 * @throws UserError where a layer's class is not known there.
 */
export function torchState(layers: readonly tf.layers.Layer[]): Record<string, NamedArray> {
  const state: Record<string, NamedArray> = {};
  for (const layer of layers.filter(({ weights }) => weights.length > 0)) {
    const layout = LAYOUTS[layer.getClassName()];
    if (layout === undefined) {
      throw new UserError(
        `layer ${layer.name} is a ${layer.getClassName()}, whose weights have no name in PyTorch here.`,
      );
    }
    layer.weights.forEach((weight, i) => {
      const value = weight.read();
      const turned = i === 0 && layout.axes !== undefined ? value.transpose([...layout.axes]) : value.clone();
      state[layer.name + layout.parts[i]] = { shape: turned.shape, data: turned.dataSync() as Float32Array };
      turned.dispose();
    });
  }
  return state;
}
