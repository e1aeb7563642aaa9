import { checkOptions, fraction, integer, object } from '../options';
import { draw, statelessSeed, tf } from '../tensorflow';
import type { Augment } from './augment';
import { named } from './named-augment';

export interface SpecAugmentOptions {
  /** Share of the examples that are masked; default 0.8. */
  readonly probability?: number;
  /** Bands of frequencies set to zero, each up to this share of all; default 2 of up to 0.15. */
  readonly frequencyMasks?: number;
  readonly frequencyWidth?: number;
  /** Stretches of time set to zero; default 2 of up to 0.1. */
  readonly timeMasks?: number;
  readonly timeWidth?: number;
}

/** More masks than this hide all that there is. */
const masks = integer({ min: 0, max: 1000 });

const OPTIONS = object({
  probability: fraction().default(0.8),
  frequencyMasks: masks.default(2),
  frequencyWidth: fraction().default(0.15),
  timeMasks: masks.default(2),
  timeWidth: fraction().default(0.1),
});

/**
 * SpecAugment (Park and others 2019): bands and stretches of features [batch, bands, frames, channels] become zero,
 * the mean of z-scores. Widths are drawn evenly from nothing to their share, places evenly, for each example.
 * @throws UserError where an option is out of range.
 */
export function specAugment(given: SpecAugmentOptions = {}): Augment {
  const { probability, frequencyMasks, frequencyWidth, timeMasks, timeWidth } = checkOptions(
    'specAugment',
    OPTIONS,
    given,
  );
  const options = { probability, frequencyMasks, frequencyWidth, timeMasks, timeWidth };
  return named('specAugment', options, ({ inputs, targets }, random) => {
    const [batch, bands, frames] = inputs.shape;
    let draws = 0;
    const uniform = () => draw('uniform', [batch, 1], statelessSeed(random, draws++));
    const masked = uniform().less(probability).cast('float32');
    const keep = (masks: number, size: number, share: number) => {
      let kept: tf.Tensor = tf.ones([batch, size]);
      for (let i = 0; i < masks; i++) kept = kept.mul(tf.sub(1, mask(uniform(), uniform(), size, share).mul(masked)));
      return kept;
    };
    const byBand = keep(frequencyMasks, bands, frequencyWidth).reshape([batch, bands, 1, 1]);
    const byFrame = keep(timeMasks, frames, timeWidth).reshape([batch, 1, frames, 1]);
    return { inputs: inputs.mul(byBand).mul(byFrame), targets };
  });
}

/** 1 inside of a stretch drawn for each row, else 0. @param width, place uniform in [0, 1), float32 [batch, 1]. */
function mask(width: tf.Tensor, place: tf.Tensor, size: number, share: number): tf.Tensor {
  const length = tf.floor(width.mul(Math.floor(share * size) + 1));
  const start = tf.floor(place.mul(tf.sub(size + 1, length)));
  const position = tf.range(0, size, 1, 'float32').reshape([1, size]);
  return position
    .greaterEqual(start)
    .logicalAnd(position.less(start.add(length)))
    .cast('float32');
}
