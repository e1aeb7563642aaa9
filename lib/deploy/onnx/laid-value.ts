/**
 * A value of the exported graph, and what is still to be done to it.
 *
 * tf.layers has channels last, ONNX's convolutions have them first, its LSTMs have time before the batch. So a value
 * carries the order in which its axes lie, and is transposed only where the next layer wants another.
 */

import type { OnnxGraph } from './onnx-graph';

export interface LaidValue {
  /** Its name in the graph. */
  readonly name: string;
  /** As tf.layers has it, channels last; the batch, and whatever else may vary, is -1. */
  readonly shape: readonly number[];
  /** Axis i of the ONNX value is axis order[i] of `shape`. */
  readonly order: readonly number[];
  /** Of a flattened value whose entries lie elsewhere: entry i of the ONNX value is entry rows[i] of tf.layers'. */
  readonly rows?: Int32Array;
  /** A normalisation that nothing has taken over yet: what lies there is still to be multiplied and added, by channel. */
  readonly pending?: { readonly scale: Float32Array; readonly offset: Float32Array };
}

export const sameOrder = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((axis, i) => axis === b[i]);

/** Axes as tf.layers has them. */
export const plainOrder = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

/** Batch, channels, then what is convolved over. */
export const channelsFirst = (rank: number): number[] => [0, rank - 1, ...plainOrder(rank - 1).slice(1)];

/** Time, batch, features. */
export const TIME_FIRST: readonly number[] = [1, 0, 2];

/** The value with nothing pending. */
export function settled(graph: OnnxGraph, value: LaidValue): LaidValue {
  return inPlace(graph, normalized(graph, value));
}

function normalized(graph: OnnxGraph, value: LaidValue): LaidValue {
  const { pending, ...rest } = value;
  if (pending === undefined) return value;
  const axis = value.order.indexOf(value.shape.length - 1);
  const shape = value.order.slice(axis).map((_, i) => (i === 0 ? pending.scale.length : 1));
  const scaled = graph.add('Mul', [value.name, graph.floats('scale', shape, pending.scale)]);
  return { ...rest, name: graph.add('Add', [scaled, graph.floats('offset', shape, pending.offset)]) };
}

function inPlace(graph: OnnxGraph, value: LaidValue): LaidValue {
  const { rows, ...rest } = value;
  if (rows === undefined) return value;
  const back = new Array<number>(rows.length);
  for (const [place, row] of rows.entries()) back[row] = place;
  return { ...rest, name: graph.add('Gather', [value.name, graph.ints('places', back)], { axis: 1 }) };
}

/** The value settled, its axes in the order asked for. */
export function inOrder(graph: OnnxGraph, value: LaidValue, order: readonly number[]): LaidValue {
  const ready = settled(graph, value);
  if (sameOrder(ready.order, order)) return ready;
  const name = transposed(graph, ready, order);
  return { ...ready, name, order: [...order] };
}

function transposed(graph: OnnxGraph, { name, shape, order }: LaidValue, wanted: readonly number[]): string {
  // Where only axes of length 1 move, the same numbers have another shape.
  const long = (axes: readonly number[]) => axes.filter((axis) => shape[axis] !== 1);
  const varying = shape.filter((side) => side < 0).length;
  if (varying <= 1 && sameOrder(long(order), long(wanted))) {
    return graph.add('Reshape', [
      name,
      graph.ints(
        'shape',
        wanted.map((axis) => shape[axis]),
      ),
    ]);
  }
  return graph.add('Transpose', [name], { perm: wanted.map((axis) => order.indexOf(axis)) });
}

/** The value as tf.layers has it. */
export const plain = (graph: OnnxGraph, value: LaidValue): LaidValue =>
  inOrder(graph, value, plainOrder(value.shape.length));
