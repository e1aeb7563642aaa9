import { addToVariable, assignVariable, tf } from '../../tensorflow';

/** Means over the examples since the last reset; `loss` and the task's metrics. */
export type Metrics = Readonly<Record<string, number>> & { readonly loss: number };

/** Sums kept natively over many batches and read when somebody wants to know. */
export class RunningMetrics {
  private readonly sums: Readonly<Record<string, tf.Variable>>;
  private readonly count = zero();

  constructor(names: readonly string[]) {
    this.sums = Object.fromEntries(['loss', ...names].map((name) => [name, zero()]));
  }

  /** Adds sums over a batch of so many examples; traced. */
  add(sums: Readonly<Record<string, tf.Tensor>>, examples: number): void {
    for (const [name, sum] of Object.entries(sums)) addToVariable(this.sums[name], sum);
    addToVariable(this.count, tf.scalar(examples));
  }

  read(): Metrics {
    const [count] = this.count.dataSync();
    const means = Object.entries(this.sums).map(([name, sum]) => [name, sum.dataSync()[0] / count]);
    return Object.fromEntries(means) as Metrics;
  }

  reset(): void {
    tf.tidy(() => {
      for (const sum of [...Object.values(this.sums), this.count]) assignVariable(sum, tf.scalar(0));
    });
  }

  dispose(): void {
    tf.dispose([...Object.values(this.sums), this.count]);
  }
}

const zero = (): tf.Variable => tf.tidy(() => tf.variable(tf.scalar(0), false));
