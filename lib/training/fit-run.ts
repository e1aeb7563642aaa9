import type { tf } from '../tensorflow';
import { shouldStop } from './early-stopping';
import { FitFailure } from './fit-failure';
import { bestEpoch, type EpochRecord, type History, type Training } from './history';
import { weightsFingerprint } from './model-identity';
import { type NamedArrays, restore, snapshot, type Variables, valuesOf } from './named-arrays';
import type { TrainingPlan } from './plan';
import { reduceOnPlateau } from './reduce-on-plateau';
import type { TrainStep } from './step/train-step';

/** A training on its way: its step, what has happened, and the best weights so far. */
export class FitRun implements Training {
  readonly records: EpochRecord[] = [];
  /** By the names of the step's variables; empty without early stopping. */
  best: NamedArrays = {};
  stopped = false;
  /** Of this process, for the speed. */
  readonly trained = { examples: 0, seconds: 0 };

  constructor(
    readonly plan: TrainingPlan,
    readonly step: TrainStep,
  ) {}

  get model(): tf.LayersModel {
    return this.plan.model;
  }

  get learningRate(): number {
    return this.step.learningRate;
  }

  set learningRate(value: number) {
    this.step.learningRate = value;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Whether another epoch is to be trained. */
  get goesOn(): boolean {
    return !this.stopped && this.records.length < this.plan.epochs;
  }

  /** The rate of the next epoch, where the plateau rule decides it. */
  followPlateau(): void {
    const { reduceOnPlateau: rule, optimizer } = this.plan;
    if (rule !== undefined) this.learningRate = reduceOnPlateau(this.records, optimizer.learningRate as number, rule);
  }

  /** Takes what an epoch came to; with early stopping keeps the best weights, and may end the training. */
  async complete(record: EpochRecord): Promise<void> {
    this.records.push(record);
    const { earlyStopping } = this.plan;
    if (earlyStopping === undefined) return;
    if (bestEpoch(this.records) === record.epoch) this.best = await this.judgedWeights();
    if (shouldStop(this.records, earlyStopping)) this.stopped = true;
  }

  /** Of the model as it is judged: with `ema`, the averages. */
  private judgedWeights(): Promise<NamedArrays> {
    return this.step.averaged(() => snapshot(this.weights));
  }

  private get weights(): Variables {
    const { variables } = this.step;
    return Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith('weights/')));
  }

  weightsFingerprint(): string {
    return weightsFingerprint(Object.values(this.weights).map(valuesOf));
  }

  /** Of the weights that the model would be left with now. */
  async returnedFingerprint(): Promise<string> {
    const kept = Object.values(this.best);
    if (kept.length > 0) return weightsFingerprint(kept.map(({ data }) => data));
    return this.step.averaged(() => this.weightsFingerprint());
  }

  /** Gives the model the weights that the training is for: the best, the averaged, or those it has. */
  async conclude(): Promise<History> {
    if (Object.keys(this.best).length > 0) restore(this.weights, this.best);
    else if (this.plan.ema !== undefined) restore(this.weights, await this.judgedWeights());
    return this.history;
  }

  get history(): History {
    const { records, trained } = this;
    return {
      epochs: records,
      bestEpoch: bestEpoch(records),
      stoppedEarly: this.stopped,
      seconds: records.reduce((sum, { seconds }) => sum + seconds, 0),
      examplesPerSecond: trained.seconds === 0 ? 0 : trained.examples / trained.seconds,
    };
  }

  failure(message: string, cause?: unknown): FitFailure {
    return new FitFailure(message, this.history, { cause });
  }
}
