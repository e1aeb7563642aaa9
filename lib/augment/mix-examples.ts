import { checkOptions, fraction, number, object } from '../options';
import { draw, type RandomSource, statelessSeed, tf } from '../tensorflow';
import type { Augment } from './augment';
import { beta } from './mixup-cut-mix';
import { named } from './named-augment';

export interface MixOptions {
  /** How many of the examples are mixed; default 1. */
  readonly probability?: number;
  /** Of the beta distribution: 1 (default) draws all shares alike, 0.2 mostly leaves the other example hardly audible. */
  readonly alpha?: number;
}

const OPTIONS = object({ probability: fraction().default(1), alpha: number({ min: 0.05, max: 10 }).default(1) });
const AMOUNT = object({ amount: fraction({ min: 0, below: 1 }) });

/**
 * Mixup (Zhang and others, 2018): each example is laid over another of its batch, and so are their targets. The share
 * of the stronger one is drawn from their beta distribution, folded: from 0.5 to 1.
 * @throws UserError where an option is out of range.
 */
export function mixExamples(options: MixOptions = {}): Augment {
  const { probability, alpha } = checkOptions('mixExamples', OPTIONS, options);
  return named('mixExamples', { probability, ...(alpha !== 1 && { alpha }) }, ({ inputs, targets }, random) => {
    const batch = inputs.shape[0];
    const uniform = draw('uniform', [batch], statelessSeed(random, 0));
    const share = tf.where(uniform.less(probability), stronger(alpha, batch, random), tf.scalar(1));
    const mixed = (values: tf.Tensor) => {
      const own = share.reshape([batch, ...values.shape.slice(1).map(() => 1)]);
      // The batch itself was drawn at random, so its reverse is as good as any order.
      return values.mul(own).add(tf.reverse(values, 0).mul(tf.sub(1, own)));
    };
    return { inputs: mixed(inputs), targets: mixed(targets) };
  });
}

/** The larger of a drawn share and its complement, [batch]; evenly from 0.5 to 1 where alpha is 1. */
function stronger(alpha: number, batch: number, random: RandomSource): tf.Tensor {
  if (alpha === 1) return draw('uniform', [batch], statelessSeed(random, 1)).mul(0.5).add(0.5);
  const share = beta(alpha, batch, random, 1).reshape([batch]);
  return tf.maximum(share, tf.sub(1, share));
}

/** Label smoothing (Szegedy and others, 2016): targets become (1 - amount) * targets + amount / classes. */
export function smoothTargets(amount: number): Augment {
  checkOptions('smoothTargets', AMOUNT, { amount });
  return named('smoothTargets', { amount }, ({ inputs, targets }) => ({
    inputs,
    targets: targets.mul(1 - amount).add(amount / (targets.shape[1] ?? 1)),
  }));
}
