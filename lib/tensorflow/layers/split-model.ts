import { tf } from '../graph/backend';

export interface SplitModel {
  /** From the model's input to what the layer is given. */
  readonly lower: tf.LayersModel;
  /** From there to the model's output. */
  readonly upper: tf.LayersModel;
}

/**
 * A model cut in two before a layer: upper(lower(x)) is the model's output. Both share the model's layers, so that to
 * train the upper part is to train the model; what the lower part makes of an example may be kept.
 *
 * EfficientNet-Lite0 before `block4a_expand_conv`: [224, 224, 3] -> [28, 28, 40], and [28, 28, 40] -> probabilities.
 *
 * @throws RangeError where the model has no such layer, or several inputs or outputs; or where another way leads past
 * the layer, as within a residual block.
 */
export function splitModel(model: tf.LayersModel, before: string): SplitModel {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new RangeError(`model ${model.name} has several inputs or outputs: splitModel wants one of each`);
  }
  const layer = model.layers.find(({ name }) => name === before);
  if (layer === undefined) {
    const names = model.layers.map(({ name }) => name);
    throw new RangeError(`model ${model.name} has no layer ${before}; it has ${names.slice(0, 5).join(', ')}, ...`);
  }
  const cut = inputOf(model, layer);
  const input = tf.input({ shape: cut.shape.slice(1) });
  const known = new Map<number, tf.SymbolicTensor>([[cut.id, input]]);
  const again = (symbol: tf.SymbolicTensor): tf.SymbolicTensor => {
    const value = known.get(symbol.id);
    if (value !== undefined) return value;
    // An input layer stands before itself.
    if (symbol.id === model.inputs[0].id)
      throw new RangeError(`model ${model.name}: a way leads past ${before}; cut elsewhere`);
    const values = inputsOf(symbol).map(again);
    const made = symbol.sourceLayer.apply(values.length === 1 ? values[0] : values) as tf.SymbolicTensor;
    known.set(symbol.id, made);
    return made;
  };
  const outputs = again(model.outputs[0]);
  return {
    lower: tf.model({ name: `${model.name}_lower`, inputs: model.inputs, outputs: cut }),
    upper: tf.model({ name: `${model.name}_upper`, inputs: input, outputs }),
  };
}

/** What a layer is given within this model; the layer may be part of others too. */
function inputOf(model: tf.LayersModel, layer: tf.layers.Layer): tf.SymbolicTensor {
  const seen = new Set<number>();
  const search = (symbol: tf.SymbolicTensor): tf.SymbolicTensor | undefined => {
    if (seen.has(symbol.id)) return undefined;
    seen.add(symbol.id);
    const inputs = inputsOf(symbol);
    if (symbol.sourceLayer === layer) return inputs.length === 1 ? inputs[0] : undefined;
    for (const input of inputs) {
      const found = search(input);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = search(model.outputs[0]);
  if (found === undefined) throw new RangeError(`model ${model.name} cannot be cut before ${layer.name}`);
  return found;
}

const inputsOf = ({ sourceLayer, nodeIndex }: tf.SymbolicTensor): readonly tf.SymbolicTensor[] =>
  sourceLayer.inboundNodes[nodeIndex].inputTensors;
