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

/**
 * Turns, zooms, stretches, shifts and mirrors training pictures at random, anew at each step.
 * @throws RangeError where an option is out of range.
 */
export function moveImages(options: MoveOptions): Augment {
  checkOptions(options);
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

function checkOptions({ rotation = 0, zoom = 0, stretch = 0, shiftX = 0, shiftY = 0 }: MoveOptions): void {
  if (!(rotation >= 0 && rotation <= 180)) throw new RangeError(`rotation is ${rotation}: give 0 to 180 degrees`);
  for (const [name, value] of Object.entries({ zoom, stretch })) {
    if (!(value >= 0 && value < 1)) throw new RangeError(`${name} is ${value}: give a fraction from 0 to below 1`);
  }
  for (const [name, value] of Object.entries({ shiftX, shiftY })) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} is ${value}: give a fraction from 0 to 1`);
  }
}
