import { tf } from '../graph/backend';

export interface Dilation {
  /** Of the kernel, in taps along each spatial axis. */
  readonly kernelSize: readonly number[];
  readonly rates: readonly number[];
  readonly padding: 'same' | 'valid';
}

/**
 * A convolution whose taps lie `rates` apart (Yu and Koltun 2016), by one without: the positions of each phase are
 * gathered into examples of their own, convolved, and put back. TensorFlow has no gradient of its own for it on a CPU.
 *
 * @param x [batch, ...space, channels]
 * @param convolve a convolution with stride 1 and no padding.
 */
export function dilated(
  x: tf.Tensor,
  { kernelSize, rates, padding }: Dilation,
  convolve: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  if (rates.every((rate) => rate === 1) && padding === 'valid') return convolve(x);
  const before: [number, number][] = [];
  const after: [number, number][] = [];
  rates.forEach((rate, i) => {
    const reach = padding === 'same' ? (kernelSize[i] - 1) * rate : 0;
    const left = Math.floor(reach / 2);
    const length = x.shape[i + 1] + reach;
    const whole = Math.ceil(length / rate) * rate;
    before.push([left, whole - x.shape[i + 1] - left]);
    after.push([0, whole - length]);
  });
  const phases = tf.spaceToBatchND(x, [...rates], before);
  return tf.batchToSpaceND(convolve(phases), [...rates], after);
}
