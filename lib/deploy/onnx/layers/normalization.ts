import { type Converter, numbersOf } from '../converter';
import { plain, settled } from '../laid-value';
import { OnnxFloats } from '../onnx-graph';

/**
 * BatchNormalization. Straight behind a convolution it stays a node, which runtimes join with it; elsewhere it is a
 * product and a sum by channel, and what follows may take them over.
 */
export const batchNormalization: Converter = (place, value) => {
  const { graph, layer, config, afterLinear } = place;
  const last = value.shape.length - 1;
  if (config.axis !== -1 && config.axis !== last)
    place.refuse(`axis ${config.axis} has no twin; normalise the last axis`);
  const mean = numbersOf(layer.movingMean);
  const variance = numbersOf(layer.movingVariance);
  const gamma = layer.gamma == null ? mean.map(() => 1) : numbersOf(layer.gamma);
  const beta = layer.beta == null ? mean.map(() => 0) : numbersOf(layer.beta);
  const epsilon = config.epsilon as number;
  const x = settled(graph, value);
  if (afterLinear && x.order[1] === last) {
    const vector = (name: string, values: Float32Array) =>
      graph.floats(`${layer.name}_${name}`, [values.length], values);
    const vectors = [vector('gamma', gamma), vector('beta', beta), vector('mean', mean), vector('variance', variance)];
    const attributes = { epsilon: new OnnxFloats(epsilon) };
    return { ...x, name: graph.add('BatchNormalization', [x.name, ...vectors], attributes, layer.name) };
  }
  const scale = gamma.map((factor, i) => factor / Math.sqrt(variance[i] + epsilon));
  const offset = beta.map((shift, i) => shift - mean[i] * scale[i]);
  return { ...x, pending: { scale, offset } };
};

/** LayerNormalization over the last axis. */
export const layerNormalization: Converter = (place, value) => {
  const { graph, layer, config } = place;
  const last = value.shape.length - 1;
  const axes = [config.axis].flat();
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== last)) {
    place.refuse(`axis ${config.axis} has no twin; normalise the last axis`);
  }
  const x = plain(graph, value);
  const size = value.shape[last];
  const gamma = layer.gamma == null ? new Float32Array(size).fill(1) : numbersOf(layer.gamma);
  const inputs = [x.name, graph.floats(`${layer.name}_gamma`, [size], gamma)];
  if (layer.beta != null) inputs.push(graph.floats(`${layer.name}_beta`, [size], numbersOf(layer.beta)));
  const attributes = { axis: -1, epsilon: new OnnxFloats(config.epsilon as number) };
  return { ...x, name: graph.add('LayerNormalization', inputs, attributes, layer.name) };
};

/** (x - mean) / deviation, and Rescaling: x * scale + offset, by channel or one for all. */
export const inputNormalization: Converter = ({ graph, config }, value) => {
  const x = settled(graph, value);
  const channels = value.shape[value.shape.length - 1];
  const each = (given: readonly number[]) =>
    Float32Array.from({ length: channels }, (_, i) => (given.length === 1 ? given[0] : given[i]));
  const [mean, deviation] = [config.mean as number[], config.deviation as number[]].map(each);
  const scale = deviation.map((value) => 1 / value);
  return { ...x, pending: { scale, offset: mean.map((value, i) => -value * scale[i]) } };
};

export const rescaling: Converter = ({ graph, config }, value) => {
  const x = settled(graph, value);
  const channels = value.shape[value.shape.length - 1];
  const filled = (number: number) => new Float32Array(channels).fill(number);
  return { ...x, pending: { scale: filled(config.scale as number), offset: filled((config.offset as number) ?? 0) } };
};
