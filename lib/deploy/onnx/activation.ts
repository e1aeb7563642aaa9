import { OnnxFloats, type OnnxGraph } from './onnx-graph';

/** What writes each activation of tf.layers, by its name there. */
const activations: Readonly<Record<string, (graph: OnnxGraph, x: string, channels: number) => string>> = {
  linear: (_, x) => x,
  relu: (graph, x) => graph.add('Relu', [x]),
  relu6: (graph, x) => clipped(graph, x, 0, 6),
  elu: (graph, x) => graph.add('Elu', [x]),
  selu: (graph, x) => graph.add('Selu', [x]),
  sigmoid: (graph, x) => graph.add('Sigmoid', [x]),
  hardSigmoid: (graph, x) => graph.add('HardSigmoid', [x], { alpha: new OnnxFloats(0.2), beta: new OnnxFloats(0.5) }),
  softplus: (graph, x) => graph.add('Softplus', [x]),
  softsign: (graph, x) => graph.add('Softsign', [x]),
  tanh: (graph, x) => graph.add('Tanh', [x]),
  softmax: (graph, x, channels) => graph.add('Softmax', [x], { axis: channels }),
  logSoftmax: (graph, x, channels) => graph.add('LogSoftmax', [x], { axis: channels }),
  swish: (graph, x) => graph.add('Mul', [x, graph.add('Sigmoid', [x])]),
  mish: (graph, x) => graph.add('Mish', [x]),
  gelu: (graph, x) => graph.add('Gelu', [x], { approximate: 'none' }),
  gelu_new: (graph, x) => graph.add('Gelu', [x], { approximate: 'tanh' }),
};

/**
 * Writes an activation.
 * @param channels the axis of the ONNX value along which a softmax is taken.
 * @returns the output's name; undefined where the activation has no twin.
 */
export function activated(graph: OnnxGraph, x: string, name: unknown, channels: number): string | undefined {
  return activations[String(name ?? 'linear').replace('hard_sigmoid', 'hardSigmoid')]?.(graph, x, channels);
}

export function clipped(graph: OnnxGraph, x: string, low: number | undefined, high: number | undefined): string {
  const bound = (name: string, value: number | undefined) =>
    value === undefined ? '' : graph.floats(name, [], [value]);
  return graph.add('Clip', [x, bound('low', low), bound('high', high)]);
}
