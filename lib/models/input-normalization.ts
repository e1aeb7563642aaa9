import { tf } from '../tensorflow';

export interface InputNormalizationConfig {
  readonly name?: string;
  /** One a channel, or one for all. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** (x - mean) / deviation, channel by channel over the last axis: what published weights want of their input. */
export class InputNormalization extends tf.layers.Layer {
  static readonly className = 'InputNormalization';
  private readonly mean: readonly number[];
  private readonly deviation: readonly number[];

  constructor({ name, mean, deviation }: InputNormalizationConfig) {
    super({ name });
    if (mean.length !== deviation.length || !deviation.every((value) => value > 0)) {
      throw new RangeError(
        `InputNormalization: give as many deviations above 0 as means, not ${mean} and ${deviation}`,
      );
    }
    this.mean = mean;
    this.deviation = deviation;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const scale = this.deviation.map((value) => 1 / value);
      const shift = this.mean.map((value, i) => -value / this.deviation[i]);
      return x.mul(tf.tensor1d(scale)).add(tf.tensor1d(shift));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), mean: [...this.mean], deviation: [...this.deviation] };
  }
}

tf.serialization.registerClass(InputNormalization);
