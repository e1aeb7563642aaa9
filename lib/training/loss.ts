import {
  addToVariable,
  assignVariable,
  outputActivation,
  softmaxCrossEntropy,
  softTargetCrossEntropy,
  squaredError,
  tf,
} from '../tensorflow';

export type Loss = 'categoricalCrossentropy' | 'meanSquaredError';

/** What is compared with the model's output: the class, or (an autoencoder) the input itself. */
export type Targets = 'labels' | 'inputs';

/** The loss that suits a model: cross-entropy where it ends in a softmax, squared error against its own input elsewhere. */
export function defaultLoss(model: tf.LayersModel): { loss: Loss; targets: Targets } {
  return endsInSoftmax(model)
    ? { loss: 'categoricalCrossentropy', targets: 'labels' }
    : { loss: 'meanSquaredError', targets: 'inputs' };
}

export const endsInSoftmax = (model: tf.LayersModel) => outputActivation(model) === 'softmax';

/**
 * One value an example, float32 [batch], from logits (cross-entropy) or outputs (squared error).
 * @param targets class numbers int32 [batch], probabilities float32 [batch, classes], or the wanted outputs.
 */
export function exampleLosses(loss: Loss, outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  if (loss === 'meanSquaredError') return squaredError(outputs, targets.reshape(outputs.shape));
  return targets.dtype === 'int32' ? softmaxCrossEntropy(outputs, targets) : softTargetCrossEntropy(outputs, targets);
}

/** What each example counts, float32 [batch]: the weights of the classes in the mixture float32 [batch, classes]. */
export function exampleWeights(classWeights: readonly number[], targets: tf.Tensor): tf.Tensor {
  return tf.matMul(targets as tf.Tensor2D, tf.tensor2d([...classWeights], [classWeights.length, 1])).reshape([-1]);
}

export function correctCount(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.argMax(logits, -1).equal(labels).cast('float32').sum();
}

/** Sums kept natively over many batches and read when somebody wants to know. */
export class RunningMetrics {
  private readonly sums = [tf.scalar(0), tf.scalar(0), tf.scalar(0)].map((zero) => {
    const sum = tf.variable(zero, false);
    zero.dispose();
    return sum;
  });

  /** Adds a batch; traceable. @param correct undefined where there are no classes. */
  add(losses: tf.Tensor, correct: tf.Tensor | undefined): void {
    const [loss, right, count] = this.sums;
    addToVariable(loss, losses.sum());
    if (correct !== undefined) addToVariable(right, correct);
    addToVariable(count, tf.scalar(losses.size));
  }

  /** Means since the last reset. */
  read(): { loss: number; accuracy: number; count: number } {
    const [loss, right, count] = this.sums.map((sum) => sum.dataSync()[0]);
    return { loss: loss / count, accuracy: right / count, count };
  }

  reset(): void {
    const zero = tf.scalar(0);
    for (const sum of this.sums) assignVariable(sum, zero);
    zero.dispose();
  }

  dispose(): void {
    tf.dispose(this.sums);
  }
}
