import type { tf } from '../graph/backend';
import { fieldsOf } from './layer-fields';
import { partsOf } from './parts';
import { refuse } from './refuse';
import { isOfTfjs } from './registered';

/** Classes that no graph can hold, or that tf.layers computes wrongly: what they ask for, and what to do instead. */
const UNSUPPORTED: Readonly<Record<string, readonly [asked: string, instead: string]>> = {
  CategoryEncoding: ['encoding inside a model', 'it looks at the values; encode the examples before, with tf.oneHot'],
  CenterCrop: ['cropping so', 'tf.layers resamples instead of cropping; use tf.layers.cropping2D'],
  RandomWidth: ['a random width', 'the shapes of a graph are fixed; change the examples with lib/augment'],
  Resizing: [
    'resizing inside a model',
    'tf.layers loses its batch axis; resize the examples before, or use tf.layers.upSampling2d',
  ],
};

/** @throws UserError where a model has a layer that is not computed at all. */
export function refuseUnsupported(model: tf.LayersModel): void {
  for (const layer of partsOf(fieldsOf(model))) {
    const reason = isOfTfjs(layer) ? UNSUPPORTED[layer.getClassName()] : undefined;
    if (reason !== undefined) refuse(layer, ...reason);
  }
}
