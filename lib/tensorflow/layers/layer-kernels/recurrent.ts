import { tf } from '../../graph/backend';
import { sourceFor } from '../../graph/random';
import { bidirectionalLstm, lstm } from '../../kernels/lstm';
import type { LstmWeights } from '../../kernels/lstm-types';
import type { LayerContext, LayerKernel } from '../layer-context';
import type { CellFields, LayerFields } from '../layer-fields';
import { refuse } from '../refuse';
import { isOfTfjs } from '../registered';
import { hasChannelsFirst } from './data-format';
import { prepareCell } from './recurrent-cells';

/** The weights of an LSTM that is one native operation: Keras' own gates, and nothing dropped or asked for besides. */
function nativeWeights(
  layer: LayerFields,
  inputs: readonly tf.Tensor[],
  { training, mask }: LayerContext,
): LstmWeights | undefined {
  const { returnState } = layer.getConfig();
  if (inputs.length > 1 || mask !== undefined || returnState || !isOfTfjs(layer.cell)) return undefined;
  const { activation, recurrentActivation } = layer.cell.getConfig();
  const { kernel, recurrentKernel, bias, dropout, recurrentDropout } = layer.cell;
  const plain = activation === 'tanh' && recurrentActivation === 'sigmoid' && bias !== null;
  if (!plain || (training && (dropout || recurrentDropout))) return undefined;
  return { kernel: kernel.read(), recurrentKernel: recurrentKernel.read(), bias: bias.read() };
}

function refuseState(layer: LayerFields, recurrent = layer): void {
  if (!recurrent.getConfig().stateful) return;
  refuse(
    layer,
    'stateful: true',
    'hand its state on from call to call: returnState, and initialState as further inputs',
  );
}

/** Images [batch, time, channels, height, width], or states without time, with their channels last. */
const channelsToEnd = (x: tf.Tensor) =>
  x.transpose([...x.shape.map((_, axis) => axis).filter((axis) => axis !== x.rank - 3), x.rank - 3]);
const channelsBack = (x: tf.Tensor) => {
  const axes = x.shape.map((_, axis) => axis);
  return x.transpose([...axes.slice(0, -3), x.rank - 1, x.rank - 3, x.rank - 2]);
};

export interface Unrolling {
  readonly backwards: boolean;
  readonly sequences: boolean;
  /** What stands at steps that do not count: zero, or what stood there before. */
  readonly zeroMasked: boolean;
}

/** Step after step: the last output or all of them in the order of computation, and the states left. */
function unroll(
  cell: CellFields,
  [x, ...initialStates]: readonly tf.Tensor[],
  context: LayerContext,
  { backwards, sequences, zeroMasked }: Unrolling,
): tf.Tensor[] {
  const prepared = prepareCell(cell, context);
  const projected = prepared.project(x);
  // Not in place: the array of an unstacked tensor is also the tape's.
  const inOrder = (parts: readonly tf.Tensor[]) => (backwards ? [...parts].reverse() : parts);
  const inputs = inOrder(tf.unstack(projected, 1));
  const marks = context.mask && inOrder(tf.unstack(context.mask.cast('bool'), 1));
  let states: readonly tf.Tensor[] =
    initialStates.length > 0 ? initialStates : prepared.stateShapes(projected).map((shape) => tf.zeros(shape));
  const outputs: tf.Tensor[] = [];
  inputs.forEach((input, i) => {
    const { output, states: next } = prepared.step(input, states);
    if (marks === undefined) {
      outputs.push(output);
      states = next;
      return;
    }
    const before = outputs[i - 1] ?? tf.zerosLike(output);
    const counts = (like: tf.Tensor) => marks[i].reshape([-1, ...like.shape.slice(1).map(() => 1)]);
    outputs.push(tf.where(counts(output), output, zeroMasked ? tf.zerosLike(output) : before));
    states = next.map((state, k) => tf.where(counts(state), state, states[k]));
  });
  return [sequences ? tf.stack(outputs, 1) : outputs[outputs.length - 1], ...states];
}

interface RecurrentOptions {
  readonly zeroMasked?: boolean;
}

/** A recurrent layer of any cell: its output, and its states where it returns them. */
function recurrent(
  layer: LayerFields,
  inputs: readonly tf.Tensor[],
  context: LayerContext,
  { zeroMasked = false }: RecurrentOptions = {},
): tf.Tensor[] {
  refuseState(layer);
  const { returnSequences, returnState, goBackwards } = layer.getConfig();
  const unrolling = { backwards: goBackwards === true, sequences: returnSequences === true, zeroMasked };
  const { cell } = layer;
  const inner = { ...context, frozen: context.frozen || !layer.trainable };
  const first = hasChannelsFirst(cell);
  const outputs = unroll(cell, first ? inputs.map(channelsToEnd) : inputs, inner, unrolling);
  const asGiven = first ? outputs.map(channelsBack) : outputs;
  return returnState ? asGiven : asGiven.slice(0, 1);
}

/** With its hidden states in the order in which it computed them. */
const lstmLayer: LayerKernel = (layer, inputs, context) => {
  refuseState(layer);
  const weights = nativeWeights(layer, inputs, context);
  if (weights === undefined) return recurrent(layer, inputs, context);
  const { returnSequences, goBackwards } = layer.getConfig();
  const options = { returnSequences: returnSequences === true, backwards: goBackwards === true };
  const y = lstm(inputs[0], weights, options);
  return options.returnSequences && options.backwards ? y.reverse(1) : y;
};

const merges: Readonly<Record<string, (forward: tf.Tensor, backward: tf.Tensor) => tf.Tensor>> = {
  concat: (forward, backward) => tf.concat([forward, backward], -1),
  sum: (forward, backward) => forward.add(backward),
  ave: (forward, backward) => forward.add(backward).mul(0.5),
  mul: (forward, backward) => forward.mul(backward),
};

const bidirectional: LayerKernel = (layer, inputs, context) => {
  const { forwardLayer, backwardLayer } = layer;
  if (!isOfTfjs(forwardLayer)) return undefined;
  refuseState(layer, forwardLayer);
  const { mergeMode } = layer.getConfig() as { mergeMode: string | null };
  const { returnSequences, goBackwards } = forwardLayer.getConfig();
  if (forwardLayer.getClassName() === 'LSTM' && mergeMode === 'concat' && !goBackwards) {
    const [forward, backward] = [forwardLayer, backwardLayer].map((layer) => nativeWeights(layer, inputs, context));
    if (forward && backward) {
      return bidirectionalLstm(inputs[0], forward, backward, { returnSequences: returnSequences === true });
    }
  }
  const [x, ...states] = inputs;
  const half = states.length / 2;
  // As Keras: steps that do not count are zero on both sides, so that they add nothing to the other side's.
  const options = { zeroMasked: returnSequences === true };
  const run = (layer: LayerFields, part: number, states: readonly tf.Tensor[]) =>
    recurrent(
      layer,
      [x, ...states],
      { ...context, random: context.random && sourceFor(context.random, part) },
      options,
    );
  const [forward, ...forwardStates] = run(forwardLayer, 0, states.slice(0, half));
  const [reversed, ...backwardStates] = run(backwardLayer, 1, states.slice(half));
  const backward = returnSequences ? reversed.reverse(1) : reversed;
  const merged = mergeMode == null ? [forward, backward] : [merges[mergeMode](forward, backward)];
  return [...merged, ...forwardStates, ...backwardStates];
};

export const recurrentKernels: Readonly<Record<string, LayerKernel>> = {
  RNN: recurrent,
  SimpleRNN: recurrent,
  GRU: recurrent,
  ConvLSTM2D: recurrent,
  LSTM: lstmLayer,
  Bidirectional: bidirectional,
};
