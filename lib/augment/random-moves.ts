import { checkOptions, fraction, integer, object, oneOf } from '../options';
import { draw, statelessSeed, tf } from '../tensorflow';
import { type Fill, transformImages } from './affine';
import type { Augment } from './augment';
import { named } from './named-augment';

export interface RandomMovesOptions {
  /** How many changes each picture gets, one after the other; default 2. */
  readonly count?: number;
  /** Their strength: 1 turns by 30 degrees, shifts by 30 %, zooms by 30 %, changes contrast and brightness by 90 % and 50 %. Default 0.3. */
  readonly magnitude?: number;
  /** What comes in from outside; default 'black'. */
  readonly fill?: Fill;
}

/** What one of the changes does at full strength; `none` is one of them too. */
const CHANGES = ['none', 'rotation', 'shiftX', 'shiftY', 'zoom', 'contrast', 'brightness'] as const;
const STRONGEST = { rotation: Math.PI / 6, shift: 0.3, zoom: 0.3, contrast: 0.9, brightness: 0.5 };

const OPTIONS = object({
  count: integer({ min: 1, max: 10 }).default(2),
  magnitude: fraction().default(0.3),
  fill: oneOf('black', 'nearest', 'reflect').default('black'),
});

/**
 * In the manner of RandAugment (Cubuk and others, 2020): each picture gets a few changes drawn from one list, all of
 * one strength, either way; two numbers in place of a dozen. Pictures [batch, height, width, channels] in [0, 1]
 * stay there.
 * @throws UserError where an option is out of range.
 */
export function randomMoves(options: RandomMovesOptions = {}): Augment {
  const { count, magnitude, fill } = checkOptions('randomMoves', OPTIONS, options);
  return named('randomMoves', { count, magnitude, fill }, ({ inputs, targets }, random) => {
    const [batch, height, width] = inputs.shape;
    let images = inputs;
    for (let round = 0; round < count; round++) {
      const uniform = (use: number) => draw('uniform', [batch], statelessSeed(random, 2 * round + use));
      const kind = tf.floor(uniform(0).mul(CHANGES.length));
      const sign = tf.where(uniform(1).less(0.5), tf.scalar(-1), tf.scalar(1));
      /** The strength for the pictures that drew this change, 0 for the others; [batch] */
      const by = (name: (typeof CHANGES)[number], strongest: number) =>
        tf.where(kind.equal(CHANGES.indexOf(name)), sign.mul(magnitude * strongest), tf.scalar(0));
      const scale = by('zoom', STRONGEST.zoom).add(1);
      images = transformImages(
        images,
        {
          angle: by('rotation', STRONGEST.rotation),
          scaleX: scale,
          scaleY: scale,
          shiftX: by('shiftX', STRONGEST.shift * width),
          shiftY: by('shiftY', STRONGEST.shift * height),
          mirrorX: tf.onesLike(scale),
          mirrorY: tf.onesLike(scale),
        },
        fill,
      );
      const each = (values: tf.Tensor) => values.reshape([batch, 1, 1, 1]);
      const mean = images.mean([1, 2, 3], true);
      images = images
        .sub(mean)
        .mul(each(by('contrast', STRONGEST.contrast).add(1)))
        .add(mean);
      images = images.add(each(by('brightness', STRONGEST.brightness))).clipByValue(0, 1);
    }
    return { inputs: images, targets };
  });
}
