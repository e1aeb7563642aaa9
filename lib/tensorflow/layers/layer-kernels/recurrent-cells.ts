/** One step of each kind of recurrent cell, and what can be computed of a sequence before its first step. */

import { tf } from '../../graph/backend';
import { type RandomSource, seedPair, sourceFor } from '../../graph/random';
import { conv2d } from '../../kernels/convolution';
import { dense } from '../../kernels/dense';
import { dilated } from '../../kernels/dilation';
import { dropout } from '../../kernels/dropout';
import type { LayerContext } from '../layer-context';
import type { CellFields } from '../layer-fields';
import { refuse } from '../refuse';
import { isOfTfjs } from '../registered';
import { checkRate, sourceOf } from './random';

export interface Cell {
  /** What the steps want to know of a sequence [batch, time, ...]: the same with a last axis of its own. */
  project(sequence: tf.Tensor): tf.Tensor;
  /** The shapes of the states at the size of a projected sequence, [batch, ...] each, the output's first. */
  stateShapes(projected: tf.Tensor): number[][];
  step(projected: tf.Tensor, states: readonly tf.Tensor[]): { output: tf.Tensor; states: readonly tf.Tensor[] };
}

/** The same entries are dropped at each step (Gal and Ghahramani 2016). */
type Dropping = (x: tf.Tensor) => tf.Tensor;

const NOTHING: Dropping = (x) => x;

function droppingOf(
  cell: CellFields,
  option: 'dropout' | 'recurrentDropout',
  context: LayerContext,
  use: number,
): Dropping {
  const rate = cell[option] ?? 0;
  checkRate(cell, rate, option);
  if (rate === 0 || !context.training) return NOTHING;
  if (cell.dropoutFunc != null) {
    refuse(cell, 'a dropoutFunc', 'leave it out: what is dropped follows the seed of the run');
  }
  const seed = seedPair(sourceFor(sourceOf(cell, context), use));
  let mask: tf.Tensor | undefined;
  return (x) => {
    mask ??= dropout(tf.ones(x.shape), rate, seed);
    return x.mul(mask);
  };
}

/** Drops of the whole sequence what it drops of a step. */
function dropOfSteps(dropping: Dropping, sequence: tf.Tensor): tf.Tensor {
  if (dropping === NOTHING) return sequence;
  const [batch, , ...rest] = sequence.shape;
  return sequence.mul(dropping(tf.ones([batch, ...rest])).reshape([batch, 1, ...rest]));
}

/** Input times kernel plus bias, for all steps in one product. */
function projection(cell: CellFields, dropping: Dropping): (sequence: tf.Tensor) => tf.Tensor {
  return (sequence) => {
    const [batch, time, size] = sequence.shape;
    const rows = dropOfSteps(dropping, sequence).reshape([batch * time, size]);
    const kernel = cell.kernel.read();
    return dense(rows, kernel, cell.bias?.read(), 'linear').reshape([batch, time, kernel.shape[1] as number]);
  };
}

const recur = (states: tf.Tensor, kernel: tf.Tensor) => dense(states, kernel, undefined, 'linear');

type Prepare = (cell: CellFields, context: LayerContext) => Cell;

const simple: Prepare = (cell, context) => {
  const units = cell.stateSize as number;
  const recurrent = droppingOf(cell, 'recurrentDropout', context, 1);
  return {
    project: projection(cell, droppingOf(cell, 'dropout', context, 0)),
    stateShapes: ({ shape: [batch] }) => [[batch, units]],
    step(projected, [hidden]) {
      const output = cell.activation.apply(projected.add(recur(recurrent(hidden), cell.recurrentKernel.read())));
      return { output, states: [output] };
    },
  };
};

/** Gated recurrent unit (Cho and others 2014): update, reset and candidate, the reset before the product. */
const gru: Prepare = (cell, context) => {
  const units = cell.stateSize as number;
  const recurrent = droppingOf(cell, 'recurrentDropout', context, 1);
  const [gates, candidate] = tf.split(cell.recurrentKernel.read(), [2 * units, units], 1);
  return {
    project: projection(cell, droppingOf(cell, 'dropout', context, 0)),
    stateShapes: ({ shape: [batch] }) => [[batch, units]],
    step(projected, [state]) {
      const hidden = recurrent(state);
      const [inZ, inR, inH] = tf.split(projected, 3, 1);
      const [z, r] = tf.split(recur(hidden, gates), 2, 1);
      const update = cell.recurrentActivation.apply(inZ.add(z));
      const reset = cell.recurrentActivation.apply(inR.add(r));
      const next = cell.activation.apply(inH.add(recur(reset.mul(hidden), candidate)));
      const output = update.mul(hidden).add(tf.sub(1, update).mul(next));
      return { output, states: [output] };
    },
  };
};

/** Input, forget, candidate and output gate, and what they make of the states. */
function throughGates(
  cell: CellFields,
  gates: readonly tf.Tensor[],
  carry: tf.Tensor,
): { output: tf.Tensor; states: readonly tf.Tensor[] } {
  const [input, forget, candidate, out] = gates;
  const kept = cell.recurrentActivation.apply(forget).mul(carry);
  const next = kept.add(cell.recurrentActivation.apply(input).mul(cell.activation.apply(candidate)));
  const output = cell.recurrentActivation.apply(out).mul(cell.activation.apply(next));
  return { output, states: [output, next] };
}

const lstm: Prepare = (cell, context) => {
  const units = (cell.stateSize as number[])[0];
  const recurrent = droppingOf(cell, 'recurrentDropout', context, 1);
  return {
    project: projection(cell, droppingOf(cell, 'dropout', context, 0)),
    stateShapes: ({ shape: [batch] }) => [
      [batch, units],
      [batch, units],
    ],
    step(projected, [hidden, carry]) {
      const z = projected.add(recur(recurrent(hidden), cell.recurrentKernel.read()));
      return throughGates(cell, tf.split(z, 4, 1), carry);
    },
  };
};

/** A convolution of each gate's own part of a kernel, on what that gate is left of the input. */
function gatedConvolution(
  x: tf.Tensor,
  kernel: tf.Tensor,
  droppings: readonly Dropping[],
  convolve: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  if (droppings.every((dropping) => dropping === NOTHING)) return convolve(x, kernel);
  return tf.concat(
    tf.split(kernel, droppings.length, 3).map((part, gate) => convolve(droppings[gate](x), part)),
    -1,
  );
}

const GATES = [0, 1, 2, 3];

/** An LSTM whose products are convolutions (Shi and others 2015). */
const convolutional: Prepare = (cell, context) => {
  const { filters, kernelSize, strides, padding, dilationRate } = cell.getConfig() as Record<string, number[]> & {
    filters: number;
    padding: 'same' | 'valid';
  };
  const input = GATES.map((gate) => droppingOf(cell, 'dropout', context, gate));
  const recurrent = GATES.map((gate) => droppingOf(cell, 'recurrentDropout', context, GATES.length + gate));
  const geometry = { kernelSize, rates: dilationRate, padding };
  const plain = { strides: [1, 1], padding: 'valid', activation: 'linear' } as const;
  const convolveInput = (x: tf.Tensor, kernel: tf.Tensor) =>
    dilationRate.some((rate) => rate !== 1)
      ? dilated(x, geometry, (x) => conv2d(x, kernel, undefined, plain))
      : conv2d(x, kernel, undefined, { ...plain, strides: strides as unknown as [number, number], padding });
  return {
    project(sequence) {
      const [batch, time, ...image] = sequence.shape;
      const dropOf = (dropping: Dropping): Dropping =>
        dropping === NOTHING ? NOTHING : () => dropOfSteps(dropping, sequence).reshape([batch * time, ...image]);
      const x = sequence.reshape([batch * time, ...image]);
      const y = gatedConvolution(x, cell.kernel.read(), input.map(dropOf), convolveInput);
      const bias = cell.bias?.read();
      return (bias === undefined ? y : y.add(bias)).reshape([batch, time, ...y.shape.slice(1)]);
    },
    stateShapes({ shape: [batch, , ...image] }) {
      const shape = [batch, ...image.slice(0, 2), filters];
      return [shape, shape];
    },
    step(projected, [hidden, carry]) {
      const again = gatedConvolution(hidden, cell.recurrentKernel.read(), recurrent, (x, kernel) =>
        conv2d(x, kernel, undefined, { ...plain, padding: 'same' }),
      );
      return throughGates(cell, tf.split(projected.add(again), 4, 3), carry);
    },
  };
};

/** Cells one upon the other; their states are told from the last cell to the first, as its output is the whole's. */
const stacked: Prepare = ({ cells }, context) => {
  const prepared = cells.map((cell, i) => prepareCell(cell, { ...context, random: sourceOfPart(context, i) }));
  const sizes = cells.map(({ stateSize }) => [stateSize].flat().length);
  return {
    project: prepared[0].project,
    stateShapes: (projected) =>
      prepared
        .map((_, i) => [cells[i].stateSize].flat().map((size) => [projected.shape[0], size]))
        .reverse()
        .flat(),
    step(projected, states) {
      const rest = [...states];
      const own = [...sizes]
        .reverse()
        .map((size) => rest.splice(0, size))
        .reverse();
      let input = projected;
      let output = projected;
      const next = prepared.map((cell, i) => {
        if (i > 0) input = projectStep(cell, output);
        const result = cell.step(input, own[i]);
        output = result.output;
        return result.states;
      });
      return { output, states: next.reverse().flat() };
    },
  };
};

function projectStep(cell: Cell, step: tf.Tensor): tf.Tensor {
  const [batch, ...rest] = step.shape;
  const projected = cell.project(step.reshape([batch, 1, ...rest]));
  return projected.reshape([batch, ...projected.shape.slice(2)]);
}

const sourceOfPart = ({ random }: LayerContext, part: number): RandomSource | undefined =>
  random && sourceFor(random, part);

/** A cell of somebody's own is asked at each step. */
const own: Prepare = (cell, { training }) => ({
  project: (sequence) => sequence,
  stateShapes: ({ shape: [batch] }) => [cell.stateSize].flat().map((size) => [batch, size]),
  step(projected, states) {
    const [output, ...next] = cell.call([projected, ...states], { training }) as tf.Tensor[];
    return { output, states: next };
  },
});

const preparations: Readonly<Record<string, Prepare>> = {
  SimpleRNNCell: simple,
  GRUCell: gru,
  LSTMCell: lstm,
  ConvLSTM2DCell: convolutional,
  StackedRNNCells: stacked,
};

/** A cell made ready for one sequence: what it drops is drawn once, for all steps. */
export function prepareCell(cell: CellFields, context: LayerContext): Cell {
  const prepare = isOfTfjs(cell) ? preparations[cell.getClassName()] : undefined;
  return (prepare ?? own)(cell, context);
}
