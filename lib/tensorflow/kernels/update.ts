/** The native ops that change a variable where it lies, given a gradient. */

import { backend, nativeIds, type tf } from '../graph/backend';
import { attributes, FLOAT } from '../graph/operation';
import { addToVariable, bindVariable, forgetRead } from '../graph/variables';
import { mul, scale } from './arithmetic';

function update(op: string, variables: readonly tf.Variable[], inputs: readonly tf.Tensor[], flags: object): void {
  const resources = variables.map(bindVariable);
  for (const resource of resources) forgetRead(resource);
  const ids = nativeIds(`op ${op}`, inputs);
  const record = attributes({ T: FLOAT, use_locking: false, ...flags });
  backend.binding.executeOp(op, record, [...resources.map(({ handle }) => handle), ...ids], 0);
  // An input may be one of the variables, which was read for it.
  for (const resource of resources) forgetRead(resource);
}

export interface AdamInputs {
  readonly beta1Power: tf.Tensor;
  readonly beta2Power: tf.Tensor;
  readonly learningRate: tf.Tensor;
  readonly beta1: tf.Tensor;
  readonly beta2: tf.Tensor;
  readonly epsilon: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/**
 * Adam (Kingma and Ba 2015), epsilon added to the uncorrected root as in the paper's section 2 and in Keras:
 * m and v are the running means of gradient and squared gradient, beta1Power is beta1 to the number of the step.
 */
export function applyAdam(variable: tf.Variable, m: tf.Variable, v: tf.Variable, inputs: AdamInputs): void {
  const { beta1Power, beta2Power, learningRate, beta1, beta2, epsilon, gradient } = inputs;
  const tensors = [beta1Power, beta2Power, learningRate, beta1, beta2, epsilon, gradient];
  update('ResourceApplyAdam', [variable, m, v], tensors, { use_nesterov: false });
}

/**
 * Decoupled weight decay (Loshchilov and Hutter 2019): variable -= learningRate * weightDecay * variable, before the
 * update itself; with `applyAdam` after it, this is AdamW. What decays is the caller's choice: usually the kernels
 * of rank 2 and more, not biases and normalisations.
 */
export function decayWeights(
  variables: readonly tf.Variable[],
  { learningRate, weightDecay }: { readonly learningRate: tf.Tensor; readonly weightDecay: number },
): void {
  const factor = scale(learningRate, -weightDecay);
  for (const variable of variables) addToVariable(variable, mul(variable, factor));
}

export interface MomentumInputs {
  readonly learningRate: tf.Tensor;
  readonly momentum: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/**
 * velocity = momentum * velocity - learningRate * gradient; variable += velocity (as Keras' SGD).
 * @param nesterov variable += momentum * velocity - learningRate * gradient instead, with the new velocity.
 */
export function applyMomentum(
  variable: tf.Variable,
  velocity: tf.Variable,
  { learningRate, momentum, gradient }: MomentumInputs,
  { nesterov = false }: { readonly nesterov?: boolean } = {},
): void {
  update('ResourceApplyKerasMomentum', [variable, velocity], [learningRate, gradient, momentum], {
    use_nesterov: nesterov,
  });
}

export interface RmspropInputs extends MomentumInputs {
  readonly rho: tf.Tensor;
  readonly epsilon: tf.Tensor;
}

/**
 * square = rho * square + (1 - rho) * gradient^2; velocity = momentum * velocity + learningRate * gradient /
 * sqrt(square + epsilon); variable -= velocity (Tieleman and Hinton 2012; epsilon within the root, as in Keras).
 */
export function applyRmsprop(
  variable: tf.Variable,
  square: tf.Variable,
  velocity: tf.Variable,
  { learningRate, rho, momentum, epsilon, gradient }: RmspropInputs,
): void {
  update('ResourceApplyRMSProp', [variable, square, velocity], [learningRate, rho, momentum, epsilon, gradient], {});
}
