/** Native arithmetic on float32, for the kernels of this folder. Operands are broadcast as in NumPy. */

import { tf } from '../graph/backend';
import { FLOAT, INT32, int, native } from '../graph/operation';

const T = { T: FLOAT };

export const add = (a: tf.Tensor, b: tf.Tensor) => native('AddV2', [a, b], T);
export const sub = (a: tf.Tensor, b: tf.Tensor) => native('Sub', [a, b], T);
export const mul = (a: tf.Tensor, b: tf.Tensor) => native('Mul', [a, b], T);
export const scale = (x: tf.Tensor, factor: number) => mul(x, tf.scalar(factor));
export const shift = (x: tf.Tensor, offset: number) => add(x, tf.scalar(offset));
export const square = (x: tf.Tensor) => native('Square', [x], T);
export const rsqrt = (x: tf.Tensor) => native('Rsqrt', [x], T);

/** Sum of several tensors of one shape. */
export const addAll = (parts: readonly tf.Tensor[]) =>
  parts.length === 1 ? parts[0] : native('AddN', parts, { T: FLOAT, N: int(parts.length) });

function reduce(op: 'Sum' | 'Mean' | 'Max', x: tf.Tensor, axes: readonly number[], keepDims: boolean): tf.Tensor {
  return native(op, [x, tf.tensor1d([...axes], 'int32')], { T: FLOAT, Tidx: INT32, keep_dims: keepDims });
}

export const sum = (x: tf.Tensor, axes: readonly number[], keepDims = false) => reduce('Sum', x, axes, keepDims);
export const mean = (x: tf.Tensor, axes: readonly number[], keepDims = false) => reduce('Mean', x, axes, keepDims);
export const max = (x: tf.Tensor, axes: readonly number[], keepDims = false) => reduce('Max', x, axes, keepDims);
