import { tf } from '../graph/backend';
import { FLOAT, native } from '../graph/operation';
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
