import { type Converter, numbersOf } from '../converter';
import { plain, plainOrder } from '../laid-value';

/** SelfAttention: queries, keys and values [batch, tokens, 3 * size] apart, cut into heads, and joined again. */
export const selfAttention: Converter = ({ graph, layer, config, outputShape }, value) => {
  const x = plain(graph, value);
  const [, tokens, size] = outputShape;
  const numHeads = config.numHeads as number;
  const parts = graph.addAll(
    'Split',
    [x.name, graph.ints('sizes', [size, size, size])],
    { axis: 2 },
    ['query', 'key', 'value'].map((part) => graph.fresh(`${layer.name}_${part}`)),
  );
  const cut = graph.ints('heads', [-1, tokens, numHeads, size / numHeads]);
  const orders = [
    [0, 2, 1, 3],
    [0, 2, 3, 1],
    [0, 2, 1, 3],
  ];
  const [query, key, heads] = parts.map((part, i) =>
    graph.add('Transpose', [graph.add('Reshape', [part, cut])], { perm: orders[i] }),
  );
  const factor = graph.floats('factor', [], [Math.sqrt(numHeads / size)]);
  const scores = graph.add('Mul', [graph.add('MatMul', [query, key]), factor]);
  const weights = graph.add('Softmax', [scores], { axis: -1 });
  const joined = graph.add('Transpose', [graph.add('MatMul', [weights, heads])], { perm: [0, 2, 1, 3] });
  const name = graph.add('Reshape', [joined, graph.ints('tokens', [-1, tokens, size])], {}, layer.name);
  return { name, shape: outputShape, order: [0, 1, 2] };
};

/** ClassToken: a row of zeros in front, to which the token is added. */
export const classToken: Converter = ({ graph, layer, outputShape }, value) => {
  const x = plain(graph, value);
  const [, tokens, size] = outputShape;
  const padded = graph.add('Pad', [x.name, graph.ints('pads', [0, 1, 0, 0, 0, 0])]);
  const token = new Float32Array(tokens * size);
  token.set(numbersOf(layer.token));
  const name = graph.add(
    'Add',
    [padded, graph.floats(`${layer.name}_token`, [1, tokens, size], token)],
    {},
    layer.name,
  );
  return { name, shape: outputShape, order: [0, 1, 2] };
};

export const positions: Converter = ({ graph, layer, outputShape }, value) => {
  const x = plain(graph, value);
  const table = graph.floats(`${layer.name}_positions`, layer.positions.shape, numbersOf(layer.positions));
  return { name: graph.add('Add', [x.name, table], {}, layer.name), shape: outputShape, order: [0, 1, 2] };
};

/** PooledTokens: the class token, or the mean of those behind it. */
export const pooledTokens: Converter = ({ graph, config, outputShape }, value) => {
  const x = plain(graph, value);
  const [start, end] = config.pooling === 'token' ? [0, 1] : [1, value.shape[1]];
  const range = [graph.ints('starts', [start]), graph.ints('ends', [end]), graph.ints('axes', [1])];
  const some = graph.add('Slice', [x.name, ...range]);
  const name = graph.add('ReduceMean', [some, graph.ints('axes', [1])], { keepdims: 0 });
  return { name, shape: outputShape, order: plainOrder(2) };
};
