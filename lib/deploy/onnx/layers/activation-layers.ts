import { activated, clipped } from '../activation';
import { type Converter, numbersOf } from '../converter';
import { plain, settled } from '../laid-value';
import { OnnxFloats } from '../onnx-graph';

export const activation: Converter = ({ graph, config, refuse }, value) => {
  const x = settled(graph, value);
  const name = activated(graph, x.name, config.activation, x.order.indexOf(x.shape.length - 1));
  return name === undefined ? refuse(`activation ${config.activation} has no twin`) : { ...x, name };
};

export const softmax: Converter = ({ graph, config }, value) => {
  const x = settled(graph, value);
  const axis = (((config.axis as number | null) ?? -1) + x.shape.length) % x.shape.length;
  return { ...x, name: graph.add('Softmax', [x.name], { axis: x.order.indexOf(axis) }) };
};

export const relu: Converter = ({ graph, config }, value) => {
  const x = settled(graph, value);
  const { maxValue } = config;
  return { ...x, name: maxValue == null ? graph.add('Relu', [x.name]) : clipped(graph, x.name, 0, maxValue as number) };
};

export const leakyRelu: Converter = ({ graph, config }, value) => {
  const x = settled(graph, value);
  return { ...x, name: graph.add('LeakyRelu', [x.name], { alpha: new OnnxFloats(config.alpha as number) }) };
};

export const elu: Converter = ({ graph, config }, value) => {
  const x = settled(graph, value);
  return { ...x, name: graph.add('Elu', [x.name], { alpha: new OnnxFloats((config.alpha as number) ?? 1) }) };
};

/** PReLU: a slope below 0 for each place, or for each along the axes that are not shared. */
export const prelu: Converter = ({ graph, layer }, value) => {
  const x = plain(graph, value);
  const slopes = graph.floats(`${layer.name}_alpha`, layer.alpha.shape, numbersOf(layer.alpha));
  return { ...x, name: graph.add('PRelu', [x.name, slopes]) };
};

export const thresholdedRelu: Converter = ({ graph, config }, value) => {
  const x = settled(graph, value);
  return { ...x, name: graph.add('ThresholdedRelu', [x.name], { alpha: new OnnxFloats(config.theta as number) }) };
};
