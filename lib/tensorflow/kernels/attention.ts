import type { tf } from '../graph/backend';
import { FLOAT, native } from '../graph/operation';
import { add, mul, scale, sub, sum } from './arithmetic';
import { withGradient } from './gradient';
import { reshape, transpose } from './layout';

/** Matrix products of the last two axes, [..., n, k] and [..., k, m], either side transposed on request. */
function batchMatMul(a: tf.Tensor, b: tf.Tensor, { transposeA = false, transposeB = false } = {}): tf.Tensor {
  return native('BatchMatMulV2', [a, b], { T: FLOAT, adj_x: transposeA, adj_y: transposeB });
}

export interface AttentionOptions {
  /** The last axis of query, key and value is cut into so many heads. */
  readonly numHeads: number;
  /** Added to the scores before the softmax, broadcast to [batch, heads, queries, keys]: large and negative hides. */
  readonly mask?: tf.Tensor;
}

/**
 * Multi-head scaled dot-product attention (Vaswani and others 2017), softmax(query · key' / √size) · value in each
 * head, without the projections around it, which are dense layers.
 *
 * @param query float32 [batch, queries, heads * size]; key the same with [batch, keys], value [batch, keys, heads * n].
 * @returns float32 [batch, queries, heads * n]
 * @throws RangeError where the last axes cannot be cut into so many heads.
 */
export function attention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  { numHeads, mask }: AttentionOptions,
): tf.Tensor {
  for (const x of [query, key, value]) {
    if (x.shape.length !== 3 || x.shape[2] % numHeads !== 0) {
      throw new RangeError(
        `attention: [${x.shape}] is not [batch, time, size] with size a multiple of ${numHeads} heads`,
      );
    }
  }
  const [, , size] = query.shape as [number, number, number];
  const factor = 1 / Math.sqrt(size / numHeads);
  /** [batch, time, heads * size] to [batch, heads, time, size], and back. */
  const heads = (x: tf.Tensor) => {
    const [batch, time, size] = x.shape;
    return transpose(reshape(x, [batch, time, numHeads, size / numHeads]), [0, 2, 1, 3]);
  };
  const joined = (x: tf.Tensor) => {
    const [batch, , time, size] = x.shape;
    return reshape(transpose(x, [0, 2, 1, 3]), [batch, time, numHeads * size]);
  };

  return withGradient([query, key, value], () => {
    const [q, k, v] = [query, key, value].map(heads);
    const scores = scale(batchMatMul(q, k, { transposeB: true }), factor);
    const weights = native('Softmax', [mask === undefined ? scores : add(scores, mask)], { T: FLOAT });
    return {
      value: joined(batchMatMul(weights, v)),
      saved: [q, k, v, weights],
      gradient: (dy, [q, k, v, weights]) => {
        const dOutput = heads(dy);
        const dWeights = batchMatMul(dOutput, v, { transposeB: true });
        const dScores = mul(weights, sub(dWeights, sum(mul(dWeights, weights), [3], true)));
        return [
          () => joined(scale(batchMatMul(dScores, k), factor)),
          () => joined(scale(batchMatMul(dScores, q, { transposeA: true }), factor)),
          () => joined(batchMatMul(weights, dOutput, { transposeA: true })),
        ];
      },
    };
  });
}
