import { activated } from '../activation';
import { type Converter, numbersOf } from '../converter';
import { inOrder, type LaidValue, plain, plainOrder, settled } from '../laid-value';

/** Dense, over the last axis. Behind a flattening its kernel's rows lie as the entries do. */
export const dense: Converter = (place, value) => {
  const { graph, config, outputShape } = place;
  const { name, order } = value.shape.length === 2 ? product(place, value) : productOfLast(place, value);
  const output = activated(graph, name, config.activation, order.indexOf(outputShape.length - 1));
  if (output === undefined) return place.refuse(`activation ${config.activation} has no twin`);
  return { name: output, shape: outputShape, order };
};

type Placed = { readonly name: string; readonly order: readonly number[] };

function product({ graph, layer }: Parameters<Converter>[0], value: LaidValue): Placed {
  const [inputs, units] = layer.kernel.shape;
  const given = numbersOf(layer.kernel);
  const kernel = new Float32Array(given.length);
  for (let i = 0; i < inputs; i++) {
    const row = value.rows?.[i] ?? i;
    kernel.set(given.subarray(row * units, (row + 1) * units), i * units);
  }
  let bias = layer.bias == null ? undefined : Float32Array.from(numbersOf(layer.bias));
  if (value.pending !== undefined) {
    bias ??= new Float32Array(units);
    const { scale, offset } = value.pending;
    for (let at = 0; at < kernel.length; at++) {
      const input = Math.floor(at / units);
      bias[at % units] += kernel[at] * offset[input];
      kernel[at] *= scale[input];
    }
  }
  const { rows: _, pending: __, ...rest } = value;
  const x = inOrder(graph, rest, [0, 1]);
  const biases = bias === undefined ? [] : [graph.floats(`${layer.name}_bias`, [units], bias)];
  const weights = graph.floats(`${layer.name}_kernel`, [inputs, units], kernel);
  return { name: graph.add('Gemm', [x.name, weights, ...biases], {}, layer.name), order: [0, 1] };
}

function productOfLast({ graph, layer }: Parameters<Converter>[0], value: LaidValue): Placed {
  const last = value.shape.length - 1;
  const ready = settled(graph, value);
  const x = ready.order[last] === last ? ready : plain(graph, ready);
  const weights = graph.floats(`${layer.name}_kernel`, layer.kernel.shape, numbersOf(layer.kernel));
  const name = graph.add('MatMul', [x.name, weights], {}, layer.name);
  if (layer.bias == null) return { name, order: x.order };
  const bias = graph.floats(`${layer.name}_bias`, layer.bias.shape, numbersOf(layer.bias));
  return { name: graph.add('Add', [name, bias]), order: x.order };
}

/** Embedding: a row for each number. */
export const embedding: Converter = ({ graph, layer, outputShape, config, refuse }, value) => {
  if (config.maskZero === true) refuse('maskZero has no twin: masks are no part of an ONNX file');
  const x = plain(graph, value);
  const rows = graph.add('Cast', [x.name], { to: 7 });
  const table = graph.floats(`${layer.name}_embeddings`, layer.embeddings.shape, numbersOf(layer.embeddings));
  return {
    name: graph.add('Gather', [table, rows], { axis: 0 }),
    shape: outputShape,
    order: plainOrder(outputShape.length),
  };
};
