import { tf } from '../../tensorflow';
import type { Schedule } from '../schedules/schedule';

/** What every rule may look at in a step. */
export interface UpdateContext {
  /** float32 [], of this step. */
  readonly learningRate: tf.Tensor;
  /** int32 [], the updates before this one. */
  readonly step: tf.Tensor;
}

/** An optimiser at work on some variables. */
export interface OptimizerState {
  /** What must be kept to go on exactly, such as `m` and `v` of Adam: for each name one variable for each that is trained. */
  readonly slots: Readonly<Record<string, readonly tf.Variable[]>>;
  /** One update; traced into the step. @param gradients of the variables, in their order. */
  apply(gradients: readonly tf.Tensor[], context: UpdateContext): void;
}

/** A rule by which gradients change weights; a plain value that may be used for several trainings. */
export interface Optimizer {
  /** With its settings: a checkpoint goes on only under the optimiser that it began with. */
  describe(variables: readonly tf.Variable[]): string;
  /** A number, which callbacks may change between epochs, or a function of the step. */
  readonly learningRate: number | Schedule;
  create(variables: readonly tf.Variable[]): OptimizerState;
}

/** A settings-bearing name, such as `adam {"betas":[0.9,0.999],"epsilon":1e-7}`. */
export const described = (name: string, settings: object): string => `${name} ${JSON.stringify(settings)}`;

/** A variable of zeros for each variable. */
export function zerosLike(variables: readonly tf.Variable[]): tf.Variable[] {
  return variables.map(({ shape }) => tf.tidy(() => tf.variable(tf.zeros(shape), false)));
}
