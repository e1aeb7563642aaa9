import { tf } from '../graph/backend';
import type { LayerFields } from './layer-fields';

interface ClassMap {
  readonly classNameMap: Readonly<Record<string, readonly unknown[] | undefined>>;
}

const { classNameMap } = tf.serialization.SerializationMap.getMap() as unknown as ClassMap;

const TFJS_CLASSES = new Map(Object.entries(classNameMap).map(([name, entry]) => [name, entry?.[0]]));

/** Whether a layer is of the class of tf.layers that it is named after, and not of one derived from it. */
export const isOfTfjs = (layer: LayerFields) => TFJS_CLASSES.get(layer.getClassName()) === layer.constructor;
