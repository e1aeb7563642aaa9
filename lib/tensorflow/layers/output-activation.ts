import { tf } from '../graph/backend';
import { fieldsOf, type LayerFields } from './layer-fields';

/** Classes that apply their `activation` to all that they return. */
const ACTIVATED = new Set([
  'Activation',
  'Conv1D',
  'Conv2D',
  'Conv2DTranspose',
  'Conv3D',
  'Conv3DTranspose',
  'Dense',
  'DepthwiseConv2D',
  'SeparableConv2D',
]);

/**
 * The activation that a layer applies last, as tf.layers names it; `linear` where it has none.
 * @param rank of its output.
 */
export function layerActivation(layer: LayerFields, rank: number): string {
  const config = layer.getConfig();
  const name = layer.getClassName();
  if (name === 'TimeDistributed') {
    const inner = layer.layer as unknown;
    return inner instanceof tf.LayersModel ? outputActivation(inner) : layerActivation(layer.layer, rank - 1);
  }
  if (name === 'Softmax') {
    const [axis, ...others] = [config.axis].flat() as number[];
    return others.length === 0 && (axis === -1 || axis === rank - 1) ? 'softmax' : 'linear';
  }
  return ACTIVATED.has(name) ? ((config.activation ?? 'linear') as string) : 'linear';
}

/**
 * The activation that one of a model's outputs has gone through last: that of a dense layer, of an activation or
 * softmax layer, or of the model inside which it comes from. This says whether outputs are probabilities: `softmax`
 * of one class, `sigmoid` of each label by itself.
 * @param output its place in `model.outputs`.
 */
export function outputActivation(model: tf.LayersModel, output = 0): string {
  let symbol = model.outputs[output];
  for (;;) {
    const layer = fieldsOf(symbol.sourceLayer);
    const node = layer.inboundNodes[symbol.nodeIndex];
    if ((layer as unknown) instanceof tf.LayersModel) {
      return outputActivation(layer as unknown as tf.LayersModel, node.outputTensors.indexOf(symbol));
    }
    const activation = layerActivation(layer, symbol.shape.length);
    if (layer.getClassName() !== 'Activation' || activation !== 'linear') return activation;
    symbol = node.inputTensors[0];
  }
}
