import type { Augment } from '../../augment/augment';
import { callable, checkOptions, integer, made, number, object } from '../../options';
import { addToVariable, applyConstraints, type Compiled, compile, getSeed, tf } from '../../tensorflow';
import type { Optimizer } from '../optimizers/optimizer';
import { type AnyTask, anyTask } from '../tasks/task';
import { backward } from './backward';
import { type Batch, type BatchTree, batchSizeOf, batchTensors, type TensorBatch } from './batch';
import { checkBatch } from './check-batch';
import { mixedPrecision } from './mixed-precision';
import { metricNames, type Objective, objectiveOf } from './objective';
import { type Metrics, RunningMetrics } from './running-metrics';
import { TrainingState } from './training-state';

export interface TrainStepOptions {
  /** What is learnt, of the only output or of each by name. */
  readonly task: AnyTask;
  readonly optimizer: Optimizer;
  /** Changes each batch at random. */
  readonly augment?: Augment;
  /** Batches whose mean gradient makes one update; as one batch of them all, statistics of normalisations aside. Default 1. */
  readonly accumulate?: number;
  /** Keeps a moving average of the weights, which forgets by this in each update: 0.999 is a mean of a thousand or so. */
  readonly ema?: number;
  /** Governs dropout and augmentation; default that of `setSeed`. */
  readonly seed?: number;
}

/** One step of a training: forward, backward, update and metrics are one native graph. */
export interface TrainStep {
  /**
   * Learns from a batch; with `accumulate`, the last of so many updates the weights.
   * @throws LossNotFinite within a moment of a batch whose loss was NaN or Infinity, naming that batch.
   */
  (batch: Batch): void;
  /** Adds a batch's gradients to those that wait, and updates nothing. */
  gradients(batch: Batch): void;
  /** Updates the weights by the mean gradient of all examples that wait; without any it does nothing. */
  apply(): void;
  /** What waits: sums of gradients in the order of the model's trained weights, and the number of their examples. */
  readonly waiting: { readonly sums: readonly tf.Variable[]; readonly examples: tf.Variable };
  /** Means over the examples since `resetMetrics`. @throws LossNotFinite where a loss was NaN or Infinity. */
  metrics(): Metrics;
  resetMetrics(): void;
  /** Of the next update. May be set where the optimiser was given a number. */
  learningRate: number;
  /** Updates so far. */
  readonly updates: number;
  /** Whether all weights are finite numbers. */
  weightsAreFinite(): boolean;
  /** All that a training needs to go on exactly, by name: weights, slots, counters, averages. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Runs something with the averaged weights in the model; without `ema` with those that it has. */
  averaged<T>(use: () => Promise<T> | T): Promise<T>;
  dispose(): void;
}

const OPTIONS = object({
  task: anyTask,
  optimizer: made<Optimizer>('an optimiser such as adam()', ({ create }) => typeof create === 'function'),
  augment: callable<Augment>().optional(),
  accumulate: integer({ min: 1 }).default(1),
  ema: number({ above: 0, below: 1 }).optional(),
  mixedPrecision,
  seed: integer().default(() => getSeed()),
});

/**
 * The pieces of a training's step, for a loop of one's own; `fit` is such a loop.
 *
 * ```ts
 * const step = trainStep(model, { task: classification(), optimizer: chain(clipNorm(1), adamW()) });
 * for await (const batch of batches(train, { size: 64, seed, epoch })) step(batch);
 * ```
 * @throws UserError where an option is out of range; RangeError where model and task do not fit.
 */
export function trainStep(model: tf.LayersModel, options: TrainStepOptions): TrainStep {
  const step = new Step(model, checkOptions('trainStep', OPTIONS, options) as CheckedOptions);
  return Object.defineProperties((batch: Batch) => step.run(batch), {
    gradients: { value: (batch: Batch) => step.gradients(batch) },
    apply: { value: () => step.apply() },
    waiting: { get: () => step.state.accumulator },
    metrics: { value: () => step.running.read() },
    resetMetrics: { value: () => step.running.reset() },
    learningRate: {
      get: () => step.state.learningRate,
      set: (rate: number) => {
        step.state.learningRate = rate;
      },
    },
    updates: { get: () => step.state.updates },
    weightsAreFinite: { value: () => step.state.weightsAreFinite() },
    variables: { get: () => step.state.variables },
    averaged: { value: (use: () => unknown) => step.averaged(use) },
    dispose: { value: () => step.dispose() },
  }) as TrainStep;
}

type CheckedOptions = TrainStepOptions & { readonly accumulate: number; readonly seed: number };

/** The graphs of a training over its variables. */
class Step {
  readonly state: TrainingState;
  readonly running: RunningMetrics;
  private readonly objective: Objective;
  private readonly learn: Compiled<[BatchTree], []>;
  private readonly collect: Compiled<[BatchTree], []>;
  private readonly update: Compiled<[], []>;
  private batchesWaiting = 0;

  constructor(
    private readonly model: tf.LayersModel,
    private readonly options: CheckedOptions,
  ) {
    // What may be refused comes before what has to be given back.
    this.objective = objectiveOf(model, options.task);
    this.state = new TrainingState(model, options);
    this.running = new RunningMetrics(metricNames(this.objective));
    const { state, running, objective } = this;
    const plan = { ...options, model, objective, running, trained: state.trained };
    this.learn = compile((batch: BatchTree) => {
      const { gradients } = backward(plan, batch as BatchTree & TensorBatch, state.step);
      this.updateBy(gradients);
      return [];
    });
    this.collect = compile((batch: BatchTree) => {
      const { gradients, examples } = backward(plan, batch as BatchTree & TensorBatch, state.accumulator.batches);
      state.accumulator.add(gradients, examples);
      return [];
    });
    this.update = compile(() => {
      this.updateBy(state.accumulator.take());
      return [];
    });
  }

  /** One update of the weights and of all that follows them; traced. */
  private updateBy(gradients: readonly tf.Tensor[]): void {
    const { optimizer, average, step } = this.state;
    optimizer.apply(gradients, { learningRate: this.state.rateTensor(), step });
    applyConstraints(this.model);
    average?.update(step);
    addToVariable(step, tf.scalar(1, 'int32'));
  }

  run(batch: Batch): void {
    const { accumulate } = this.options;
    if (accumulate === 1) {
      this.feed(this.learn, batch);
      return;
    }
    this.gradients(batch);
    if (this.batchesWaiting === accumulate) this.apply();
  }

  gradients(batch: Batch): void {
    // Made outside of the graph that uses it.
    void this.state.accumulator;
    this.feed(this.collect, batch);
    this.batchesWaiting++;
  }

  apply(): void {
    if (this.batchesWaiting === 0) return;
    this.update();
    this.batchesWaiting = 0;
  }

  private feed(graph: Compiled<[BatchTree], []>, batch: Batch): void {
    checkBatch(this.objective, batch);
    tf.tidy(() => graph(batchTensors(batch)));
    this.running.came(batchSizeOf(batch));
  }

  async averaged<T>(use: () => Promise<T> | T): Promise<T> {
    const { average } = this.state;
    average?.exchange();
    try {
      return await use();
    } finally {
      average?.exchange();
    }
  }

  dispose(): void {
    for (const graph of [this.learn, this.collect, this.update]) graph.dispose();
    this.running.dispose();
    this.state.dispose();
  }
}
