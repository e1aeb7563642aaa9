import { checkOptions, fraction, number, object } from '../options';
import { draw, FLOAT, INT32, native, type RandomSource, statelessSeed, tf } from '../tensorflow';
import type { Augment } from './augment';
import { named } from './named-augment';

export interface MixupCutMixOptions {
  /** Share of the examples that are mixed; default 0.5. */
  readonly probability?: number;
  /** Of Mixup's beta distribution; default 0.8. */
  readonly mixupAlpha?: number;
  /** Of CutMix'; default 1, any share as likely as any other. */
  readonly cutMixAlpha?: number;
  /** Share of the mixed examples that CutMix mixes; default 0.5. */
  readonly cutMix?: number;
}

const OPTIONS = object({
  probability: fraction().default(0.5),
  mixupAlpha: number({ above: 0 }).default(0.8),
  cutMixAlpha: number({ above: 0 }).default(1),
  cutMix: fraction().default(0.5),
});

/**
 * Mixup (Zhang and others 2018) or CutMix (Yun and others 2019), drawn for each example: another of the batch shines
 * through the whole of it, or stands in a rectangle of it; targets are mixed by the share that is seen of each.
 * Inputs are [batch, height, width, channels].
 * @throws UserError where an option is out of range.
 */
export function mixupCutMix(options: MixupCutMixOptions = {}): Augment {
  const settings = checkOptions('mixupCutMix', OPTIONS, options);
  const { probability, mixupAlpha, cutMixAlpha, cutMix } = settings;
  return named('mixupCutMix', settings, ({ inputs, targets }, random) => {
    const [batch, height, width] = inputs.shape;
    const uniform = (use: number) => draw('uniform', [batch, 1, 1, 1], statelessSeed(random, use));
    const through = beta(mixupAlpha, batch, random, 2).mul(tf.ones([batch, height, width, 1]));
    const outside = tf.sub(
      1,
      rectangle(beta(cutMixAlpha, batch, random, 4), { height, width }, uniform(6), uniform(7)),
    );
    const own = tf.where(uniform(1).less(cutMix), outside, through);
    // How much of itself is left at each place; where nothing is mixed, all.
    const kept = tf.where(uniform(0).less(probability), own, tf.onesLike(own));
    const share = kept.mean([1, 2, 3]).reshape([batch, ...targets.shape.slice(1).map(() => 1)]);
    return { inputs: over(inputs, kept), targets: over(targets, share) };
  });
}

/** The batch itself was drawn at random, so its reverse is as good as any order. */
const over = (values: tf.Tensor, kept: tf.Tensor) => values.mul(kept).add(tf.reverse(values, 0).mul(tf.sub(1, kept)));

/** float32 [batch, 1, 1, 1] of Beta(alpha, alpha): a share of two numbers of a gamma distribution. */
export function beta(alpha: number, batch: number, random: RandomSource, use: number): tf.Tensor {
  const gamma = (use: number) =>
    native(
      'StatelessRandomGammaV2',
      [tf.tensor1d([batch, 1, 1, 1], 'int32'), statelessSeed(random, use), tf.scalar(alpha)],
      {
        T: INT32,
        Tseed: INT32,
        dtype: FLOAT,
      },
    );
  const [one, other] = [gamma(use), gamma(use + 1)];
  // Two numbers that are too small for float32 have no share.
  return one.add(1e-20).div(one.add(other).add(2e-20));
}

/**
 * 1 inside of a rectangle that leaves `kept` of the area outside, in the proportions of the whole; cut at the borders.
 * @param down, across where its middle is, uniform in [0, 1).
 */
function rectangle(
  kept: tf.Tensor,
  { height, width }: { readonly height: number; readonly width: number },
  down: tf.Tensor,
  across: tf.Tensor,
): tf.Tensor {
  const side = tf.sqrt(tf.sub(1, kept));
  const within = (size: number, middle: tf.Tensor, shape: number[]) => {
    const place = tf.range(0, size, 1, 'float32').reshape(shape);
    const half = tf.floor(side.mul(size)).div(2);
    const centre = tf.floor(middle.mul(size));
    return place.greaterEqual(tf.floor(centre.sub(half))).logicalAnd(place.less(tf.floor(centre.add(half))));
  };
  const rows = within(height, down, [1, height, 1, 1]);
  const columns = within(width, across, [1, 1, width, 1]);
  return rows.logicalAnd(columns).cast('float32');
}
