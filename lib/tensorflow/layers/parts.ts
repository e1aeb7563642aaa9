import type { tf } from '../graph/backend';
import { type CellFields, fieldsOf, type LayerFields } from './layer-fields';

/** A layer and all layers inside it: those of a model, what a wrapper wraps, the cells of a recurrent layer. */
export function partsOf(layer: LayerFields): LayerFields[] {
  const { layer: wrapped, forwardLayer, backwardLayer, cell } = layer;
  const inside = [wrapped, forwardLayer, backwardLayer, cell, ...((layer as CellFields).cells ?? [])];
  const layers = ((layer as unknown as tf.LayersModel).layers ?? []).map(fieldsOf);
  return [layer, ...[...inside, ...layers].filter(Boolean).flatMap(partsOf)];
}
