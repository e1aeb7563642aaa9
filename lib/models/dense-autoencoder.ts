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

/**
 * The two halves of an autoencoder whose layers follow one another, with the same weights: from the input to the code,
 * which is the narrowest layer's output, and from the code to the output.
 */
export function autoencoderHalves({ layers, inputs }: tf.LayersModel): {
  encoder: tf.LayersModel;
  decoder: tf.LayersModel;
} {
  const width = ({ outputShape }: tf.layers.Layer) => (outputShape as tf.Shape).at(-1)!;
  const widths = layers.map(width);
  const place = widths.indexOf(Math.min(...widths));
  const code = layers[place].output as tf.SymbolicTensor;
  const given = tf.input({ shape: [widths[place]] });
  const drawn = layers.slice(place + 1).reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, given);
  return { encoder: tf.model({ inputs, outputs: code }), decoder: tf.model({ inputs: given, outputs: drawn }) };
}
