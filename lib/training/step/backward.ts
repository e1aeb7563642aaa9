import type { Augment } from '../../augment/augment';
import { mixSeed, type RandomSource, regularizationLoss, tf, variableGradients } from '../../tensorflow';
import type { Tensors } from '../tasks/task';
import { mapTensors, normalized, type TensorBatch } from './batch';
import { measureBatch, mixableTargets, targetsOf } from './measure-batch';
import type { Objective } from './objective';
import { runModel } from './run-model';
import type { RunningMetrics } from './running-metrics';

/** Whose gradients are computed, of what. */
export interface BackwardPlan {
  readonly model: tf.LayersModel;
  readonly objective: Objective;
  readonly trained: readonly tf.Variable[];
  readonly augment?: Augment;
  readonly seed: number;
  /** Takes the losses and metrics of each batch. */
  readonly running: RunningMetrics;
}

export interface Backward {
  /** Of the mean loss of the examples, in the order of the trained variables. */
  readonly gradients: readonly tf.Tensor[];
  readonly examples: number;
}

/**
 * The gradients of a batch; traced.
 * @param counter int32 []: random numbers are a function of it and of the seed.
 */
export function backward(plan: BackwardPlan, batch: TensorBatch, counter: tf.Tensor): Backward {
  const { model, objective, trained, running } = plan;
  const [dropping, augmenting] = [0, 1].map((use) => ({ seed: mixSeed(plan.seed, use), step: counter }));
  const { inputs, targets, given } = prepared(plan, batch, augmenting);
  const [examples] = (inputs instanceof tf.Tensor ? inputs : Object.values(inputs)[0]).shape;
  const gradients = gradientsOf(model, trained, () => {
    const run = runModel(model, inputs, { training: true, random: dropping, logits: objective.logits });
    const { mask, weights } = batch;
    const { losses, metrics } = measureBatch(objective, { run, inputs, targets, given, mask, training: true });
    const sum = (weights === undefined ? losses : losses.mul(weights)).sum();
    const penalty = regularizationLoss(model);
    const total = penalty === undefined ? sum : sum.add(penalty.mul(examples));
    running.add(total, metrics, examples);
    return total.div(examples);
  });
  return { gradients, examples };
}

/** Inputs and targets as the model and the task are given them, and the targets before augmentation. */
function prepared(
  { objective, augment }: BackwardPlan,
  batch: TensorBatch,
  random: RandomSource,
): { inputs: Tensors; targets: Tensors; given: Tensors } {
  const inputs = mapTensors(batch.inputs, normalized);
  const own = batch.targets && mapTensors(batch.targets, normalized);
  const given = targetsOf(objective, { inputs, targets: own });
  if (augment === undefined) return { inputs, targets: given, given };
  // An augmentation of a model with several inputs or outputs is given records of tensors, and gives such.
  const mixable = mixableTargets(objective, given);
  const changed = augment({ inputs: inputs as tf.Tensor, targets: mixable as tf.Tensor }, random);
  return { inputs: changed.inputs, targets: changed.targets, given };
}

/** @throws RangeError naming the variable that the loss does not depend on. */
function gradientsOf(model: tf.LayersModel, trained: readonly tf.Variable[], loss: () => tf.Tensor): tf.Tensor[] {
  const { grads } = connected(model, () => variableGradients(loss, trained));
  return trained.map(({ name }) => {
    const gradient = grads[name];
    if (gradient === undefined || gradient === null) throw new RangeError(unconnected(model, `weight ${name}`));
    return gradient;
  });
}

/** tfjs' own message says nothing of a model where no gradient at all is found. */
function connected<T>(model: tf.LayersModel, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    const { message } = error as Error;
    if (!/Cannot (find a connection|compute gradient)/.test(message)) throw error;
    throw new RangeError(unconnected(model, 'any weight'));
  }
}

const unconnected = ({ name }: tf.LayersModel, what: string) =>
  `the loss of model ${name} does not depend on ${what} by operations that have a gradient; ` +
  'use it in the loss, or set trainable = false on its layer';
