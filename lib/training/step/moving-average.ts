import { addToVariable, assignVariable, tf } from '../../tensorflow';

/**
 * A running mean of weights, statistics of normalisations among them (timm's ModelEma): smoother than the weights of
 * any one step. The first steps count more, so that the mean does not remember the initial weights: in step t it
 * forgets as by the smaller of `decay` and (1 + t) / (10 + t) (TensorFlow's ExponentialMovingAverage).
 */
export class MovingAverage {
  readonly means: readonly tf.Variable[];

  constructor(
    private readonly weights: readonly tf.Variable[],
    private readonly decay: number,
  ) {
    this.means = weights.map((weight) => tf.tidy(() => tf.variable(weight.add(0), false)));
  }

  /** After an update; traced. @param step int32 [], the updates before this one. */
  update(step: tf.Tensor): void {
    const t = step.cast('float32');
    const forgotten = tf.sub(1, tf.minimum(this.decay, t.add(1).div(t.add(10))));
    this.weights.forEach((weight, i) => {
      addToVariable(this.means[i], weight.sub(this.means[i]).mul(forgotten));
    });
  }

  /** The weights become their means, and the means keep the weights; once more puts both back. */
  exchange(): void {
    this.weights.forEach((weight, i) => {
      tf.tidy(() => {
        const kept = weight.add(0);
        assignVariable(weight, this.means[i]);
        assignVariable(this.means[i], kept);
      });
    });
  }

  dispose(): void {
    tf.dispose([...this.means]);
  }
}
