import { callable, checkOptions, number, object } from '../../options';
import { tf } from '../../tensorflow';
import { described } from './optimizer';
import { type Decays, flagsOf } from './weight-decay';

/** Changes the gradients of a step before an optimiser is given them; traced into the step. */
export interface GradientTransform {
  describe(variables: readonly tf.Variable[]): string;
  apply(gradients: readonly tf.Tensor[], variables: readonly tf.Variable[]): readonly tf.Tensor[];
}

/** Scales all gradients down together where their common norm exceeds `norm` (Pascanu and others 2013). */
export function clipNorm(norm: number): GradientTransform {
  checkOptions('clipNorm: norm', number({ above: 0 }), norm);
  return {
    describe: () => described('clipNorm', { norm }),
    apply(gradients) {
      const length = tf.sqrt(tf.addN(gradients.map((gradient) => gradient.square().sum())));
      const scale = tf.div(norm, tf.maximum(length, norm));
      return gradients.map((gradient) => gradient.mul(scale));
    },
  };
}

/** Cuts each entry of each gradient to -value..value. */
export function clipValue(value: number): GradientTransform {
  checkOptions('clipValue: value', number({ above: 0 }), value);
  return {
    describe: () => described('clipValue', { value }),
    apply: (gradients) => gradients.map((gradient) => gradient.clipByValue(-value, value)),
  };
}

const DECAY_OPTIONS = object({ decays: callable<Decays>().default(() => () => true) });

/**
 * Adds amount * weight to each gradient: the gradient of amount / 2 * weight^2, as `weight_decay` of torch's Adam and
 * SGD. (Decoupled decay, which an adaptive rate does not scale, is adamW's.)
 * @param options decays: which variables; default all.
 */
export function addDecay(amount: number, options: { readonly decays?: Decays } = {}): GradientTransform {
  checkOptions('addDecay: amount', number({ min: 0 }), amount);
  const { decays } = checkOptions('addDecay', DECAY_OPTIONS, options);
  return {
    describe: (variables) => described('addDecay', { amount, decaying: flagsOf(variables, decays) }),
    apply: (gradients, variables) =>
      gradients.map((gradient, i) => (decays(variables[i]) ? gradient.add(variables[i].mul(amount)) : gradient)),
  };
}
