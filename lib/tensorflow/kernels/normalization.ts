import type { tf } from '../graph/backend';
import { FLOAT, float, nativeAll } from '../graph/operation';
import { assignVariable } from '../graph/variables';
import { add, mean, mul, rsqrt, scale, shift, square, sub, sum } from './arithmetic';
import { withGradient } from './gradient';
import { reshape } from './layout';

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
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015): x is [batch, channels],
 * [batch, time, channels] or [batch, height, width, channels]. In training it uses the batch's statistics and moves
 * the running ones towards them, with the biased variance as Keras 3 does (PyTorch takes the unbiased one).
 */
export function batchNormalization(x: tf.Tensor, options: BatchNormalizationOptions): tf.Tensor {
  const { gamma, beta, movingMean, movingVariance, epsilon, momentum, training } = options;
  const { shape } = x;
  const channels = shape[shape.length - 1];
  const count = x.size / channels;
  const as4d = (t: tf.Tensor) => (shape.length === 4 ? t : reshape(t, [count, 1, 1, channels]));
  const asInput = (t: tf.Tensor) => (shape.length === 4 ? t : reshape(t, shape));
  const attributes = { T: FLOAT, U: FLOAT, epsilon: float(epsilon), data_format: 'NHWC', is_training: training };

  return withGradient([x, gamma, beta], () => {
    const x4d = as4d(x);
    const [y, batchMean, variance, ...reserved] = nativeAll(
      'FusedBatchNormV3',
      [x4d, gamma, beta, movingMean, movingVariance],
      { ...attributes, exponential_avg_factor: float(1) },
      6,
    );
    if (training) {
      const biased = scale(variance, count > 1 ? (count - 1) / count : 1);
      assignVariable(movingMean, add(movingMean, scale(sub(batchMean, movingMean), 1 - momentum)));
      assignVariable(movingVariance, add(movingVariance, scale(sub(biased, movingVariance), 1 - momentum)));
    }
    return {
      value: asInput(y),
      // In inference mode the gradient wants the statistics that the forward pass was given.
      saved: [x4d, gamma, ...(training ? reserved : [movingMean, movingVariance, reserved[2]])],
      gradient: (dy, [x4d, gamma, ...statistics]) => {
        const inputs = [as4d(dy), x4d, gamma, ...statistics];
        const [dx, dGamma, dBeta] = nativeAll('FusedBatchNormGradV3', inputs, attributes, 5);
        return [() => asInput(dx), () => dGamma, () => dBeta];
      },
    };
  });
}

/**
 * Layer normalisation (Ba and others 2016): each example's last axis has mean 0 and variance 1, then gamma and beta,
 * both [size of the last axis], scale and shift it.
 */
export function layerNormalization(
  x: tf.Tensor,
  { gamma, beta, epsilon }: { readonly gamma: tf.Tensor; readonly beta: tf.Tensor; readonly epsilon: number },
): tf.Tensor {
  const last = x.rank - 1;
  const others = x.shape.map((_, axis) => axis).slice(0, -1);
  return withGradient([x, gamma, beta], () => {
    const centred = sub(x, mean(x, [last], true));
    const inverse = rsqrt(shift(mean(square(centred), [last], true), epsilon));
    const normal = mul(centred, inverse);
    return {
      value: add(mul(normal, gamma), beta),
      saved: [normal, inverse, gamma],
      gradient: (dy, [normal, inverse, gamma]) => [
        () => {
          const dNormal = mul(dy, gamma);
          const along = mul(normal, mean(mul(dNormal, normal), [last], true));
          return mul(inverse, sub(sub(dNormal, mean(dNormal, [last], true)), along));
        },
        () => sum(mul(dy, normal), others),
        () => sum(dy, others),
      ],
    };
  });
}
