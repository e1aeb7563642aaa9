/** Walks a model from its outputs to its inputs, into models inside it too, and runs each layer once for each use. */

import { tf } from '../graph/backend';
import { sourceFor } from '../graph/random';
import { activationLayer, type FusedActivation } from '../kernels/activation';
import { fold } from './fold-normalization';
import type { LayerContext } from './layer-context';
import { fieldsOf, type LayerFields, type LayerNode } from './layer-fields';
import { softmaxLogits } from './layer-kernels/activation';
import { outputMasks } from './masks';
import { layerActivation } from './output-activation';
import { refuse } from './refuse';
import { isOfTfjs } from './registered';
import { runLayer } from './run-layer';
import { once, type Value } from './value';

/** What holds for a model and all inside it. */
export type Scope = Pick<LayerContext, 'training' | 'random' | 'frozen' | 'constantWeights'>;

/** The outputs of a model from its inputs, in their order. */
export function walk(model: tf.LayersModel, inputs: readonly Value[], outer: Scope): Value[] {
  const scope = { ...outer, frozen: outer.frozen || !model.trainable };
  const known = new Map(model.inputs.map((symbol, i) => [symbol.id, inputs[i]]));
  const order = new Map(model.layers.map((layer, index) => [layer.name, index]));
  const outputs = new Set(model.outputs.map(({ id }) => id));

  const compute = (symbol: tf.SymbolicTensor): Value => {
    const value = known.get(symbol.id);
    if (value !== undefined) return value;
    const layer = fieldsOf(symbol.sourceLayer);
    const node = layer.inboundNodes[symbol.nodeIndex];
    const values = node.inputTensors.map(compute);
    const index = order.get(layer.name) ?? 0;
    // A layer used twice draws twice.
    const use = symbol.nodeIndex === 0 ? index : index + 2 ** 16 * symbol.nodeIndex;
    const context = { ...scope, random: scope.random && sourceFor(scope.random, use) };
    const isOutput = node.outputTensors.some(({ id }) => outputs.has(id));
    useOf(layer, node, values, context, isOutput).forEach((value, i) => {
      known.set(node.outputTensors[i].id, value);
    });
    return known.get(symbol.id)!;
  };
  return model.outputs.map(compute);
}

/** One use of a layer. */
function useOf(
  layer: LayerFields,
  node: LayerNode,
  inputs: readonly Value[],
  scope: Scope,
  isOutput: boolean,
): readonly Value[] {
  if (layer instanceof tf.LayersModel) return walk(layer, inputs, scope);
  const masks = inputs.map(({ mask }) => mask);
  const context = contextOf(layer, node, scope, masks);
  const values = once(() => inputs.map(({ output }) => output()));
  const handed = outputMasks(layer, values, masks);
  const split = isOutput ? splitActivation(layer, inputs[0], context) : undefined;
  if (split !== undefined) return [{ ...split, mask: handed[0] }];
  const folded = foldable(inputs, context) ? runFolded(layer, inputs[0], context) : undefined;
  if (folded !== undefined) return [folded];
  const results = once(() => runLayer(layer, values(), context));
  return node.outputTensors.map((_, i) => ({ output: () => results()[i], mask: handed[i] }));
}

function contextOf(layer: LayerFields, node: LayerNode, scope: Scope, masks: LayerContext['masks']): LayerContext {
  const { training = scope.training, mask } = node.callArgs ?? {};
  if (mask instanceof tf.SymbolicTensor) refuse(layer, 'a mask given to apply()', 'let Masking or Embedding make it');
  return {
    ...scope,
    training: training === true,
    masks,
    mask: masks[0],
    run: (inner, inputs, context) => {
      if (!((inner as unknown) instanceof tf.LayersModel)) return runLayer(inner, inputs, context);
      const given = inputs.map((x): Value => ({ output: () => x }));
      return walk(inner as unknown as tf.LayersModel, given, context).map(({ output }) => output());
    },
  };
}

const foldable = (inputs: readonly Value[], { constantWeights, mask }: LayerContext) =>
  constantWeights && inputs.length === 1 && mask === undefined;

/** A layer that takes over the normalisation before it, or one that may be taken over. */
function runFolded(layer: LayerFields, input: Value, context: LayerContext): Value | undefined {
  return isOfTfjs(layer) ? fold(layer, input, (layer, x) => runLayer(layer, [x], context)[0]) : undefined;
}

const PROBABILITIES: ReadonlySet<string> = new Set(['softmax', 'sigmoid']);

/** A layer at a model's end whose activation makes probabilities: what they are made of, and they. */
function splitActivation(layer: LayerFields, input: Value, context: LayerContext): Value | undefined {
  if (!isOfTfjs(layer) || layer.getClassName() === 'TimeDistributed') return undefined;
  if (layer.getClassName() === 'Softmax') {
    const logits = once(() => softmaxLogits(layer, input.output(), context.mask));
    return { logits, output: once(() => runLayer(layer, [input.output()], context)[0]) };
  }
  const activation = layerActivation(layer, 0);
  if (activation === 'linear' && layer.getClassName() === 'Activation') return input;
  if (!PROBABILITIES.has(activation)) return undefined;
  const config = { ...layer.getConfig(), activation: 'linear' };
  const linear = Object.create(layer, {
    getConfig: { value: () => config },
    activation: { value: { apply: (x: tf.Tensor) => x } },
  }) as LayerFields;
  const folded = foldable([input], context) ? runFolded(linear, input, context) : undefined;
  const logits = folded?.output ?? once(() => runLayer(linear, [input.output()], context)[0]);
  return { logits, output: once(() => activationLayer(logits(), activation as FusedActivation)) };
}
