import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import { endOf } from './step/run-model';
import { type AnyTask, binary, classification, reconstruction, regression } from './tasks';

/** The losses of tf.layers' names that a config may ask for; a task says more. */
export type Loss = 'categoricalCrossentropy' | 'meanSquaredError';

/** What the outputs are compared with: class numbers, or (an autoencoder) the inputs themselves. */
export type Targets = 'labels' | 'inputs';

export interface TaskChoice {
  /** What is learnt; default what suits the model's end. */
  readonly task?: AnyTask;
  /** In the place of a task. */
  readonly loss?: Loss;
  readonly targets?: Targets;
  /** Of `loss`; a task has its own. */
  readonly classWeights?: readonly number[];
}

/**
 * The task that is given, or that `loss` and `targets` name, or that suits the model's end.
 * @throws UserError where these contradict one another, or nothing says what the model is to learn.
 */
export function chosenTask(model: tf.LayersModel, { task, loss, targets, classWeights }: TaskChoice): AnyTask {
  if (task !== undefined) {
    const other = Object.entries({ loss, targets, classWeights }).find(([, value]) => value !== undefined);
    if (other !== undefined) {
      throw new UserError(
        `${other[0]} and task are both given: the task says all, such as classification({ classWeights })`,
      );
    }
    return task;
  }
  const wanted = loss ?? (classWeights && 'categoricalCrossentropy') ?? defaultLoss(model);
  if (wanted === undefined) {
    throw new UserError(
      `nothing says what model ${model.name} is to learn: give a task, such as regression() or multiLabel()`,
    );
  }
  if (wanted === 'categoricalCrossentropy') return classes(targets, classWeights);
  if (wanted === 'binaryCrossentropy') return binary();
  if (classWeights !== undefined) {
    throw new UserError('classWeights are given with a loss that knows no classes, meanSquaredError: leave them out');
  }
  return (targets ?? (reconstructs(model) ? 'inputs' : 'labels')) === 'inputs' ? reconstruction() : regression();
}

function classes(targets: Targets | undefined, classWeights: readonly number[] | undefined): AnyTask {
  if (targets === 'inputs') {
    throw new UserError(
      "categoricalCrossentropy compares probabilities with class numbers, not with the inputs: leave targets out, or take the loss 'meanSquaredError'",
    );
  }
  return classification(classWeights && { classWeights });
}

function defaultLoss(model: tf.LayersModel): Loss | 'binaryCrossentropy' | undefined {
  if (model.outputs.length > 1) return undefined;
  if (endOf(model, 0) === 'softmax') return 'categoricalCrossentropy';
  if (reconstructs(model)) return 'meanSquaredError';
  return endOf(model, 0) === 'sigmoid' && sizeOf(model.outputs[0]) === 1 ? 'binaryCrossentropy' : undefined;
}

/** Whether the output can be the input again. */
const reconstructs = ({ inputs, outputs }: tf.LayersModel): boolean =>
  inputs.length === 1 && outputs.length === 1 && sizeOf(inputs[0]) === sizeOf(outputs[0]);

const sizeOf = ({ shape }: tf.SymbolicTensor): number =>
  shape.slice(1).reduce<number>((size, side) => size * (side ?? 0), 1);
