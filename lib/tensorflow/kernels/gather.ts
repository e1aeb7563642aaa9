import { tf } from '../graph/backend';
import { FLOAT, INT32, int, native } from '../graph/operation';
import { withGradient } from './gradient';

/**
 * Rows of a table by their numbers, with the table's gradient: what an embedding does.
 * @param table float32 [rows, ...]
 * @param indices int32 [n]; a number outside of the table is TensorFlow's error.
 * @returns float32 [n, ...]
 */
export function gatherRows(table: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const attributes = { Tparams: FLOAT, Tindices: INT32, Taxis: INT32, batch_dims: int(0) };
  const [rows] = table.shape;
  return withGradient([table], () => ({
    value: native('GatherV2', [table, indices, tf.scalar(0, 'int32')], attributes),
    saved: [indices],
    gradient: (dy, [indices]) => [
      () =>
        native('UnsortedSegmentSum', [dy, indices, tf.scalar(rows, 'int32')], {
          T: FLOAT,
          Tindices: INT32,
          Tnumsegments: INT32,
        }),
    ],
  }));
}

/**
 * Tokens of each example by their numbers, with the gradient.
 * @param tokens float32 [batch, n, size]
 * @param indices int32 [batch, k], each from 0 to n - 1.
 * @returns float32 [batch, k, size]
 */
export function gatherTokens(tokens: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const [batch, count, size] = tokens.shape as number[];
  const starts = tf.tensor2d(
    Array.from({ length: batch }, (_, i) => i * count),
    [batch, 1],
    'int32',
  );
  const rows = native('AddV2', [indices, starts], { T: INT32 }).flatten();
  return gatherRows(tokens.reshape([batch * count, size]), rows).reshape([batch, indices.shape[1] as number, size]);
}
