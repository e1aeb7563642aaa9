import type { tf } from '../tensorflow';

export interface TrainFromOptions {
  /**
   * Of the layers that are trained: 'trained' (default) as any layer, 'frozen' keeps what they learnt before, which is
   * steadier where there are few examples.
   */
  readonly normalizations?: 'trained' | 'frozen';
}

/**
 * Freezes the layers before one, and trains it and those after it: the stages of a transfer are calls of it with
 * earlier and earlier layers. As in Keras, a frozen normalisation also keeps its batch statistics, and uses them.
 *
 * @param first the first layer that is trained, such as `block6a_expand_conv`; its beginning `block6a` will do.
 * @returns how many numbers are trained.
 * @throws RangeError where no layer's name begins so.
 */
export function trainFrom(
  model: tf.LayersModel,
  first: string,
  { normalizations = 'trained' }: TrainFromOptions = {},
): number {
  const { layers } = model;
  const start = layers.findIndex(({ name }) => name.startsWith(first));
  if (start < 0) {
    const stages = [...new Set(layers.map(({ name }) => name.split(/[_.]/)[0]))];
    throw new RangeError(
      `model ${model.name} has no layer whose name begins with ${first}; it has ${stages.join(', ')}`,
    );
  }
  layers.forEach((layer, i) => {
    const isNormalization = /Normalization$/.test(layer.getClassName());
    layer.trainable = i >= start && !(isNormalization && normalizations === 'frozen');
  });
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((n, side) => n * (side ?? 1), 1),
    0,
  );
}
