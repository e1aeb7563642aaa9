import type { tf } from '../graph/backend';
import { FLOAT, INT32, nativeAll } from '../graph/operation';
import { mean, mul, scale, square, sub } from './arithmetic';
import { withGradient } from './gradient';
import { reshape } from './layout';

/**
 * Cross-entropy of softmax(logits) and the true class, one value an example; stable for any logits.
 * @param logits float32 [batch, classes]
 * @param labels int32 [batch]
 * @returns float32 [batch], in nats.
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return withGradient([logits], () => {
    const [value, slope] = nativeAll(
      'SparseSoftmaxCrossEntropyWithLogits',
      [logits, labels],
      { T: FLOAT, Tlabels: INT32 },
      2,
    );
    return { value, saved: [slope], gradient: (dy, [slope]) => [() => mul(slope, reshape(dy, [-1, 1]))] };
  });
}

/**
 * Cross-entropy of softmax(logits) and given probabilities, one value an example.
 * @param logits float32 [batch, classes]
 * @param targets float32 [batch, classes], each row summing to 1; it gets no gradient.
 * @returns float32 [batch], in nats.
 */
export function softTargetCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return withGradient([logits], () => {
    const [value, slope] = nativeAll('SoftmaxCrossEntropyWithLogits', [logits, targets], { T: FLOAT }, 2);
    return { value, saved: [slope], gradient: (dy, [slope]) => [() => mul(slope, reshape(dy, [-1, 1]))] };
  });
}

/** Mean of the squared differences over all but the first axis: float32 [batch]. The targets get no gradient. */
export function squaredError(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const size = outputs.size / outputs.shape[0];
  const axes = outputs.shape.map((_, axis) => axis).slice(1);
  return withGradient([outputs], () => {
    const difference = sub(outputs, targets);
    return {
      value: mean(square(difference), axes),
      saved: [difference],
      gradient: (dy, [difference]) => [() => mul(difference, reshape(scale(dy, 2 / size), [-1, ...axes.map(() => 1)]))],
    };
  });
}
