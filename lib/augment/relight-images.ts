import { checkOptions, fraction, object } from '../options';
import { draw, type RandomSource, statelessSeed, tf } from '../tensorflow';
import type { Augment } from './augment';
import { named } from './named-augment';

/** How far each picture's tones may change; what is left out does not happen. */
export interface RelightOptions {
  /** Values are raised to a power from exp(-gamma) to exp(gamma): dark parts lighter or darker, black and white kept. */
  readonly gamma?: number;
  /** Values are multiplied by 1 - contrast to 1 + contrast. */
  readonly contrast?: number;
  /** To all values of a picture a number from -brightness to brightness is added. */
  readonly brightness?: number;
  /** Largest standard deviation of the noise added to each value. */
  readonly noise?: number;
  /** From blurred by a 3x3 binomial filter (1) to sharpened as much (-1), up to this share. */
  readonly blur?: number;
  /** Share of the pictures that are shown as if taken at half the resolution. */
  readonly coarse?: number;
}

const OPTIONS = object({
  gamma: fraction().default(0),
  contrast: fraction().default(0),
  brightness: fraction().default(0),
  noise: fraction().default(0),
  blur: fraction().default(0),
  coarse: fraction().default(0),
});

/**
 * Changes tones, sharpness and grain of training pictures at random: what tells one scanner, or one website, from
 * another and says nothing of what is shown. Values stay in [0, 1], but for the noise.
 * @throws UserError where an option is out of range.
 */
export function relightImages(options: RelightOptions): Augment {
  const { gamma, contrast, brightness, noise, blur, coarse } = checkOptions('relightImages', OPTIONS, options);
  return named('relightImages', options, ({ inputs, targets }, random) => {
    let draws = 0;
    /** One number a picture, [batch, 1, 1, 1]. */
    const between = (low: number, high: number) =>
      draw('uniform', [inputs.shape[0], 1, 1, 1], statelessSeed(random, draws++))
        .mul(high - low)
        .add(low);
    let images = inputs;
    if (gamma > 0) images = tf.pow(images.clipByValue(DARKEST, 1), tf.exp(between(-gamma, gamma)));
    if (blur > 0) images = images.add(blurred(images).sub(images).mul(between(-blur, blur)));
    if (coarse > 0) images = tf.where(between(0, 1).less(coarse), halved(images), images);
    if (contrast > 0) images = images.mul(between(1 - contrast, 1 + contrast));
    if (brightness > 0) images = images.add(between(-brightness, brightness));
    images = images.clipByValue(0, 1);
    if (noise > 0) images = images.add(grain(images.shape, random, draws++).mul(between(0, noise)));
    return { inputs: images, targets };
  });
}

/** Far below the step of a byte: a power of 0 has no gradient, and none is wanted of it. */
const DARKEST = 1e-5;

function grain(shape: readonly number[], random: RandomSource, number: number): tf.Tensor {
  return draw('normal', shape, statelessSeed(random, number));
}

/** Means of 2 x 2 values, enlarged again. */
function halved(images: tf.Tensor): tf.Tensor {
  const [, height, width] = images.shape;
  const small = tf.avgPool(images as tf.Tensor4D, 2, 2, 'same');
  return tf.image.resizeBilinear(small, [height, width], false, true);
}

/** The filter 1 2 1 both ways, each channel by itself; the border is black outside. */
function blurred(images: tf.Tensor): tf.Tensor {
  const channels = images.shape[3] ?? 1;
  const weights = [1, 2, 1].flatMap((row) => [1, 2, 1].map((column) => (row * column) / 16));
  const filter = tf.tensor4d(
    weights.flatMap((weight) => new Array<number>(channels).fill(weight)),
    [3, 3, channels, 1],
  );
  return tf.depthwiseConv2d(images as tf.Tensor4D, filter, 1, 'same');
}
