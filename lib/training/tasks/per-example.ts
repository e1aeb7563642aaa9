import { tf } from '../../tensorflow';

/**
 * The mean over all but the first axis, float32 [batch]. Of sequences with a mask [batch, steps] only real steps count:
 * each as much as any other of the batch, however long its sequence (as in Keras).
 */
export function perExample(values: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
  const [batch] = values.shape;
  if (mask === undefined) return values.rank === 1 ? values : values.reshape([batch, -1]).mean(1);
  if (values.rank < 2 || values.shape[1] !== mask.shape[1]) {
    throw new RangeError(
      `the loss has a value for each of [${values.shape}], the mask has [${mask.shape}]: give a mask only where the model answers to each step`,
    );
  }
  const steps = values.reshape([batch, mask.shape[1] as number, -1]).mean(2);
  return steps.mul(mask).sum(1).mul(tf.div(batch, mask.sum()));
}

/** Integers as float32; float32 as it is. */
export const asFloat = (values: tf.Tensor): tf.Tensor => (values.dtype === 'float32' ? values : values.cast('float32'));
