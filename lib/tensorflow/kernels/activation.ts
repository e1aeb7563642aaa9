import type { tf } from '../graph/backend';
import { FLOAT, float, native } from '../graph/operation';
import { add, mul, scale, shift, square, sub, sum } from './arithmetic';
import { withGradient } from './gradient';

interface ActivationKernel {
  value(x: tf.Tensor): tf.Tensor;
  /** The gradient before the activation, from the one after it, the output and the input. */
  gradient(dy: tf.Tensor, y: tf.Tensor, x: tf.Tensor): tf.Tensor;
}

const T = { T: FLOAT };
const sigmoid = (x: tf.Tensor) => native('Sigmoid', [x], T);
const tanh = (x: tf.Tensor) => native('Tanh', [x], T);

/** The cumulative distribution of the standard normal, (1 + erf(x / √2)) / 2. */
const normalCdf = (x: tf.Tensor) => scale(shift(native('Erf', [scale(x, Math.SQRT1_2)], T), 1), 0.5);
const normalDensity = (x: tf.Tensor) => scale(native('Exp', [scale(square(x), -0.5)], T), 1 / Math.sqrt(2 * Math.PI));

/** tanh(√(2/π) (x + 0.044715 x³)), which comes near erf(x / √2). */
const GELU_CUBE = 0.044715;
const geluTanh = (x: tf.Tensor) => tanh(scale(mul(x, shift(scale(square(x), GELU_CUBE), 1)), Math.sqrt(2 / Math.PI)));

/** Named as tf.layers names them. */
const kernels = {
  linear: { value: (x) => x, gradient: (dy) => dy },
  relu: { value: (x) => native('Relu', [x], T), gradient: (dy, y) => native('ReluGrad', [dy, y], T) },
  relu6: { value: (x) => native('Relu6', [x], T), gradient: (dy, y) => native('Relu6Grad', [dy, y], T) },
  elu: { value: (x) => native('Elu', [x], T), gradient: (dy, y) => native('EluGrad', [dy, y], T) },
  selu: { value: (x) => native('Selu', [x], T), gradient: (dy, y) => native('SeluGrad', [dy, y], T) },
  softplus: {
    value: (x) => native('Softplus', [x], T),
    gradient: (dy, _, x) => native('SoftplusGrad', [dy, x], T),
  },
  sigmoid: { value: sigmoid, gradient: (dy, y) => native('SigmoidGrad', [y, dy], T) },
  tanh: { value: tanh, gradient: (dy, y) => native('TanhGrad', [y, dy], T) },
  /** Over the last axis; stable for any input. */
  softmax: {
    value: (x) => native('Softmax', [x], T),
    gradient: (dy, y) => mul(sub(dy, sum(mul(dy, y), [y.rank - 1], true)), y),
  },
  /** x sigmoid(x), also known as SiLU (Ramachandran and others 2017). */
  swish: {
    value: (x) => mul(x, sigmoid(x)),
    // sigmoid(x) (1 + x (1 - sigmoid(x))), x sigmoid(x) being y
    gradient: (dy, y, x) => mul(dy, add(sigmoid(x), sub(y, mul(y, sigmoid(x))))),
  },
  /** x Φ(x), Φ the normal distribution's (Hendrycks and Gimpel 2016). */
  gelu: {
    value: (x) => mul(x, normalCdf(x)),
    gradient: (dy, _, x) => mul(dy, add(normalCdf(x), mul(x, normalDensity(x)))),
  },
  /** The same with a hyperbolic tangent in place of the error function, as BERT and GPT-2 were trained. */
  gelu_new: {
    value: (x) => mul(scale(x, 0.5), shift(geluTanh(x), 1)),
    gradient: (dy, _, x) => {
      const t = geluTanh(x);
      const slope = scale(shift(scale(square(x), 3 * GELU_CUBE), 1), Math.sqrt(2 / Math.PI));
      return mul(dy, scale(add(shift(t, 1), native('TanhGrad', [t, mul(x, slope)], T)), 0.5));
    },
  },
} satisfies Record<string, ActivationKernel>;

export type FusedActivation = keyof typeof kernels;

export const isFused = (name: string): name is FusedActivation => name in kernels;

export function activate(x: tf.Tensor, activation: FusedActivation): tf.Tensor {
  return kernels[activation].value(x);
}

/** The gradient before an activation, from the one after it (`dy`), its output `y` and its input `x`. */
export function activationGradient(dy: tf.Tensor, y: tf.Tensor, x: tf.Tensor, activation: FusedActivation): tf.Tensor {
  return kernels[activation].gradient(dy, y, x);
}

/** An activation on its own, with its gradient. */
export function activationLayer(x: tf.Tensor, activation: FusedActivation): tf.Tensor {
  if (activation === 'linear') return x;
  return withGradient([x], () => {
    const y = activate(x, activation);
    return {
      value: y,
      saved: [x, y],
      gradient: (dy, [x, y]) => [() => activationGradient(dy, y, x, activation)],
    };
  });
}

/** max(x, slope * x). */
export function leakyRelu(x: tf.Tensor, slope: number): tf.Tensor {
  const attributes = { T: FLOAT, alpha: float(slope) };
  return withGradient([x], () => ({
    value: native('LeakyRelu', [x], attributes),
    saved: [x],
    gradient: (dy, [x]) => [() => native('LeakyReluGrad', [dy, x], attributes)],
  }));
}
