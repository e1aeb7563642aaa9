import { addToVariable, assignVariable, tf } from '../../tensorflow';
import { LossNotFinite } from './loss-not-finite';

/** Means over the examples since the last reset; `loss` and the task's metrics. */
export type Metrics = Readonly<Record<string, number>> & { readonly loss: number };

const CHECK_MS = 100;

/**
 * Sums kept natively over many batches and read when somebody wants to know.
 *
 * A loss of NaN or Infinity spoils its sum for good. Examples are counted only while the sum is a finite number, so
 * that the count tells which batch spoilt it, whenever that is asked: no step waits for a number to be read.
 */
export class RunningMetrics {
  private readonly loss = zero();
  private readonly sums: Readonly<Record<string, tf.Variable>>;
  private readonly count = zero();
  /** How many examples had come after each batch. */
  private come: number[] = [];
  private lastCheck = performance.now();

  constructor(names: readonly string[]) {
    this.sums = Object.fromEntries(names.map((name) => [name, zero()]));
  }

  /** Adds sums over a batch of so many examples; traced. */
  add(loss: tf.Tensor, sums: Readonly<Record<string, tf.Tensor>>, examples: number): void {
    const total = this.loss.add(loss);
    assignVariable(this.loss, total);
    for (const [name, sum] of Object.entries(sums)) addToVariable(this.sums[name], sum);
    addToVariable(this.count, total.isFinite().cast('float32').mul(examples));
  }

  /** Takes note of a batch that was added; looks at the loss a few times a second. @throws LossNotFinite */
  came(examples: number): void {
    this.come.push((this.come[this.come.length - 1] ?? 0) + examples);
    if (performance.now() - this.lastCheck > CHECK_MS) this.check();
  }

  /** @returns the number of examples. @throws LossNotFinite where the loss of a batch was NaN or Infinity. */
  private check(): number {
    const [count] = this.count.dataSync();
    this.lastCheck = performance.now();
    const spoilt = this.come.findIndex((examples) => examples > count);
    if (spoilt >= 0) throw new LossNotFinite(spoilt + 1);
    return count;
  }

  /** @throws LossNotFinite */
  read(): Metrics {
    const count = this.check();
    const means = Object.entries(this.sums).map(([name, sum]) => [name, sum.dataSync()[0] / count]);
    return { loss: this.loss.dataSync()[0] / count, ...Object.fromEntries(means) };
  }

  reset(): void {
    this.come = [];
    tf.tidy(() => {
      for (const sum of this.variables) assignVariable(sum, tf.scalar(0));
    });
  }

  private get variables(): tf.Variable[] {
    return [this.loss, ...Object.values(this.sums), this.count];
  }

  dispose(): void {
    tf.dispose(this.variables);
  }
}

const zero = (): tf.Variable => tf.tidy(() => tf.variable(tf.scalar(0), false));
