import { tf } from '../backend';
import { FLOAT, INT32, native, nativeAll } from '../native';

/**
 * Cross-entropy of softmax(logits) and the true class, one value an example; stable for any logits.
 * @param logits float32 [batch, classes]
 * @param labels int32 [batch]
 * @returns float32 [batch], in nats.
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [logits, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const [loss, gradient] = nativeAll(
      'SparseSoftmaxCrossEntropyWithLogits',
      [logits, labels],
      { T: FLOAT, Tlabels: INT32 },
      2,
    );
    save([gradient]);
    const gradFunc = (dy: tf.Tensor, [gradient]: tf.Tensor[]) =>
      native('Mul', [gradient, dy.reshape([-1, 1])], { T: FLOAT });
    return { value: loss, gradFunc };
  })(logits);
}

/**
 * Cross-entropy of softmax(logits) and given probabilities, one value an example.
 * @param logits float32 [batch, classes]
 * @param targets float32 [batch, classes], each row summing to 1; it gets no gradient.
 * @returns float32 [batch], in nats.
 */
export function softTargetCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [logits, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const [loss, gradient] = nativeAll('SoftmaxCrossEntropyWithLogits', [logits, targets], { T: FLOAT }, 2);
    save([gradient]);
    const gradFunc = (dy: tf.Tensor, [gradient]: tf.Tensor[]) =>
      native('Mul', [gradient, dy.reshape([-1, 1])], { T: FLOAT });
    return { value: loss, gradFunc };
  })(logits);
}

/** Mean of the squared differences over all but the first axis: float32 [batch]. */
export function squaredError(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const size = outputs.size / outputs.shape[0];
  return tf.customGrad((...args) => {
    const [outputs, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const difference = native('Sub', [outputs, targets], { T: FLOAT });
    save([difference]);
    const axes = outputs.shape.map((_, axis) => axis).slice(1);
    const gradFunc = (dy: tf.Tensor, [difference]: tf.Tensor[]) => {
      const scale = dy.mul(2 / size).reshape([-1, ...axes.map(() => 1)]);
      return native('Mul', [difference, scale], { T: FLOAT });
    };
    return { value: native('Square', [difference], { T: FLOAT }).mean(axes), gradFunc };
  })(outputs);
}
