import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import { checkPart } from './check-part';
import { chosenOptimizer } from './chosen-optimizer';
import { chosenTask } from './chosen-task';
import { type CheckedFitOptions, checkFitOptions, type FitOptions, type TrainingData } from './fit-options';
import type { Optimizer } from './optimizers';
import { type Objective, objectiveOf } from './step/objective';
import type { AnyTask } from './tasks';

/** A training whose every part is known and fits the others. */
export interface TrainingPlan extends CheckedFitOptions {
  readonly model: tf.LayersModel;
  readonly data: TrainingData;
  readonly task: AnyTask;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
}

const TRAIN = { name: 'the training part', remedy: 'take a larger share for it when the data set is split' };
const VALIDATION = {
  name: 'the validation part',
  remedy: 'leave it out, or take a larger share for it when the data set is split',
};

/**
 * Checks all that `fit` was given, before anything is made that would have to be given back.
 * @throws UserError or RangeError, in one sentence, at the first thing that is wrong.
 */
export function planTraining(model: tf.LayersModel, data: TrainingData, options: FitOptions): TrainingPlan {
  const checked = checkFitOptions(options);
  if (data?.train === undefined) throw new UserError('fit: the data lack a training part: give { train, validation }');
  const task = chosenTask(model, checked);
  const objective = objectiveOf(model, task);
  const optimizer = chosenOptimizer(checked);
  checkPart(model, objective, data.train, { ...TRAIN, cropped: checked.augment !== undefined });
  if (data.validation !== undefined) checkPart(model, objective, data.validation, VALIDATION);
  checkWatched(checked, data, optimizer);
  return { ...checked, model, data, task, objective, optimizer };
}

/** What changes a training by its validation loss needs one, and a rate that may be changed. */
function checkWatched(
  { earlyStopping, reduceOnPlateau }: CheckedFitOptions,
  { validation }: TrainingData,
  { learningRate }: Optimizer,
): void {
  if (validation === undefined && (earlyStopping || reduceOnPlateau)) {
    throw new RangeError('earlyStopping and reduceOnPlateau watch the validation loss: give fit a validation part');
  }
  if (reduceOnPlateau && typeof learningRate !== 'number') {
    throw new UserError(
      `reduceOnPlateau changes a learning rate that is a number, and this one follows ${learningRate.name}: choose one`,
    );
  }
}
