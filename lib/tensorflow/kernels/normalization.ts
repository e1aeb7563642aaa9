import { tf } from '../backend';
import { FLOAT, float, nativeAll } from '../native';
import { assignVariable } from '../variables';
import { reshape } from './convolution';

export interface BatchNormalizationOptions {
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
  readonly movingMean: tf.Variable;
  readonly movingVariance: tf.Variable;
  readonly epsilon: number;
  readonly momentum: number;
  readonly training: boolean;
}

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015), x being [batch, channels] or
 * [batch, height, width, channels]. In training it uses the batch's statistics and moves the running ones towards
 * them, with the biased variance as Keras 3 does (PyTorch takes the unbiased one).
 */
export function batchNormalization(x: tf.Tensor, options: BatchNormalizationOptions): tf.Tensor {
  const { movingMean, movingVariance, epsilon, momentum, training } = options;
  const channels = x.shape[x.shape.length - 1];
  const count = x.size / channels;
  const shape4d = x.rank === 4 ? x.shape : [count, 1, 1, channels];
  const as4d = (t: tf.Tensor) => (x.rank === 4 ? t : reshape(t, shape4d));
  const asInput = (t: tf.Tensor) => (x.rank === 4 ? t : reshape(t, x.shape));
  const attributes = { T: FLOAT, U: FLOAT, epsilon: float(epsilon), data_format: 'NHWC', is_training: training };

  return tf.customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const x4d = as4d(x);
    const [y, mean, variance, ...reserved] = nativeAll(
      'FusedBatchNormV3',
      [x4d, gamma, beta, movingMean, movingVariance],
      { ...attributes, exponential_avg_factor: float(1) },
      6,
    );
    if (training) {
      const biased = variance.mul(count > 1 ? (count - 1) / count : 1);
      assignVariable(movingMean, movingMean.add(mean.sub(movingMean).mul(1 - momentum)));
      assignVariable(movingVariance, movingVariance.add(biased.sub(movingVariance).mul(1 - momentum)));
    }
    save([x4d, gamma, ...reserved]);
    const gradFunc = (dy: tf.Tensor, [x4d, gamma, ...reserved]: tf.Tensor[]) => {
      const inputs = [as4d(dy), x4d, gamma, ...reserved];
      const [dx, dGamma, dBeta] = nativeAll('FusedBatchNormGradV3', inputs, attributes, 5);
      return [asInput(dx), dGamma, dBeta];
    };
    return { value: asInput(y), gradFunc };
  })(x, options.gamma, options.beta);
}
