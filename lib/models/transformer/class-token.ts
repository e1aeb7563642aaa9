import { tf } from '../../tensorflow';

/** A learnt token before those of the patches: [batch, tokens, size] -> [batch, 1 + tokens, size]. */
export class ClassToken extends tf.layers.Layer {
  static readonly className = 'ClassToken';
  private token!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, , size] = inputShape as number[];
    const initializer = tf.initializers.truncatedNormal({ stddev: 0.02 });
    this.token = this.addWeight('token', [1, 1, size], 'float32', initializer);
    super.build(inputShape);
  }

  compute([tokens]: readonly tf.Tensor[]): tf.Tensor {
    const [batch, , size] = tokens.shape as number[];
    return tf.concat([tf.zeros([batch, 1, size]).add(this.token.read()), tokens], 1);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  override computeOutputShape([batch, tokens, size]: number[]): tf.Shape {
    return [batch, tokens + 1, size];
  }
}

tf.serialization.registerClass(ClassToken);
