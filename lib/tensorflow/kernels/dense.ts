import { tf } from '../backend';
import { FLOAT, native } from '../native';
import { activate, activationGradient, type FusedActivation } from './activation';

/** Native matrix product of [n, k] and [k, m], either side transposed on request. */
export function matMul(a: tf.Tensor, b: tf.Tensor, { transposeA = false, transposeB = false } = {}): tf.Tensor {
  return native('MatMul', [a, b], { T: FLOAT, transpose_a: transposeA, transpose_b: transposeB });
}

export const biasAdd = (x: tf.Tensor, bias: tf.Tensor) =>
  native('BiasAdd', [x, bias], { T: FLOAT, data_format: 'NHWC' });

export const biasGradient = (dy: tf.Tensor) => native('BiasAddGrad', [dy], { T: FLOAT, data_format: 'NHWC' });

/** activation(x · kernel + bias) with its gradient; x is [batch, in], kernel [in, units]. */
export function dense(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, activation: FusedActivation): tf.Tensor {
  return tf.customGrad((...args) => {
    const [x, kernel, bias, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const y = activate(biasAdd(matMul(x, kernel), bias), activation);
    save([x, kernel, y]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, kernel, y] = saved;
      const dz = activationGradient(dy, y, activation);
      return [matMul(dz, kernel, { transposeB: true }), matMul(x, dz, { transposeA: true }), biasGradient(dz)];
    };
    return { value: y, gradFunc };
  })(x, kernel, bias);
}
