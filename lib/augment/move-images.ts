import { checkOptions, flag, fraction, number, object, oneOf } from '../options';
import { draw, type RandomSource, statelessSeed, tf } from '../tensorflow';
import { type Affine, type Fill, transformImages } from './affine';
import type { Augment } from './augment';
import { named } from './named-augment';

/** How far each picture may be moved; what is left out does not happen. Each value is drawn evenly between its bounds. */
export interface MoveOptions {
  /** Largest turn in degrees, either way. */
  readonly rotation?: number;
  /** Largest change of size: 0.1 draws a scale from 0.9 to 1.1. */
  readonly zoom?: number;
  /** Largest change of width beside it: proportions change from 1 - stretch to 1 + stretch. */
  readonly stretch?: number;
  /** Largest shift as a fraction of the width and of the height, either way. */
  readonly shiftX?: number;
  readonly shiftY?: number;
  /** Exchanges left and right (up and down) of every second picture. */
  readonly flipX?: boolean;
  readonly flipY?: boolean;
  /** What comes in from outside; default 'black'. */
  readonly fill?: Fill;
}

const OPTIONS = object({
  rotation: number({ min: 0, max: 180 }).optional(),
  zoom: fraction({ min: 0, below: 1 }).optional(),
  stretch: fraction({ min: 0, below: 1 }).optional(),
  shiftX: fraction().optional(),
  shiftY: fraction().optional(),
  flipX: flag.optional(),
  flipY: flag.optional(),
  fill: oneOf('black', 'nearest', 'reflect').optional(),
});

/**
 * Turns, zooms, stretches, shifts and mirrors training pictures at random, anew at each step.
 * @throws UserError where an option is out of range.
 */
export function moveImages(options: MoveOptions): Augment {
  checkOptions('moveImages', OPTIONS, options);
  return named('moveImages', options, ({ inputs, targets }, random) => {
    const [batch, height, width] = inputs.shape;
    const affine = drawAffine(options, { batch, height, width }, random);
    return { inputs: transformImages(inputs, affine, options.fill), targets };
  });
}

/** One movement for each picture of a batch. */
export function drawAffine(
  options: MoveOptions,
  { batch, height, width }: { readonly batch: number; readonly height: number; readonly width: number },
  random: RandomSource,
): Affine {
  const { rotation = 0, zoom = 0, stretch = 0, shiftX = 0, shiftY = 0, flipX = false, flipY = false } = options;
  let draws = 0;
  const around = (centre: number, range: number) => {
    const unit = draw('uniform', [batch], statelessSeed(random, draws++));
    return unit.mul(2 * range).add(centre - range);
  };
  const sign = (flips: boolean) => {
    const drawn = around(0, 1);
    return flips ? tf.where(drawn.less(0), tf.scalar(-1), tf.scalar(1)) : tf.onesLike(drawn);
  };
  const angle = around(0, (rotation * Math.PI) / 180);
  const scaleY = around(1, zoom);
  return {
    angle,
    scaleY,
    scaleX: scaleY.mul(around(1, stretch)),
    shiftX: around(0, shiftX * width),
    shiftY: around(0, shiftY * height),
    mirrorX: sign(flipX),
    mirrorY: sign(flipY),
  };
}
