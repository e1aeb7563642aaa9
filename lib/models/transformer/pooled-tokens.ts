import { tf } from '../../tensorflow';

/** The first token of each example, or the mean of those behind it: [batch, 1 + patches, size] -> [batch, size]. */
export class PooledTokens extends tf.layers.Layer {
  static readonly className = 'PooledTokens';
  private readonly pooling: 'token' | 'mean';

  constructor({ name, pooling }: { readonly name?: string; readonly pooling: 'token' | 'mean' }) {
    super({ name });
    this.pooling = pooling;
  }

  compute([tokens]: readonly tf.Tensor[]): tf.Tensor {
    const [batch, count, size] = tokens.shape as number[];
    if (this.pooling === 'token') return tokens.slice([0, 0, 0], [batch, 1, size]).reshape([batch, size]);
    return tokens.slice([0, 1, 0], [batch, count - 1, size]).mean(1);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  override computeOutputShape([batch, , size]: number[]): tf.Shape {
    return [batch, size];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pooling: this.pooling };
  }
}

tf.serialization.registerClass(PooledTokens);
