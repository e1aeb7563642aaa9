import { tf } from '../graph/backend';
import { BOOL, FLOAT, native } from '../graph/operation';
import { max, mean, mul, scale, sum } from './arithmetic';
import { withGradient } from './gradient';
import { broadcastTo, reshape } from './layout';

export interface Pool2dOptions {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
}

const poolAttributes = ({ poolSize, strides, padding }: Pool2dOptions) => ({
  T: FLOAT,
  ksize: [1, ...poolSize, 1],
  strides: [1, ...strides, 1],
  padding: padding.toUpperCase(),
  data_format: 'NHWC',
});

/** The largest value of each window, with its gradient; x is [batch, height, width, channels]. */
export function maxPool2d(x: tf.Tensor, options: Pool2dOptions): tf.Tensor {
  const attributes = poolAttributes(options);
  return withGradient([x], () => {
    const y = native('MaxPool', [x], attributes);
    return {
      value: y,
      saved: [x, y],
      gradient: (dy, [x, y]) => [() => native('MaxPoolGrad', [x, y, dy], attributes)],
    };
  });
}

/** The mean of each window, padding left out, with its gradient; x is [batch, height, width, channels]. */
export function averagePool2d(x: tf.Tensor, options: Pool2dOptions): tf.Tensor {
  const attributes = poolAttributes(options);
  const { shape } = x;
  return withGradient([x], () => ({
    value: native('AvgPool', [x], attributes),
    saved: [],
    gradient: (dy) => [() => native('AvgPoolGrad', [tf.tensor1d(shape, 'int32'), dy], attributes)],
  }));
}

const withOnes = (shape: readonly number[], axes: readonly number[]) =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));

/** The mean over some axes, which vanish: global average pooling where they are time, or height and width. */
export function meanOver(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const { shape } = x;
  const count = axes.reduce((product, axis) => product * shape[axis], 1);
  return withGradient([x], () => ({
    value: mean(x, axes),
    saved: [],
    gradient: (dy) => [() => broadcastTo(reshape(scale(dy, 1 / count), withOnes(shape, axes)), shape)],
  }));
}

/** The largest value over some axes, which vanish. Where several are equal, they share the gradient, as in Keras. */
export function maxOver(x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  const kept = withOnes(x.shape, axes);
  return withGradient([x], () => {
    const y = max(x, axes);
    return {
      value: y,
      saved: [x, y],
      gradient: (dy, [x, y]) => [
        () => {
          const equal = native('Equal', [x, reshape(y, kept)], { T: FLOAT, incompatible_shape_error: true });
          const chosen = native('Cast', [equal], { SrcT: BOOL, DstT: FLOAT, Truncate: false });
          const share = native('RealDiv', [reshape(dy, kept), sum(chosen, axes, true)], { T: FLOAT });
          return mul(chosen, share);
        },
      ],
    };
  });
}
