import { FLOAT, native, tf } from '../tensorflow';

/** How each picture of a batch is moved; all float32 [batch], about the picture's centre. */
export interface Affine {
  /** Radians, anticlockwise as one sees it. */
  readonly angle: tf.Tensor;
  /** Enlargement across and down: 2 shows everything twice as wide. */
  readonly scaleX: tf.Tensor;
  readonly scaleY: tf.Tensor;
  /** Pixels to the right and down. */
  readonly shiftX: tf.Tensor;
  readonly shiftY: tf.Tensor;
  /** -1 where left and right (up and down) change places, else 1. */
  readonly mirrorX: tf.Tensor;
  readonly mirrorY: tf.Tensor;
}

/** What stands where nothing of the picture is: black, the nearest pixel of its border, or its mirror image. */
export type Fill = 'black' | 'nearest' | 'reflect';

const FILL_MODES: Record<Fill, string> = { black: 'CONSTANT', nearest: 'NEAREST', reflect: 'REFLECT' };

/**
 * Mirrors, scales, turns and shifts pictures, in this order and in one interpolation (bilinear), by TensorFlow's
 * ImageProjectiveTransformV3.
 * @param images float32 [batch, height, width, channels]; the result has the same shape.
 */
export function transformImages(images: tf.Tensor, affine: Affine, fill: Fill = 'black'): tf.Tensor {
  const [, height, width] = images.shape;
  const size = tf.tensor1d([height, width], 'int32');
  return native('ImageProjectiveTransformV3', [images, coefficients(affine, height, width), size, tf.scalar(0)], {
    dtype: FLOAT,
    interpolation: 'BILINEAR',
    fill_mode: FILL_MODES[fill],
  });
}

/**
 * The op wants, for each pixel (x, y) of the result, where in the picture it comes from:
 * (a0 x + a1 y + a2, b0 x + b1 y + b2). So all is undone, last first; y points down.
 */
function coefficients(affine: Affine, height: number, width: number): tf.Tensor {
  const { angle, scaleX, scaleY, shiftX, shiftY, mirrorX, mirrorY } = affine;
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const [acrossX, acrossY] = [mirrorX.div(scaleX), mirrorY.div(scaleY)];
  const [cos, sin] = [tf.cos(angle), tf.sin(angle)];
  const rows = [
    [cos.mul(acrossX), sin.mul(acrossX).neg(), centreX],
    [sin.mul(acrossY), cos.mul(acrossY), centreY],
  ] as const;
  // The centre of the result, moved back by the shift, comes from the picture's centre.
  const [x, y] = [shiftX.add(centreX), shiftY.add(centreY)];
  const moved = rows.flatMap(([a, b, centre]) => [a, b, tf.sub(centre, a.mul(x)).sub(b.mul(y))]);
  const none = tf.zerosLike(angle);
  return tf.stack([...moved, none, none], 1);
}
