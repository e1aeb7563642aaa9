import type { tf } from '../tensorflow';
import { sourceOf } from './batches';
import { type Json, modelIdentity } from './model-identity';
import type { TrainingPlan } from './plan';
import { nameOfRate } from './schedules/schedule';
import { describeTasks } from './step/objective';

/** Everything the result of a run depends on but the number of epochs: one may go on longer than was planned. */
export function describeRun(plan: TrainingPlan): Readonly<Record<string, Json>> {
  const { model, data, objective, optimizer, augment, ema, earlyStopping, reduceOnPlateau } = plan;
  const trained = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return {
    task: describeTasks(objective),
    learningRate: nameOfRate(optimizer.learningRate),
    optimizer: optimizer.describe(trained),
    batchSize: plan.batchSize,
    accumulate: plan.accumulate,
    ema: ema ?? 'none',
    augment: augment?.name ?? 'none',
    earlyStopping: earlyStopping ?? 'none',
    reduceOnPlateau: reduceOnPlateau ?? 'none',
    seed: plan.seed,
    model: modelIdentity(model),
    training: sourceOf(data.train).fingerprint,
    validation: data.validation === undefined ? 'none' : sourceOf(data.validation).fingerprint,
  };
}
