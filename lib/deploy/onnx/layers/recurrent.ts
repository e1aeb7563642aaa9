import { type Converter, type ExportedLayer, numbersOf, type Place } from '../converter';
import { inOrder, type LaidValue, TIME_FIRST } from '../laid-value';
import { OnnxFloats } from '../onnx-graph';

/** A recurrent layer as ONNX has it. */
interface Kind {
  readonly operator: 'LSTM' | 'GRU' | 'RNN';
  /** Where Keras keeps the gate that ONNX has at each place. */
  readonly gates: readonly number[];
  /** Whether it has a second state, the cell. */
  readonly cell: boolean;
}

/** Keras' gates: input, forget, candidate, output; ONNX's: input, output, forget, candidate. Those of a GRU lie alike. */
const KINDS: Readonly<Record<string, Kind>> = {
  LSTM: { operator: 'LSTM', gates: [0, 3, 1, 2], cell: true },
  GRU: { operator: 'GRU', gates: [0, 1, 2], cell: false },
  SimpleRNN: { operator: 'RNN', gates: [0], cell: false },
};

/** LSTM, GRU and SimpleRNN; read from their end too. */
export const recurrent: Converter = (place, value) => {
  const { config, layer } = place;
  if (config.goBackwards && config.returnSequences) {
    place.refuse('goBackwards with returnSequences has no twin; reverse the input instead');
  }
  return sequence(place, value, [layer], config.goBackwards ? 'reverse' : 'forward');
};

/** Both directions, joined one behind the other. */
export const bidirectional: Converter = (place, value) => {
  const { layer, config } = place;
  const { forwardLayer, backwardLayer } = layer;
  if (KINDS[forwardLayer.getClassName()] === undefined)
    place.refuse(`a ${forwardLayer.getClassName()} within has no twin`);
  if (config.mergeMode !== 'concat') place.refuse(`mergeMode ${config.mergeMode} has no twin; use 'concat'`);
  if (forwardLayer.getConfig().goBackwards) place.refuse('goBackwards within has no twin');
  return sequence(place, value, [forwardLayer, backwardLayer], 'bidirectional');
};

/** What ONNX calls the activations that its LSTM knows. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  sigmoid: 'Sigmoid',
  hardSigmoid: 'HardSigmoid',
  hard_sigmoid: 'HardSigmoid',
  tanh: 'Tanh',
  relu: 'Relu',
  softsign: 'Softsign',
  softplus: 'Softplus',
};

function sequence(
  place: Place,
  value: LaidValue,
  layers: readonly ExportedLayer[],
  direction: 'forward' | 'reverse' | 'bidirectional',
): LaidValue | LaidValue[] {
  const { graph, layer, outputShape } = place;
  const config = layers[0].getConfig();
  const kind = KINDS[layers[0].getClassName()];
  if (config.stateful) place.refuse('stateful has no twin: an ONNX file keeps nothing between two calls');
  if (config.resetAfter) place.refuse('resetAfter has no twin');
  const directions = layers.length;
  const { units } = layers[0].cell;
  const [x, weights] = [inOrder(graph, value, TIME_FIRST).name, weightsOf(place, layers, kind)];
  const attributes = { hidden_size: units, direction, ...activationsOf(place, config, kind, directions) };
  const names = ['states', 'last', ...(kind.cell ? ['cell'] : [])].map((name) => graph.fresh(`${layer.name}_${name}`));
  const wanted = [config.returnSequences, !config.returnSequences || config.returnState, config.returnState];
  graph.addAll(
    kind.operator,
    [x, ...weights],
    attributes,
    names.map((name, i) => (wanted[i] ? name : '')),
  );
  const output = config.returnSequences
    ? states(place, names[0], directions, units)
    : last(place, names[1], directions, units);
  const whole = { ...output, shape: outputShape };
  if (!config.returnState) return whole;
  if (directions > 1) place.refuse('returnState of both directions has no twin');
  return [whole, ...names.slice(1).map((name) => last(place, name, 1, units))];
}

/** Names of kernel, recurrent kernel and bias, of all directions behind one another. */
function weightsOf({ graph, layer }: Place, layers: readonly ExportedLayer[], kind: Kind): string[] {
  const directions = layers.length;
  const { units, kernel } = layers[0].cell;
  const inputs = kernel.shape[0];
  const wide = kind.gates.length * units;
  const joined = (name: string, shape: readonly number[], part: (each: ExportedLayer) => Float32Array) =>
    graph.floats(
      `${layer.name}_${name}`,
      [directions, ...shape],
      Float32Array.from(layers.flatMap((each) => [...part(each)])),
    );
  return [
    joined('kernel', [wide, inputs], ({ cell }) => byGate(numbersOf(cell.kernel), inputs, units, kind)),
    joined('recurrent', [wide, units], ({ cell }) => byGate(numbersOf(cell.recurrentKernel), units, units, kind)),
    // ONNX adds two biases where Keras has one.
    joined('bias', [2 * wide], ({ cell }) => {
      const both = new Float32Array(2 * wide);
      if (cell.bias != null) both.set(byGate(numbersOf(cell.bias), 1, units, kind));
      return both;
    }),
  ];
}

/** [time, directions, batch, units] -> [time, batch, directions * units]. */
function states({ graph }: Place, name: string, directions: number, units: number): LaidValue {
  const shape = [-1, -1, directions * units];
  if (directions === 1)
    return { name: graph.add('Squeeze', [name, graph.ints('axes', [1])]), shape, order: TIME_FIRST };
  const turned = graph.add('Transpose', [name], { perm: [0, 2, 1, 3] });
  return {
    name: graph.add('Reshape', [turned, graph.ints('shape', [0, 0, directions * units])]),
    shape,
    order: TIME_FIRST,
  };
}

/** [directions, batch, units] -> [batch, directions * units]. */
function last({ graph }: Place, name: string, directions: number, units: number): LaidValue {
  const shape = [-1, directions * units];
  if (directions === 1) return { name: graph.add('Squeeze', [name, graph.ints('axes', [0])]), shape, order: [0, 1] };
  const turned = graph.add('Transpose', [name], { perm: [1, 0, 2] });
  return { name: graph.add('Reshape', [turned, graph.ints('shape', [0, directions * units])]), shape, order: [0, 1] };
}

/** @param weights row-major [rows, gates * units]. @returns row-major [gates * units, rows], gates as ONNX has them. */
function byGate(weights: Float32Array, rows: number, units: number, { gates }: Kind): Float32Array {
  const wide = gates.length * units;
  const moved = new Float32Array(weights.length);
  for (const [to, from] of gates.entries()) {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        moved[(to * units + unit) * rows + row] = weights[row * wide + from * units + unit];
      }
    }
  }
  return moved;
}

function activationsOf({ refuse }: Place, config: Record<string, unknown>, kind: Kind, directions: number) {
  const [gate, cell] = [config.recurrentActivation, config.activation].map((name) => ACTIVATIONS[String(name)]);
  if ((gate === undefined && kind.operator !== 'RNN') || cell === undefined) {
    return refuse(`activations ${config.recurrentActivation} and ${config.activation} have no twin`);
  }
  const one = { LSTM: [gate, cell, cell], GRU: [gate, cell], RNN: [cell] }[kind.operator];
  const all = Array.from({ length: directions }, () => one).flat();
  const hard = all.filter((name) => name === 'HardSigmoid').length;
  return {
    activations: all,
    ...(hard > 0 && {
      activation_alpha: new OnnxFloats(Array.from({ length: hard }, () => 0.2)),
      activation_beta: new OnnxFloats(Array.from({ length: hard }, () => 0.5)),
    }),
  };
}
