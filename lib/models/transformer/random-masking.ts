import {
  descendingOrder,
  draw,
  gatherTokens,
  inverseOrder,
  type LayerContext,
  statelessSeed,
  tf,
} from '../../tensorflow';

export interface RandomMaskingConfig {
  readonly name?: string;
  /** Share of the patches that is hidden. */
  readonly maskRatio: number;
  /** By which they are drawn outside of training; default 0. */
  readonly seed?: number;
}

/** How many of so many patches stay visible, as by the authors. */
export const visibleOf = (patches: number, maskRatio: number): number => Math.floor(patches * (1 - maskRatio));

/**
 * Hides patches at random, others in each example: of the class token and all patches [batch, 1 + patches, size] it
 * hands on the class token and the visible ones [batch, 1 + visible, size], in random order; and where each patch went,
 * int32 [batch, patches]: one of a number below `visible` can be seen.
 */
export class RandomMasking extends tf.layers.Layer {
  static readonly className = 'RandomMasking';
  private readonly maskRatio: number;
  private readonly seed: number;

  constructor({ name, maskRatio, seed = 0 }: RandomMaskingConfig) {
    super({ name });
    if (!(maskRatio >= 0 && maskRatio < 1)) {
      throw new RangeError(`RandomMasking: maskRatio is ${maskRatio}: give a share from 0 to below 1`);
    }
    this.maskRatio = maskRatio;
    this.seed = seed;
  }

  compute(
    [tokens]: readonly tf.Tensor[],
    { training, random }: Pick<LayerContext, 'training' | 'random'>,
  ): tf.Tensor[] {
    const [batch, count, size] = tokens.shape as number[];
    const patches = count - 1;
    const visible = visibleOf(patches, this.maskRatio);
    const source = training && random !== undefined ? random : { seed: this.seed, step: tf.scalar(0, 'int32') };
    const order = descendingOrder(draw('uniform', [batch, patches], statelessSeed(source, 0)));
    const kept = gatherTokens(tokens.slice([0, 1, 0], [batch, patches, size]), order.slice([0, 0], [batch, visible]));
    return [tf.concat([tokens.slice([0, 0, 0], [batch, 1, size]), kept], 1), inverseOrder(order)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => this.compute([inputs].flat(), { training: false }));
  }

  override computeOutputShape([batch, count, size]: number[]): tf.Shape[] {
    return [
      [batch, 1 + visibleOf(count - 1, this.maskRatio), size],
      [batch, count - 1],
    ];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), maskRatio: this.maskRatio, seed: this.seed };
  }
}

tf.serialization.registerClass(RandomMasking);
