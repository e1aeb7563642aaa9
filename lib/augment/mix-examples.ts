import { checkOptions, fraction, object } from '../options';
import { draw, statelessSeed, tf } from '../tensorflow';
import type { Augment } from './augment';
import { named } from './named-augment';

const OPTIONS = object({ probability: fraction().default(1) });
const AMOUNT = object({ amount: fraction({ min: 0, below: 1 }) });

/**
 * Mixup (Zhang and others, 2018): each example is laid over another of its batch, and so are their targets. The share
 * of the stronger one is drawn evenly from 0.5 to 1 (their beta distribution with alpha 1, folded).
 * @param options probability: how many of the examples are mixed; default 1.
 */
export function mixExamples(options: { readonly probability?: number } = {}): Augment {
  const { probability } = checkOptions('mixExamples', OPTIONS, options);
  return named('mixExamples', { probability }, ({ inputs, targets }, random) => {
    const batch = inputs.shape[0];
    const uniform = (use: number) => draw('uniform', [batch], statelessSeed(random, use));
    const share = tf.where(uniform(0).less(probability), uniform(1).mul(0.5).add(0.5), tf.scalar(1));
    const mixed = (values: tf.Tensor) => {
      const own = share.reshape([batch, ...values.shape.slice(1).map(() => 1)]);
      // The batch itself was drawn at random, so its reverse is as good as any order.
      return values.mul(own).add(tf.reverse(values, 0).mul(tf.sub(1, own)));
    };
    return { inputs: mixed(inputs), targets: mixed(targets) };
  });
}

/** Label smoothing (Szegedy and others, 2016): targets become (1 - amount) * targets + amount / classes. */
export function smoothTargets(amount: number): Augment {
  checkOptions('smoothTargets', AMOUNT, { amount });
  return named('smoothTargets', { amount }, ({ inputs, targets }) => ({
    inputs,
    targets: targets.mul(1 - amount).add(amount / (targets.shape[1] ?? 1)),
  }));
}
