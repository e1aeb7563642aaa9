/**
 * Runs an ordinary tf.LayersModel on the fused kernels of this folder.
 *
 * The model stays what Keras users know: built from tf.layers, saved and loaded as ever. This file walks its layers
 * and computes each with a native kernel where there is one for its class and settings, and with the layer itself
 * where there is none.
 */

import { tf } from './backend';
import { isFused } from './kernels/activation';
import { conv2d, maxPool2d } from './kernels/convolution';
import { dense } from './kernels/dense';
import { dropout } from './kernels/dropout';
import { lstm } from './kernels/lstm';
import { batchNormalization } from './kernels/normalization';
import { type RandomSource, statelessSeed } from './random';

export interface ForwardOptions {
  /** Dropout drops and batch normalisation uses the batch's statistics. Needs `random` where the model drops. */
  readonly training?: boolean;
  readonly random?: RandomSource;
  /** Leave out a softmax at the end, for a loss that takes logits. */
  readonly logits?: boolean;
}

/** The fields of tf.layers' classes that the kernels read; they are private or untyped there. */
interface LayerFields {
  readonly name: string;
  readonly kernel: tf.serialization.Serializable & { read(): tf.Tensor };
  readonly recurrentKernel: { read(): tf.Tensor };
  readonly bias: { read(): tf.Tensor } | null;
  readonly gamma: { read(): tf.Tensor } | null;
  readonly beta: { read(): tf.Tensor } | null;
  readonly movingMean: { read(): tf.Tensor };
  readonly movingVariance: { read(): tf.Tensor };
  readonly cell: LayerFields;
  getClassName(): string;
  getConfig(): tf.serialization.ConfigDict;
  call(inputs: tf.Tensor[], kwargs: object): tf.Tensor | tf.Tensor[];
}

interface LayerContext extends ForwardOptions {
  readonly isOutput: boolean;
  /** A number of its own for each layer that draws random numbers. */
  readonly use: number;
}

type LayerKernel = (layer: LayerFields, x: tf.Tensor, context: LayerContext) => tf.Tensor | undefined;

const kernels: Record<string, LayerKernel> = {
  Conv2D(layer, x, context) {
    const { strides, padding, dataFormat, dilationRate, activation } = layer.getConfig();
    const dilated = ((dilationRate ?? [1]) as number[]).some((rate) => rate !== 1);
    if (layer.bias === null || dilated || dataFormat === 'channelsFirst' || padding === 'causal') return undefined;
    const options = { strides: strides as [number, number], padding: padding as 'same' | 'valid' };
    return withActivation(activation as string, context, (fused) =>
      conv2d(x, layer.kernel.read(), layer.bias!.read(), { ...options, activation: fused }),
    );
  },
  Dense(layer, x, context) {
    if (layer.bias === null || x.rank !== 2) return undefined;
    return withActivation(layer.getConfig().activation as string, context, (fused) =>
      dense(x, layer.kernel.read(), layer.bias!.read(), fused),
    );
  },
  MaxPooling2D(layer, x) {
    const { poolSize, strides, padding, dataFormat } = layer.getConfig();
    if (dataFormat === 'channelsFirst') return undefined;
    return maxPool2d(x, {
      poolSize: poolSize as [number, number],
      strides: strides as [number, number],
      padding: padding as 'same' | 'valid',
    });
  },
  BatchNormalization(layer, x, { training = false }) {
    const { axis, epsilon, momentum } = layer.getConfig();
    const last = axis === -1 || axis === x.rank - 1;
    if (!last || (x.rank !== 2 && x.rank !== 4) || layer.gamma === null || layer.beta === null) return undefined;
    return batchNormalization(x, {
      gamma: layer.gamma.read(),
      beta: layer.beta.read(),
      movingMean: layer.movingMean.read() as tf.Variable,
      movingVariance: layer.movingVariance.read() as tf.Variable,
      epsilon: epsilon as number,
      momentum: momentum as number,
      training,
    });
  },
  Dropout(layer, x, { training, random, use }) {
    if (!training) return x;
    const { rate, noiseShape } = layer.getConfig();
    if (noiseShape != null) return undefined;
    if (random === undefined) throw new Error(`layer ${layer.name} drops at random: forward() needs \`random\``);
    return dropout(x, rate as number, statelessSeed(random, use));
  },
  LSTM(layer, x) {
    const config = layer.getConfig();
    const { activation, recurrentActivation, returnSequences } = config;
    const plain = activation === 'tanh' && recurrentActivation === 'sigmoid' && layer.cell.bias !== null;
    const extras = [config.goBackwards, config.stateful, config.returnState, config.dropout, config.recurrentDropout];
    if (!plain || extras.some(Boolean)) return undefined;
    const { kernel, recurrentKernel, bias } = layer.cell;
    return lstm(x, kernel.read(), recurrentKernel.read(), bias!.read(), { returnSequences: returnSequences === true });
  },
};

/** Runs a kernel with its activation fused where possible, or followed by it. */
function withActivation(
  activation: string,
  { isOutput, logits }: LayerContext,
  run: (fused: 'linear' | 'relu' | 'sigmoid' | 'tanh') => tf.Tensor,
): tf.Tensor | undefined {
  if (isFused(activation)) return run(activation);
  if (activation !== 'softmax') return undefined;
  return isOutput && logits ? run('linear') : tf.softmax(run('linear'));
}

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
  const known = new Map<number, tf.Tensor>();
  const [input] = model.inputs;
  known.set(input.id, x.reshape([x.shape[0], ...(input.shape.slice(1) as number[])]));
  const [output] = model.outputs;
  const order = new Map(model.layers.map((layer, index) => [layer.name, index]));
  const outputLayer = output.sourceLayer.name;

  const compute = (symbol: tf.SymbolicTensor): tf.Tensor => {
    const done = known.get(symbol.id);
    if (done !== undefined) return done;
    const layer = symbol.sourceLayer as unknown as LayerFields & {
      inboundNodes: { inputTensors: tf.SymbolicTensor[] }[];
    };
    const inputs = layer.inboundNodes[symbol.nodeIndex].inputTensors.map(compute);
    const context = { ...options, isOutput: layer.name === outputLayer, use: order.get(layer.name) ?? 0 };
    const value = runLayer(layer, inputs, context);
    known.set(symbol.id, value);
    return value;
  };
  return compute(output);
}

function runLayer(layer: LayerFields, inputs: tf.Tensor[], context: LayerContext): tf.Tensor {
  const fused = inputs.length === 1 ? kernels[layer.getClassName()]?.(layer, inputs[0], context) : undefined;
  if (fused !== undefined) return fused;
  const result = layer.call(inputs, { training: context.training ?? false });
  return Array.isArray(result) ? result[0] : result;
}
