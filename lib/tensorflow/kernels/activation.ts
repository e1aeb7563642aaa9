import type { tf } from '../backend';
import { FLOAT, native } from '../native';

/** Activations with a native gradient that needs nothing but the output. */
export type FusedActivation = 'linear' | 'relu' | 'sigmoid' | 'tanh';

export const isFused = (name: string): name is FusedActivation => ['linear', 'relu', 'sigmoid', 'tanh'].includes(name);

const T = { T: FLOAT };

export function activate(x: tf.Tensor, activation: FusedActivation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return native('Relu', [x], T);
    case 'sigmoid':
      return native('Sigmoid', [x], T);
    case 'tanh':
      return native('Tanh', [x], T);
  }
}

/** The gradient before the activation, from the one after it (`dy`) and the output `y`. */
export function activationGradient(dy: tf.Tensor, y: tf.Tensor, activation: FusedActivation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return dy;
    case 'relu':
      return native('ReluGrad', [dy, y], T);
    case 'sigmoid':
      return native('SigmoidGrad', [y, dy], T);
    case 'tanh':
      return native('TanhGrad', [y, dy], T);
  }
}
