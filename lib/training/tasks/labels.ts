import { checkOptions, number, object } from '../../options';
import { tf } from '../../tensorflow';
import { asFloat, perExample } from './per-example';
import { knownTask, type Task, type TaskContext } from './task';

export interface LabelOptions {
  /** What an example counts where its label is 1; more than 1 finds more of them, with more false alarms. Default 1. */
  readonly positiveWeight?: number;
  /** What this loss counts beside those of other outputs; default 1. */
  readonly weight?: number;
}

const OPTIONS = object({
  positiveWeight: number({ above: 0 }).default(1),
  weight: number({ above: 0 }).default(1),
});

/**
 * Yes or no: binary cross-entropy of a model that ends in one sigmoid unit, and accuracy at 0.5. Targets are 0 or 1,
 * as int32 [batch] or float32 [batch] or [batch, 1]; in validation and evaluation `positiveWeight` is left out.
 */
export function binary(options: LabelOptions = {}): Task {
  const { positiveWeight, weight } = checkOptions('binary', OPTIONS, options);
  return knownTask(
    'binary',
    { positiveWeight, weight },
    {
      ...labelTask(positiveWeight),
      targets: 'classes',
      classes: 2,
      weight,
      metrics: { accuracy: agreement },
    },
  );
}

/**
 * Several labels at once, each yes or no: binary cross-entropy of a model that ends in a sigmoid, mean over the labels.
 * Targets are float32 [batch, labels], 0 or 1; `labelAccuracy` is the share of labels told right at 0.5.
 */
export function multiLabel(options: LabelOptions = {}): Task {
  const { positiveWeight, weight } = checkOptions('multiLabel', OPTIONS, options);
  return knownTask(
    'multiLabel',
    { positiveWeight, weight },
    {
      ...labelTask(positiveWeight),
      weight,
      metrics: { labelAccuracy: agreement },
    },
  );
}

function labelTask(positiveWeight: number): Pick<Task, 'logits' | 'loss'> {
  return {
    logits: 'sigmoid',
    loss({ outputs, targets, mask, training }) {
      const wanted = asFloat(targets).reshape(outputs.shape);
      return perExample(sigmoidCrossEntropy(outputs, wanted, training ? positiveWeight : 1), mask);
    },
  };
}

/** (1 - z) x + (1 + (weight - 1) z) log(1 + exp(-x)), stable for any logits x (torch's BCEWithLogitsLoss). */
function sigmoidCrossEntropy(logits: tf.Tensor, targets: tf.Tensor, positiveWeight: number): tf.Tensor {
  const softened = tf.log1p(tf.exp(tf.abs(logits).neg())).add(tf.relu(logits.neg()));
  const scale = positiveWeight === 1 ? softened : softened.mul(targets.mul(positiveWeight - 1).add(1));
  return logits.mul(tf.sub(1, targets)).add(scale);
}

function agreement({ outputs, given, mask }: TaskContext): tf.Tensor {
  const wanted = asFloat(given).reshape(outputs.shape).greater(0.5);
  return perExample(outputs.greater(0).equal(wanted).cast('float32'), mask).sum();
}
