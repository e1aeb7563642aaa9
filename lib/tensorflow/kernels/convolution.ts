import { tf } from '../graph/backend';
import { FLOAT, INT32, native } from '../graph/operation';
import { activate, activationGradient, type FusedActivation } from './activation';
import { biasAdd, biasGradient } from './dense';
import { withGradient } from './gradient';

export interface ConvolutionOptions {
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
  readonly activation: FusedActivation;
}

/**
 * activation(x * kernel + bias) with its gradient.
 * @param x [batch, height, width, in]; kernel [h, w, in, filters], bias [filters] or none.
 */
export function conv2d(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  options: ConvolutionOptions,
): tf.Tensor {
  return convolution('Conv2D', { use_cudnn_on_gpu: true }, x, kernel, bias, options);
}

/**
 * The same with filters of their own for each channel, whose outputs lie side by side.
 * @param kernel [h, w, in, multiplier], bias [in * multiplier] or none. Both strides must be equal.
 */
export function depthwiseConv2d(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  options: ConvolutionOptions,
): tf.Tensor {
  return convolution('DepthwiseConv2dNative', {}, x, kernel, bias, options);
}

function convolution(
  op: 'Conv2D' | 'DepthwiseConv2dNative',
  extra: { use_cudnn_on_gpu?: boolean },
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  { strides, padding, activation }: ConvolutionOptions,
): tf.Tensor {
  const attributes = {
    T: FLOAT,
    strides: [1, ...strides, 1],
    dilations: [1, 1, 1, 1],
    padding: padding.toUpperCase(),
    data_format: 'NHWC',
    ...extra,
  };
  const sizes = (t: tf.Tensor) => tf.tensor1d(t.shape, 'int32');
  return withGradient(bias === undefined ? [x, kernel] : [x, kernel, bias], () => {
    const z = biasAdd(native(op, [x, kernel], attributes), bias);
    const y = activate(z, activation);
    return {
      value: y,
      saved: [x, kernel, y, z],
      gradient: (dy, [x, kernel, y, z]) => {
        const dz = activationGradient(dy, y, z, activation);
        return [
          () => native(`${op}BackpropInput`, [sizes(x), kernel, dz], attributes),
          () => native(`${op}BackpropFilter`, [x, sizes(kernel), dz], attributes),
          () => biasGradient(dz),
        ];
      },
    };
  });
}

export interface TransposedOptions {
  /** Of the result, [batch, ...space, filters]. */
  readonly outputShape: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'same' | 'valid';
}

/** The ops of a convolution in two and three dimensions, and those of its gradients. */
const CONVOLUTIONS = {
  2: { op: 'Conv2D', input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter', format: 'NHWC', more: {} },
  3: {
    op: 'Conv3D',
    input: 'Conv3DBackpropInputV2',
    filter: 'Conv3DBackpropFilterV2',
    format: 'NDHWC',
    more: { Tshape: INT32 },
  },
} as const;

/**
 * The transpose of a convolution (Zeiler and others 2010), which makes images larger, with its gradient.
 * @param x [batch, ...space, in] of two or three dimensions; kernel [...taps, filters, in].
 */
export function transposedConvolution(
  x: tf.Tensor,
  kernel: tf.Tensor,
  { outputShape, strides, padding }: TransposedOptions,
): tf.Tensor {
  const { op, input, filter, format, more } = CONVOLUTIONS[strides.length as 2 | 3];
  const attributes = {
    T: FLOAT,
    strides: [1, ...strides, 1],
    dilations: [1, ...strides.map(() => 1), 1],
    padding: padding.toUpperCase(),
    data_format: format,
  };
  const sizes = (shape: readonly number[]) => tf.tensor1d([...shape], 'int32');
  return withGradient([x, kernel], () => ({
    value: native(input, [sizes(outputShape), kernel, x], { ...attributes, ...more }),
    saved: [x, kernel],
    gradient: (dy, [x, kernel]) => [
      () => native(op, [dy, kernel], attributes),
      () => native(filter, [dy, sizes(kernel.shape), x], attributes),
    ],
  }));
}
