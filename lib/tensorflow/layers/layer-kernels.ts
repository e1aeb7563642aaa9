/**
 * For each class of tf.layers, how the fused kernels of this folder compute it; `forward` looks here.
 *
 * A kernel returns undefined where the layer's settings are not its own (channels first, dilation, ...): then the
 * layer computes itself. A test runs each entry against the layer.
 */

import { tf } from '../graph/backend';
import { type RandomSource, statelessSeed } from '../graph/random';
import { activationLayer, type FusedActivation, isFused, leakyRelu } from '../kernels/activation';
import { type ConvolutionOptions, conv2d, depthwiseConv2d } from '../kernels/convolution';
import { dense } from '../kernels/dense';
import { dropout } from '../kernels/dropout';
import { bidirectionalLstm, lstm } from '../kernels/lstm';
import type { LstmWeights } from '../kernels/lstm-types';
import { batchNormalization, layerNormalization } from '../kernels/normalization';
import { averagePool2d, maxOver, maxPool2d, meanOver, type Pool2dOptions } from '../kernels/pooling';

export interface ForwardOptions {
  /** Dropout drops and batch normalisation uses the batch's statistics. Needs `random` where the model drops. */
  readonly training?: boolean;
  readonly random?: RandomSource;
  /** Leave out a softmax at the end, for a loss that takes logits. */
  readonly logits?: boolean;
  /** At inference: the weights are constants of a graph (`constants` of compile), and may be multiplied in advance. */
  readonly constantWeights?: boolean;
}

interface Weight {
  read(): tf.Tensor;
}

/** The fields of tf.layers' classes that the kernels read; they are private or untyped there. */
export interface LayerFields {
  readonly name: string;
  readonly kernel: Weight;
  readonly depthwiseKernel: Weight;
  readonly pointwiseKernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias: Weight | null;
  readonly gamma: Weight | null;
  readonly beta: Weight | null;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
  readonly cell: LayerFields;
  readonly forwardLayer: LayerFields;
  readonly backwardLayer: LayerFields;
  getClassName(): string;
  getConfig(): tf.serialization.ConfigDict;
  call(inputs: tf.Tensor[], kwargs: object): tf.Tensor | tf.Tensor[];
}

export interface LayerContext extends ForwardOptions {
  readonly isOutput: boolean;
  /** A number of its own for each layer that draws random numbers. */
  readonly use: number;
}

type LayerKernel = (layer: LayerFields, x: tf.Tensor, context: LayerContext) => tf.Tensor | undefined;

export const layerKernels: Readonly<Record<string, LayerKernel>> = {
  Conv2D(layer, x, context) {
    const options = convolutionOptions(layer, context);
    return options && conv2d(x, layer.kernel.read(), layer.bias?.read(), options);
  },
  DepthwiseConv2D(layer, x, context) {
    const options = convolutionOptions(layer, context);
    if (options === undefined || options.strides[0] !== options.strides[1]) return undefined;
    return depthwiseConv2d(x, layer.depthwiseKernel.read(), layer.bias?.read(), options);
  },
  SeparableConv2D(layer, x, context) {
    const options = convolutionOptions(layer, context);
    if (options === undefined || options.strides[0] !== options.strides[1]) return undefined;
    const { activation } = options;
    const each = depthwiseConv2d(x, layer.depthwiseKernel.read(), undefined, { ...options, activation: 'linear' });
    return conv2d(each, layer.pointwiseKernel.read(), layer.bias?.read(), {
      strides: [1, 1],
      padding: 'valid',
      activation,
    });
  },
  Dense(layer, x, context) {
    const activation = fusedActivation(layer, context);
    if (activation === undefined) return undefined;
    const kernel = layer.kernel.read();
    const rows = x.reshape([-1, x.shape[x.rank - 1]]);
    const y = dense(rows, kernel, layer.bias?.read(), activation);
    return x.rank === 2 ? y : y.reshape([...x.shape.slice(0, -1), kernel.shape[1] as number]);
  },
  Activation(layer, x, context) {
    const activation = fusedActivation(layer, context);
    return activation && activationLayer(x, activation);
  },
  Softmax(layer, x, { isOutput, logits }) {
    const { axis } = layer.getConfig();
    if (axis != null && axis !== -1 && axis !== x.rank - 1) return undefined;
    return isOutput && logits ? x : activationLayer(x, 'softmax');
  },
  ReLU(layer, x) {
    const { maxValue } = layer.getConfig();
    if (maxValue != null && maxValue !== 6) return undefined;
    return activationLayer(x, maxValue === 6 ? 'relu6' : 'relu');
  },
  LeakyReLU(layer, x) {
    return leakyRelu(x, layer.getConfig().alpha as number);
  },
  MaxPooling2D(layer, x) {
    const options = poolOptions(layer);
    return options && maxPool2d(x, options);
  },
  AveragePooling2D(layer, x) {
    const options = poolOptions(layer);
    return options && averagePool2d(x, options);
  },
  GlobalAveragePooling1D: (_, x) => meanOver(x, [1]),
  GlobalMaxPooling1D: (_, x) => maxOver(x, [1]),
  GlobalAveragePooling2D: (layer, x) => (channelsLast(layer) ? meanOver(x, [1, 2]) : undefined),
  GlobalMaxPooling2D: (layer, x) => (channelsLast(layer) ? maxOver(x, [1, 2]) : undefined),
  BatchNormalization(layer, x, { training = false }) {
    const { axis, epsilon, momentum } = layer.getConfig();
    if (axis !== -1 && axis !== x.rank - 1) return undefined;
    return batchNormalization(x, {
      ...scaleAndCentre(layer, x),
      movingMean: layer.movingMean.read() as tf.Variable,
      movingVariance: layer.movingVariance.read() as tf.Variable,
      epsilon: epsilon as number,
      momentum: momentum as number,
      training,
    });
  },
  LayerNormalization(layer, x) {
    const { axis, epsilon } = layer.getConfig();
    if (String(axis) !== '-1' && String(axis) !== String(x.rank - 1)) return undefined;
    return layerNormalization(x, { ...scaleAndCentre(layer, x), epsilon: epsilon as number });
  },
  Dropout(layer, x, { training, random, use }) {
    if (!training) return x;
    const { rate, noiseShape } = layer.getConfig();
    if (noiseShape != null) return undefined;
    if (random === undefined) throw new Error(`layer ${layer.name} drops at random: forward() needs \`random\``);
    return dropout(x, rate as number, statelessSeed(random, use));
  },
  LSTM(layer, x) {
    const weights = lstmWeights(layer);
    if (weights === undefined) return undefined;
    const { returnSequences, goBackwards } = layer.getConfig();
    const options = { returnSequences: returnSequences === true, backwards: goBackwards === true };
    const y = lstm(x, weights, options);
    // Such a layer hands on its states in the order in which it computed them.
    return options.returnSequences && options.backwards ? y.reverse(1) : y;
  },
  Bidirectional(layer, x) {
    const { forwardLayer, backwardLayer } = layer;
    if (forwardLayer.getClassName() !== 'LSTM' || layer.getConfig().mergeMode !== 'concat') return undefined;
    const [forward, backward] = [lstmWeights(forwardLayer), lstmWeights(backwardLayer)];
    const { returnSequences, goBackwards } = forwardLayer.getConfig();
    if (forward === undefined || backward === undefined || goBackwards) return undefined;
    return bidirectionalLstm(x, forward, backward, { returnSequences: returnSequences === true });
  },
};

const channelsLast = (layer: LayerFields) => layer.getConfig().dataFormat !== 'channelsFirst';

/** A layer's activation where a kernel can take it over; linear for a softmax at the end when logits are wanted. */
function fusedActivation(layer: LayerFields, { isOutput, logits }: LayerContext): FusedActivation | undefined {
  const activation = (layer.getConfig().activation ?? 'linear') as string;
  if (activation === 'softmax' && isOutput && logits) return 'linear';
  return isFused(activation) ? activation : undefined;
}

function convolutionOptions(layer: LayerFields, context: LayerContext): ConvolutionOptions | undefined {
  const { strides, padding, dilationRate } = layer.getConfig();
  const activation = fusedActivation(layer, context);
  const dilated = [dilationRate ?? 1].flat().some((rate) => rate !== 1);
  if (activation === undefined || dilated || !channelsLast(layer) || padding === 'causal') return undefined;
  return { strides: strides as [number, number], padding: padding as 'same' | 'valid', activation };
}

function poolOptions(layer: LayerFields): Pool2dOptions | undefined {
  const { poolSize, strides, padding } = layer.getConfig();
  if (!channelsLast(layer)) return undefined;
  return {
    poolSize: poolSize as [number, number],
    strides: strides as [number, number],
    padding: padding as 'same' | 'valid',
  };
}

/** Gamma and beta of a normalisation; one and zero where it has none. */
export function scaleAndCentre(layer: LayerFields, x: tf.Tensor): { gamma: tf.Tensor; beta: tf.Tensor } {
  const size = x.shape[x.rank - 1];
  return { gamma: layer.gamma?.read() ?? tf.ones([size]), beta: layer.beta?.read() ?? tf.zeros([size]) };
}

/** The weights of an LSTM with Keras' own gates and nothing special about it. */
function lstmWeights(layer: LayerFields): LstmWeights | undefined {
  const config = layer.getConfig();
  const { kernel, recurrentKernel, bias } = layer.cell;
  const plain = config.activation === 'tanh' && config.recurrentActivation === 'sigmoid' && bias !== null;
  const special = [config.stateful, config.returnState, config.dropout, config.recurrentDropout];
  if (!plain || special.some(Boolean)) return undefined;
  return { kernel: kernel.read(), recurrentKernel: recurrentKernel.read(), bias: bias.read() };
}
