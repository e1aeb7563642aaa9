import type { tf } from '../tensorflow';
import { Checkpoint } from './checkpoint';
import type { FitOptions, TrainingData } from './fit-options';
import { FitRun } from './fit-run';
import type { History } from './history';
import { learnEpoch } from './learn-epoch';
import { planTraining } from './plan';
import { trainStep } from './step/train-step';
import { Watch } from './watch';

/**
 * Trains a model. One step (forward, backward, update, metrics) is one native graph; batches are copied out of the
 * data set, or read by a source, as they are needed. With early stopping the weights of the best epoch are restored at
 * the end; with `ema` the model ends with the averaged ones.
 *
 * @throws UserError or RangeError, in one sentence, where options, data and model do not fit.
 * @throws FitFailure, with the history so far, where the loss is no number any more or the checkpoint cannot be written.
 * @throws the interrupt's reason where the cell is interrupted; the last checkpoint stays.
 */
export async function fit(model: tf.LayersModel, data: TrainingData, options: FitOptions): Promise<History> {
  const plan = planTraining(model, data, options);
  const { task, optimizer, augment, accumulate, ema, seed, callbacks } = plan;
  const step = trainStep(model, { task, optimizer, augment, accumulate, ema, seed });
  const run = new FitRun(plan, step);
  let checkpoint: Checkpoint | undefined;
  try {
    if (plan.checkpoint !== undefined) checkpoint = new Checkpoint(plan.checkpoint, run);
    await checkpoint?.resume();
    const watch = new Watch(callbacks, run, run.records);
    while (run.goesOn) {
      const record = await learnEpoch(run, watch);
      await run.complete(record);
      for (const callback of callbacks) await callback.onEpoch?.(record, run.records, run);
      await checkpoint?.save();
    }
    const history = await run.conclude();
    for (const callback of callbacks) await callback.onEnd?.(history, run);
    return history;
  } finally {
    step.dispose();
    checkpoint?.close();
  }
}
