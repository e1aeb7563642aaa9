import type { tf } from '../graph/backend';
import { FLOAT, native } from '../graph/operation';
import { activate, activationGradient, type FusedActivation } from './activation';
import { withGradient } from './gradient';

/** Multiply-adds from which BatchMatMulV2 takes `transposeB` better than MatMul does (docs/performance.md). */
const LARGE_PRODUCT = 2 ** 23;

/** Native matrix product of [n, k] and [k, m], either side transposed on request. */
export function matMul(a: tf.Tensor, b: tf.Tensor, { transposeA = false, transposeB = false } = {}): tf.Tensor {
  const [rows, columns] = b.shape as [number, number];
  const size = a.size * (transposeB ? rows : columns);
  if (transposeB && size >= LARGE_PRODUCT) {
    return native('BatchMatMulV2', [a, b], { T: FLOAT, adj_x: transposeA, adj_y: transposeB });
  }
  return native('MatMul', [a, b], { T: FLOAT, transpose_a: transposeA, transpose_b: transposeB });
}

/** Adds a bias along the last axis; none where there is none. */
export const biasAdd = (x: tf.Tensor, bias: tf.Tensor | undefined) =>
  bias === undefined ? x : native('BiasAdd', [x, bias], { T: FLOAT, data_format: 'NHWC' });

export const biasGradient = (dy: tf.Tensor) => native('BiasAddGrad', [dy], { T: FLOAT, data_format: 'NHWC' });

/** activation(x · kernel + bias) with its gradient; x is [batch, in], kernel [in, units], bias [units] or none. */
export function dense(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): tf.Tensor {
  return withGradient(bias === undefined ? [x, kernel] : [x, kernel, bias], () => {
    const z = biasAdd(matMul(x, kernel), bias);
    const y = activate(z, activation);
    return {
      value: y,
      saved: [x, kernel, y, z],
      gradient: (dy, [x, kernel, y, z]) => {
        const dz = activationGradient(dy, y, z, activation);
        return [
          () => matMul(dz, kernel, { transposeB: true }),
          () => matMul(x, dz, { transposeA: true }),
          () => biasGradient(dz),
        ];
      },
    };
  });
}
