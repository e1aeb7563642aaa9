import { type Examples, type Image, imageAt, imageFromUnit } from '../data';
import { createRandom } from '../random';
import { mixSeed, tf, tidyData } from '../tensorflow';
import type { Augment } from './augment';

export interface SyntheticImage {
  readonly image: Image;
  readonly label: number;
  /** Which example it was made from. */
  readonly origin: number;
}

/** Pictures made at a time. */
const BATCH = 64;

/**
 * New pictures out of old ones, without end: the examples in turn, in an order drawn anew for each round, each changed
 * by `augment`. Take as many as are wanted; the same seed gives the same ones.
 * @throws RangeError where there are no examples, or they are no pictures.
 */
export function* syntheticImages(
  examples: Examples,
  { augment, seed }: { readonly augment: Augment; readonly seed: number },
): Generator<SyntheticImage, never, undefined> {
  if (examples.size === 0) throw new RangeError('there are no examples to make synthetic images from');
  const order = Array.from({ length: examples.size }, (_, i) => i);
  for (let round = 0; ; round++) {
    createRandom(mixSeed(seed, round)).shuffle(order);
    for (let start = 0; start < order.length; start += BATCH) {
      const origins = order.slice(start, start + BATCH);
      const images = origins.map((origin) => imageAt(examples, origin));
      const made = changed(images, augment, { seed, step: round * order.length + start });
      for (const [i, origin] of origins.entries()) {
        yield { image: made[i], label: examples.labels[origin], origin };
      }
    }
  }
}

/** @param where the numbers that decide what is drawn. */
function changed(images: readonly Image[], augment: Augment, where: { seed: number; step: number }): Image[] {
  const [{ height, width, channels }] = images;
  const length = height * width * channels;
  const values = tidyData(() => {
    const pixels = Float32Array.from({ length: images.length * length }, (_, i) => {
      return images[Math.floor(i / length)].pixels[i % length] / 255;
    });
    const inputs = tf.tensor(pixels, [images.length, height, width, channels]);
    const random = { seed: where.seed, step: tf.scalar(where.step, 'int32') };
    return augment({ inputs, targets: tf.zeros([images.length, 1]) }, random).inputs;
  });
  return images.map((_, i) => imageFromUnit(values.subarray(i * length, (i + 1) * length), [height, width, channels]));
}
