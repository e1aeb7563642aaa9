/**
 * What this library adds at the one place where a layer of tf.layers asks for a weight: initial values are drawn
 * natively from the seed of `setSeed`, and what regularises the weight is kept with it.
 */

import { tf } from '../graph/backend';
import { type Initializer, initializerOf } from './initializers';
import { keepRegularizer, type Regularizer } from './regularization';

type AddWeight = (
  name: string,
  shape: number[],
  dtype: string,
  initializer: Initializer,
  regularizer?: Regularizer | null,
  ...rest: unknown[]
) => object;

const layer = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight; readonly losses: (() => tf.Scalar)[] };
const addWeight = layer.addWeight;
layer.addWeight = function (name, shape, dtype, initializer, regularizer, ...rest) {
  let weight!: object;
  const losses = this.losses.length;
  // In a tidy, as tfjs' initialiser of an LSTM's bias leaves tensors behind; variables outlive it.
  tf.tidy(() => {
    weight = addWeight.call(this, name, shape, dtype, initializerOf(initializer), regularizer, ...rest);
  });
  if (regularizer != null) keepRegularizer(weight, regularizer, this.losses.slice(losses));
  return weight;
};
