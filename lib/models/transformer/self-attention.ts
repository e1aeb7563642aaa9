import { attention, tf } from '../../tensorflow';

export interface SelfAttentionConfig {
  readonly name?: string;
  readonly numHeads: number;
}

/**
 * What tokens take from one another (Vaswani and others 2017): queries, keys and values side by side
 * [batch, tokens, 3 * size], as one dense layer makes them, become [batch, tokens, size]. It has no weights: those are
 * of the dense layers before and behind it.
 */
export class SelfAttention extends tf.layers.Layer {
  static readonly className = 'SelfAttention';
  readonly numHeads: number;

  constructor({ name, numHeads }: SelfAttentionConfig) {
    super({ name });
    this.numHeads = numHeads;
  }

  compute([joined]: readonly tf.Tensor[]): tf.Tensor {
    const [query, key, value] = tf.split(joined, 3, 2);
    return attention(query, key, value, { numHeads: this.numHeads });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  override computeOutputShape([batch, tokens, joined]: number[]): tf.Shape {
    if (joined % (3 * this.numHeads) !== 0) {
      throw new RangeError(
        `layer ${this.name}: ${joined} values cannot be cut into queries, keys and values of ${this.numHeads} heads`,
      );
    }
    return [batch, tokens, joined / 3];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), numHeads: this.numHeads };
  }
}

tf.serialization.registerClass(SelfAttention);
