import { tf } from '../tensorflow';

interface ReorderStepsConfig {
  readonly order: readonly number[];
  readonly name?: string;
}

/** Steps of a sequence [batch, steps, size] in another order; no weights. */
class ReorderSteps extends tf.layers.Layer {
  static readonly className = 'ReorderSteps';
  private readonly order: readonly number[];

  constructor(config: ReorderStepsConfig) {
    super(config as object);
    this.order = config.order;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const sequence = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.tidy(() => tf.gather(sequence, tf.tensor1d([...this.order], 'int32'), 1));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), order: [...this.order] };
  }
}

tf.serialization.registerClass(ReorderSteps);

/** @param order each step's number once. @throws RangeError where it is not. */
export function reorderSteps(order: readonly number[]): tf.layers.Layer {
  const sorted = [...order].sort((a, b) => a - b);
  if (sorted.some((step, i) => step !== i)) {
    throw new RangeError(`an order of ${order.length} steps names each from 0 to ${order.length - 1} once`);
  }
  return new ReorderSteps({ order });
}
