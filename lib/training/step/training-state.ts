import { checkOptions, number } from '../../options';
import { assignVariable, compile, tf } from '../../tensorflow';
import type { Optimizer, OptimizerState } from '../optimizers/optimizer';
import { nameOfRate, rateAt } from '../schedules/schedule';
import { Accumulator, scalarVariable } from './accumulator';
import { MovingAverage } from './moving-average';

/** The variables of a training: a model's weights, and what stands beside them. */
export class TrainingState {
  /** Of the model, in the order of `model.weights`. */
  readonly weights: readonly tf.Variable[];
  /** Those of them that are trained, in the order of `model.trainableWeights`. */
  readonly trained: readonly tf.Variable[];
  readonly optimizer: OptimizerState;
  /** Updates so far, int32 []. */
  readonly step = scalarVariable(0, 'int32');
  readonly average: MovingAverage | undefined;
  /** NaN or Infinity where a weight is. */
  private readonly sumOfWeights = compile(() => tf.addN(this.weights.map((weight) => weight.sum())));
  private readonly rate: tf.Variable | undefined;
  private given = Number.NaN;
  private accumulating: Accumulator | undefined;

  constructor(
    model: tf.LayersModel,
    private readonly options: { readonly optimizer: Optimizer; readonly accumulate: number; readonly ema?: number },
  ) {
    this.weights = model.weights.map((weight) => weight.read() as tf.Variable);
    this.trained = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { optimizer, ema, accumulate } = options;
    this.optimizer = optimizer.create(this.trained);
    const { learningRate } = optimizer;
    if (typeof learningRate === 'number') {
      this.given = learningRate;
      this.rate = scalarVariable(learningRate, 'float32');
    }
    this.average = ema === undefined ? undefined : new MovingAverage(this.weights, ema);
    if (accumulate > 1) this.accumulating = new Accumulator(this.trained);
  }

  /** Made when gradients are first collected apart from an update. */
  get accumulator(): Accumulator {
    this.accumulating ??= new Accumulator(this.trained);
    return this.accumulating;
  }

  /** float32 [], of the next update; traced. */
  rateTensor(): tf.Tensor {
    const { learningRate } = this.options.optimizer;
    return this.rate ?? (learningRate as (step: tf.Tensor) => tf.Tensor)(this.step);
  }

  get learningRate(): number {
    const { learningRate } = this.options.optimizer;
    if (this.rate === undefined) return rateAt(learningRate, this.updates);
    const [held] = this.rate.dataSync();
    // As it was given, where that is what the variable holds in float32.
    return Math.fround(this.given) === held ? this.given : held;
  }

  set learningRate(value: number) {
    const { rate } = this;
    if (rate === undefined) {
      const { learningRate } = this.options.optimizer;
      throw new RangeError(
        `the learning rate follows ${nameOfRate(learningRate)}: give the optimiser a number to set it`,
      );
    }
    this.given = checkOptions('learningRate', number({ above: 0 }), value);
    tf.tidy(() => assignVariable(rate, tf.scalar(value)));
  }

  get updates(): number {
    return this.step.dataSync()[0];
  }

  weightsAreFinite(): boolean {
    return tf.tidy(() => Number.isFinite(this.sumOfWeights().dataSync()[0]));
  }

  /** All that a training needs to go on exactly, by name: `weights/3`, and what belongs to it as `m/weights/3`. */
  get variables(): Readonly<Record<string, tf.Variable>> {
    const named = this.weights.map((weight, i) => [`weights/${i}`, weight] as const);
    const nameOf = new Map(named.map(([name, weight]) => [weight, name]));
    const beside = (what: string, variables: readonly tf.Variable[], of: readonly tf.Variable[]) =>
      variables.map((variable, i) => [`${what}/${nameOf.get(of[i])}`, variable] as const);
    return Object.fromEntries([
      ...named,
      ...Object.entries(this.optimizer.slots).flatMap(([slot, variables]) => beside(slot, variables, this.trained)),
      ...beside('ema', this.average?.means ?? [], this.weights),
      ['step', this.step],
      ...(this.rate ? [['learningRate', this.rate] as const] : []),
      ...(this.accumulating ? [['batches', this.accumulating.batches] as const] : []),
    ]);
  }

  dispose(): void {
    tf.dispose([this.step, ...Object.values(this.optimizer.slots).flat(), ...(this.rate ? [this.rate] : [])]);
    this.sumOfWeights.dispose();
    this.average?.dispose();
    this.accumulating?.dispose();
  }
}
