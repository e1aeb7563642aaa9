import { tf } from '../../tensorflow';

/** The tokens of the patches, without the class token: [batch, 1 + patches, size] -> [batch, patches, size]. */
export class PatchTokens extends tf.layers.Layer {
  static readonly className = 'PatchTokens';

  compute([tokens]: readonly tf.Tensor[]): tf.Tensor {
    const [batch, count, size] = tokens.shape as number[];
    return tokens.slice([0, 1, 0], [batch, count - 1, size]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  override computeOutputShape([batch, count, size]: number[]): tf.Shape {
    return [batch, count - 1, size];
  }
}

tf.serialization.registerClass(PatchTokens);
