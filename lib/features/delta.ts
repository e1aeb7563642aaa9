import { checkOptions, object, oneOf, oneOfNumbers } from '../options';
import { tf } from '../tensorflow';
import { deltaWidth } from './feature-options';

export interface DeltaOptions {
  /** Frames of the regression, odd, at least 3; default 9, as librosa's. */
  readonly width?: number;
  /** 1: the slope; 2: the curvature (delta-delta). Default 1. */
  readonly order?: 1 | 2;
  /** At the edges: 'nearest' (default) repeats the first and last frame; 'interp', librosa's, keeps the last fit. */
  readonly mode?: 'nearest' | 'interp';
}

const OPTIONS = object({
  width: deltaWidth.default(9),
  order: oneOfNumbers(1, 2).default(1),
  mode: oneOf('nearest', 'interp').default('nearest'),
});

/**
 * How features change over time: the derivative of a polynomial of degree `order`, fitted by least squares to `width`
 * frames around each (Savitzky and Golay 1964), as librosa.feature.delta.
 * @param features float32 [..., frames]
 * @returns float32 of the same shape, per frame (order 1) or per frame squared (order 2).
 * @throws UserError where an option is out of range; RangeError where 'interp' has fewer frames than width.
 */
export function delta<T extends tf.Tensor>(features: T, options: DeltaOptions = {}): T {
  const { width, order, mode } = checkOptions('delta', OPTIONS, options);
  const frames = features.shape[features.rank - 1];
  if (mode === 'interp' && frames < width) {
    throw new RangeError(
      `delta: ${frames} frames are fewer than width ${width}; take a smaller width or mode 'nearest'`,
    );
  }
  const half = (width - 1) / 2;
  return tf.tidy(() => {
    const rows = features.reshape([-1, frames]) as tf.Tensor2D;
    // With 'interp' the fit of the first and of the last full window also holds for the frames beside its centre;
    // its derivative of the same order as its degree is constant.
    const derived =
      mode === 'interp'
        ? extended(regression(rows, weights(half, order)), half)
        : regression(extended(rows, half), weights(half, order));
    return derived.reshape(features.shape) as T;
  });
}

/** Weights of the frames -half..half in the derivative of the fitted line or parabola. */
function weights(half: number, order: 1 | 2): number[] {
  const positions = Array.from({ length: 2 * half + 1 }, (_, i) => i - half);
  const moment = (power: number) => positions.reduce((sum, position) => sum + position ** power, 0);
  const [count, square, fourth] = [positions.length, moment(2), moment(4)];
  return order === 1
    ? positions.map((position) => position / square)
    : positions.map((position) => (2 * (count * position ** 2 - square)) / (count * fourth - square ** 2));
}

/** Correlates each row [rows, n] with the weights: [rows, n - weights + 1]. */
function regression(rows: tf.Tensor2D, weights: readonly number[]): tf.Tensor2D {
  const length = rows.shape[1] - weights.length + 1;
  const terms = weights.map((weight, i) => rows.slice([0, i], [rows.shape[0], length]).mul(weight));
  return tf.addN(terms) as tf.Tensor2D;
}

/** Repeats the first and the last column `count` times. */
function extended(rows: tf.Tensor2D, count: number): tf.Tensor2D {
  const [height, length] = rows.shape;
  const first = rows.slice([0, 0], [height, 1]).tile([1, count]);
  const last = rows.slice([0, length - 1], [height, 1]).tile([1, count]);
  return tf.concat([first, rows, last], 1) as tf.Tensor2D;
}
