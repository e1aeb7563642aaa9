import { tf } from '../graph/backend';
import { FLOAT, INT32, native, nativeAll } from '../graph/operation';

/**
 * The places of each row's values from the largest down: `argsort`. Of values that a generator drew this is a random
 * order; of such an order, negated, it is the order that undoes it.
 * @param values float32 [batch, n]
 * @returns int32 [batch, n]
 */
export function descendingOrder(values: tf.Tensor): tf.Tensor {
  const count = values.shape[values.rank - 1];
  return nativeAll(
    'TopKV2',
    [values, tf.scalar(count, 'int32')],
    { T: FLOAT, Tk: INT32, index_type: INT32, sorted: true },
    2,
  )[1];
}

/** The order that undoes an order: int32 [batch, n], each number from 0 once. */
export function inverseOrder(order: tf.Tensor): tf.Tensor {
  const places = native('Cast', [order], { SrcT: INT32, DstT: FLOAT, Truncate: false });
  return descendingOrder(native('Neg', [places], { T: FLOAT }));
}
