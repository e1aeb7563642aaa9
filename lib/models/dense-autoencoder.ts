import { tf } from '../tensorflow';

export interface DenseAutoencoderConfig {
  readonly inputSize?: number;
  /** Units from the input to the bottleneck, the last being the bottleneck; the decoder mirrors them. */
  readonly units?: readonly number[];
}

/**
 * Dense layers that squeeze an image into a few numbers and draw it again: 7,411,776 parameters.
 *
 * [batch, 3072] in [0, 1] -> 1024 -> 512 -> 64 -> 512 -> 1024 -> [batch, 3072] in [0, 1].
 */
export function denseAutoencoder({
  inputSize = 3072,
  units = [1024, 512, 64],
}: DenseAutoencoderConfig = {}): tf.LayersModel {
  const { dense } = tf.layers;
  const decoder = units.slice(0, -1).reverse();
  const model = tf.sequential({ name: 'dense_autoencoder' });
  [...units, ...decoder].forEach((size, i) => {
    const input = i === 0 ? { inputShape: [inputSize] } : {};
    model.add(dense({ ...input, units: size, activation: 'relu' }));
  });
  model.add(dense({ units: inputSize, activation: 'sigmoid' }));
  return model;
}
