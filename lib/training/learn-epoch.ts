import { batches, epochOrder, sourceOf } from './batches';
import { notFiniteIn } from './check-part';
import { type Means, measure } from './evaluate';
import type { FitFailure } from './fit-failure';
import type { FitRun } from './fit-run';
import type { EpochRecord } from './history';
import { rateAt } from './schedules/schedule';
import { LossNotFinite, REMEDY } from './step/loss-not-finite';
import type { Metrics } from './step/running-metrics';
import type { Watch } from './watch';

/** One epoch: each training batch once, then the validation part. @throws FitFailure where a loss is no number. */
export async function learnEpoch(run: FitRun, watch: Watch): Promise<EpochRecord> {
  const epoch = run.records.length + 1;
  const begun = performance.now();
  const secondsSince = () => (performance.now() - begun) / 1000;
  run.followPlateau();
  const means = await learnBatches(run, watch, epoch);
  run.trained.examples += run.plan.data.train.size;
  run.trained.seconds += secondsSince();
  const { learningRate } = run.plan.optimizer;
  const rate = typeof learningRate === 'number' ? run.learningRate : rateAt(learningRate, run.step.updates - 1);
  const validated = await validate(run, epoch, means);
  return recordOf({ epoch, means, validated, learningRate: rate, seconds: secondsSince() });
}

async function learnBatches(run: FitRun, watch: Watch, epoch: number): Promise<Metrics> {
  const { step, plan } = run;
  const { batchSize, seed, epochs, data } = plan;
  const steps = Math.ceil(data.train.size / batchSize);
  step.resetMetrics();
  let done = 0;
  try {
    for await (const batch of batches(data.train, { size: batchSize, seed, epoch })) {
      step(batch);
      await watch.tick({ epoch, epochs, step: ++done, steps });
    }
    step.apply();
    return step.metrics();
  } catch (error) {
    throw error instanceof LossNotFinite ? await diverged(run, epoch, error.batch) : error;
  }
}

/** Looks for what is wrong in the data of the step whose loss was no number. */
async function diverged(run: FitRun, epoch: number, step: number): Promise<FitFailure> {
  const { data, batchSize, seed } = run.plan;
  const source = sourceOf(data.train);
  const indices = epochOrder(source.size, seed, epoch).subarray((step - 1) * batchSize, step * batchSize);
  const fault = notFiniteIn({ ...(await source.batch(indices)), indices }, 'the training part');
  return run.failure(`the loss is NaN or infinite in epoch ${epoch}, step ${step}: ${fault ?? REMEDY}`);
}

/** Judges the model, as it would be used, by the validation part. */
async function validate(run: FitRun, epoch: number, { loss }: Means): Promise<Means | undefined> {
  const { model, objective, data } = run.plan;
  checkWeights(run, epoch);
  const { validation } = data;
  if (validation === undefined) return undefined;
  const means = await run.step.averaged(() => measure(model, objective, validation, { name: 'the validation part' }));
  if (Number.isFinite(means.loss)) return means;
  throw run.failure(
    `the validation loss is ${means.loss} in epoch ${epoch}, while the training loss is ${loss}: look for a fault in the validation part`,
  );
}

/** The last step of an epoch may spoil the weights, and no loss tells. */
function checkWeights(run: FitRun, epoch: number): void {
  if (run.step.weightsAreFinite()) return;
  throw run.failure(`a weight is no finite number after epoch ${epoch}: ${REMEDY}`);
}

function recordOf({
  epoch,
  means,
  validated,
  learningRate,
  seconds,
}: {
  readonly epoch: number;
  readonly means: Means;
  readonly validated: Means | undefined;
  readonly learningRate: number;
  readonly seconds: number;
}): EpochRecord {
  const { loss, accuracy, ...metrics } = means;
  const {
    loss: validationLoss,
    accuracy: validationAccuracy,
    ...validationMetrics
  } = validated ?? ({} as Record<string, never>);
  return {
    epoch,
    loss,
    ...(accuracy !== undefined && { accuracy }),
    ...(validationLoss !== undefined && { validationLoss }),
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    ...(Object.keys(metrics).length > 0 && { metrics }),
    ...(Object.keys(validationMetrics).length > 0 && { validationMetrics }),
    learningRate,
    seconds,
  };
}
