/** Native reshaping, cutting and joining of float32 tensors, for the kernels of this folder. */

import { tf } from '../graph/backend';
import { FLOAT, INT32, int, native, nativeAll } from '../graph/operation';
import { withGradient } from './gradient';

const integers = (values: readonly number[]) => tf.tensor1d([...values], 'int32');
const axisTensor = (axis: number) => tf.scalar(axis, 'int32');

export const reshape = (x: tf.Tensor, shape: readonly number[]) =>
  native('Reshape', [x, integers(shape)], { T: FLOAT, Tshape: INT32 });

export const transpose = (x: tf.Tensor, axes: readonly number[]) =>
  native('Transpose', [x, integers(axes)], { T: FLOAT, Tperm: INT32 });

/** Repeats a tensor along its axes of size 1 up to a shape. */
export const broadcastTo = (x: tf.Tensor, shape: readonly number[]) =>
  native('BroadcastTo', [x, integers(shape)], { T: FLOAT, Tidx: INT32 });

/** Lays tensors of one shape along a new first axis. */
export const stack = (parts: readonly tf.Tensor[]) =>
  native('Pack', parts, { T: FLOAT, N: int(parts.length), axis: int(0) });

/** Takes a tensor apart along its first axis. */
export const unstack = (x: tf.Tensor) =>
  nativeAll('Unpack', [x], { T: FLOAT, num: int(x.shape[0]), axis: int(0) }, x.shape[0]);

/** Cuts a tensor into equal parts along an axis. */
export const split = (x: tf.Tensor, parts: number, axis: number) =>
  parts === 1 ? [x] : nativeAll('Split', [axisTensor(axis), x], { T: FLOAT, num_split: int(parts) }, parts);

/** Joins tensors along an axis. */
export const concat = (parts: readonly tf.Tensor[], axis: number) =>
  parts.length === 1
    ? parts[0]
    : native('ConcatV2', [...parts, axisTensor(axis)], { T: FLOAT, Tidx: INT32, N: int(parts.length) });

/** Each `steps`-th entry along each axis, from the first on, with its gradient. */
export function everyNth(x: tf.Tensor, steps: readonly number[]): tf.Tensor {
  const { shape } = x;
  const range = () => [shape.map(() => 0), shape, steps].map(integers);
  const masks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'];
  const attributes = { T: FLOAT, Index: INT32, ...Object.fromEntries(masks.map((mask) => [mask, int(0)])) };
  return withGradient([x], () => ({
    value: native('StridedSlice', [x, ...range()], attributes),
    saved: [],
    gradient: (dy) => [() => native('StridedSliceGrad', [integers(shape), ...range(), dy], attributes)],
  }));
}
