import { tf } from '../backend';
import { FLOAT, INT32, native } from '../native';
import { activate, activationGradient, type FusedActivation } from './activation';
import { biasAdd, biasGradient } from './dense';

export interface Conv2dOptions {
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
  readonly activation: FusedActivation;
}

/** activation(x * kernel + bias) with its gradient; x is [batch, height, width, in], kernel [h, w, in, filters]. */
export function conv2d(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, options: Conv2dOptions): tf.Tensor {
  const { strides, padding, activation } = options;
  const attributes = {
    T: FLOAT,
    strides: [1, ...strides, 1],
    dilations: [1, 1, 1, 1],
    padding: padding.toUpperCase(),
    data_format: 'NHWC',
    use_cudnn_on_gpu: true,
  };
  return tf.customGrad((...args) => {
    const [x, kernel, bias, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const y = activate(biasAdd(native('Conv2D', [x, kernel], attributes), bias), activation);
    save([x, kernel, y]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, kernel, y] = saved;
      const dz = activationGradient(dy, y, activation);
      return [
        native('Conv2DBackpropInput', [tf.tensor1d(x.shape, 'int32'), kernel, dz], attributes),
        native('Conv2DBackpropFilter', [x, tf.tensor1d(kernel.shape, 'int32'), dz], attributes),
        biasGradient(dz),
      ];
    };
    return { value: y, gradFunc };
  })(x, kernel, bias);
}

export interface MaxPool2dOptions {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
}

/** The largest value of each window, with its gradient; x is [batch, height, width, channels]. */
export function maxPool2d(x: tf.Tensor, { poolSize, strides, padding }: MaxPool2dOptions): tf.Tensor {
  const attributes = {
    T: FLOAT,
    ksize: [1, ...poolSize, 1],
    strides: [1, ...strides, 1],
    padding: padding.toUpperCase(),
    data_format: 'NHWC',
  };
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const y = native('MaxPool', [x], attributes);
    save([x, y]);
    const gradFunc = (dy: tf.Tensor, [x, y]: tf.Tensor[]) => native('MaxPoolGrad', [x, y, dy], attributes);
    return { value: y, gradFunc };
  })(x);
}

/** Native reshape, for the kernels of this folder. */
export function reshape(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return native('Reshape', [x, tf.tensor1d([...shape], 'int32')], { T: FLOAT, Tshape: INT32 });
}
