import { gatherTokens, tf } from '../../tensorflow';

/**
 * Puts visible tokens back where their patches were, and one learnt token wherever a patch was hidden:
 * [batch, 1 + visible, size] and the places int32 [batch, patches] of `RandomMasking` -> [batch, 1 + patches, size].
 */
export class MaskTokens extends tf.layers.Layer {
  static readonly className = 'MaskTokens';
  private token!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [[, , size]] = inputShape as number[][];
    const initializer = tf.initializers.truncatedNormal({ stddev: 0.02 });
    this.token = this.addWeight('token', [1, 1, size], 'float32', initializer);
    super.build(inputShape);
  }

  compute([tokens, places]: readonly tf.Tensor[]): tf.Tensor {
    const [batch, count, size] = tokens.shape as number[];
    const hidden = (places.shape[1] as number) - (count - 1);
    const masks = tf.zeros([batch, hidden, size]).add(this.token.read());
    const visible = tokens.slice([0, 1, 0], [batch, count - 1, size]);
    const patches = gatherTokens(tf.concat([visible, masks], 1), places);
    return tf.concat([tokens.slice([0, 0, 0], [batch, 1, size]), patches], 1);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  override computeOutputShape([[batch, , size], [, patches]]: number[][]): tf.Shape {
    return [batch, 1 + patches, size];
  }
}

tf.serialization.registerClass(MaskTokens);

/** Which patches were hidden: 1 where the place of one is not below `visible`, else 0, float32 [batch, patches]. */
export class HiddenPatches extends tf.layers.Layer {
  static readonly className = 'HiddenPatches';
  private readonly visible: number;

  constructor({ name, visible }: { readonly name?: string; readonly visible: number }) {
    super({ name });
    this.visible = visible;
  }

  compute([places]: readonly tf.Tensor[]): tf.Tensor {
    return places.greaterEqual(tf.scalar(this.visible, 'int32')).cast('float32');
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute([inputs].flat()));
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), visible: this.visible };
  }
}

tf.serialization.registerClass(HiddenPatches);
