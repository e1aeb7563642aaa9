/**
 * Runs an ordinary tf.LayersModel on the fused kernels of this folder.
 *
 * The model stays what Keras users know: built from tf.layers, saved and loaded as ever. This file walks its layers
 * and computes each with a native kernel where there is one for its class and settings, and with the layer itself
 * where there is none.
 */

import type { tf } from '../graph/backend';
import { fold, type Value } from './fold-normalization';
import { type ForwardOptions, type LayerContext, type LayerFields, layerKernels } from './layer-kernels';

export type { ForwardOptions } from './layer-kernels';

/**
 * The output of a model with one input and one output.
 * @param x float32 [batch, ...inputShape]; another shape of the same size (images for a sequence model) is reshaped.
 */
export function forward(model: tf.LayersModel, x: tf.Tensor, options: ForwardOptions = {}): tf.Tensor {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new RangeError(
      `model ${model.name} has ${model.inputs.length} inputs and ${model.outputs.length} outputs; one each is supported`,
    );
  }
  const known = new Map<number, Value>();
  const [input] = model.inputs;
  const first = x.reshape([x.shape[0], ...(input.shape.slice(1) as number[])]);
  known.set(input.id, computed(first));
  const [output] = model.outputs;
  const order = new Map(model.layers.map((layer, index) => [layer.name, index]));
  const outputLayer = output.sourceLayer.name;

  const compute = (symbol: tf.SymbolicTensor): Value => {
    const done = known.get(symbol.id);
    if (done !== undefined) return done;
    const layer = symbol.sourceLayer as unknown as LayerFields & {
      inboundNodes: { inputTensors: tf.SymbolicTensor[] }[];
    };
    const inputs = layer.inboundNodes[symbol.nodeIndex].inputTensors.map(compute);
    const context = { ...options, isOutput: layer.name === outputLayer, use: order.get(layer.name) ?? 0 };
    const run = (...tensors: tf.Tensor[]) => runLayer(layer, tensors, context);
    const value =
      (options.constantWeights && inputs.length === 1 ? fold(layer, inputs[0], context, run) : undefined) ??
      computed(run(...inputs.map((value) => value.output())));
    known.set(symbol.id, value);
    return value;
  };
  return compute(output).output();
}

const computed = (tensor: tf.Tensor): Value => ({ output: () => tensor });

function runLayer(layer: LayerFields, inputs: tf.Tensor[], context: LayerContext): tf.Tensor {
  const fused = inputs.length === 1 ? layerKernels[layer.getClassName()]?.(layer, inputs[0], context) : undefined;
  if (fused !== undefined) return fused;
  const result = layer.call(inputs, { training: context.training ?? false });
  return Array.isArray(result) ? result[0] : result;
}
