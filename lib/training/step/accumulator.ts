import { addToVariable, assignVariable, tf } from '../../tensorflow';

/**
 * Gradients summed over the examples of several batches, until an update uses their mean. Processes that train together
 * add up each other's sums and counts in between.
 */
export class Accumulator {
  /** The sum over the examples of the gradient of each trained variable. */
  readonly sums: readonly tf.Variable[];
  /** Examples in the sums, float32 []. */
  readonly examples = scalarVariable(0, 'float32');
  /** Batches so far, int32 []: random numbers of each are its own. */
  readonly batches = scalarVariable(0, 'int32');

  constructor(variables: readonly tf.Variable[]) {
    this.sums = variables.map(({ shape }) => tf.tidy(() => tf.variable(tf.zeros(shape), false)));
  }

  /** Adds a batch; traced. @param means of the gradients over its examples. */
  add(means: readonly tf.Tensor[], examples: number): void {
    this.sums.forEach((sum, i) => {
      addToVariable(sum, means[i].mul(examples));
    });
    addToVariable(this.examples, tf.scalar(examples));
    addToVariable(this.batches, tf.scalar(1, 'int32'));
  }

  /** The mean gradients of all examples since the last call; traced. */
  take(): tf.Tensor[] {
    const means = this.sums.map((sum) => sum.div(this.examples));
    for (const sum of [...this.sums, this.examples]) assignVariable(sum, tf.zerosLike(sum));
    return means;
  }

  dispose(): void {
    tf.dispose([...this.sums, this.examples, this.batches]);
  }
}

export function scalarVariable(value: number, dtype: 'float32' | 'int32'): tf.Variable {
  return tf.tidy(() => tf.variable(tf.scalar(value, dtype), false));
}
