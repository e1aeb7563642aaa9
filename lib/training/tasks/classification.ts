import { checkOptions, fraction, listOf, number, object } from '../../options';
import { softmaxCrossEntropy, softTargetCrossEntropy, tf } from '../../tensorflow';
import { perExample } from './per-example';
import { knownTask, type Task, type TaskContext } from './task';

export interface ClassificationOptions {
  /** Share of each target that is spread over all classes (Szegedy and others 2016); in training alone. Default 0. */
  readonly smoothing?: number;
  /** What the examples of each class count; in training alone. The mean is still over the examples, as in Keras. */
  readonly classWeights?: readonly number[];
  /** The loss of an example is multiplied by (1 - p)^focal, p being its class' probability (Lin and others 2017). */
  readonly focal?: number;
  /** What this loss counts beside those of other outputs; default 1. */
  readonly weight?: number;
}

const OPTIONS = object({
  smoothing: fraction({ min: 0, below: 1 }).default(0),
  classWeights: listOf(number({ min: 0 })).optional(),
  focal: number({ min: 0 }).default(0),
  weight: number({ above: 0 }).default(1),
});

/**
 * One of several classes: cross-entropy of a model that ends in a softmax, and accuracy.
 *
 * Targets are class numbers int32 [batch] or probabilities float32 [batch, classes]; with an output for each step of a
 * sequence, [batch, steps] or [batch, steps, classes]. Validation and evaluation measure the loss without smoothing
 * and class weights.
 * @throws UserError where an option is out of range.
 */
export function classification(options: ClassificationOptions = {}): Task {
  const { smoothing, classWeights, focal, weight } = checkOptions('classification', OPTIONS, options);
  const changes = (training: boolean) => training && (smoothing > 0 || classWeights !== undefined);
  return knownTask(
    'classification',
    { smoothing, classWeights, focal, weight },
    {
      targets: 'classes',
      logits: 'softmax',
      weight,
      check(shape) {
        const classes = shape[shape.length - 1];
        if (classWeights === undefined || classWeights.length === classes) return undefined;
        return `${classWeights.length} classWeights are given, ${classes} are needed, one a class`;
      },
      loss({ outputs, targets, mask, training }) {
        if (targets.dtype === 'int32' && focal === 0 && !changes(training)) {
          return perExample(hardLoss(outputs, targets), mask);
        }
        const classes = outputs.shape[outputs.rank - 1] as number;
        const known = probabilities(targets, classes);
        const soft = training && smoothing > 0 ? known.mul(1 - smoothing).add(smoothing / classes) : known;
        const losses = focal === 0 ? softLoss(outputs, soft) : focalLoss(outputs, soft, focal);
        const weighted = training && classWeights ? losses.mul(weightsOf(classWeights, known)) : losses;
        return perExample(weighted, mask);
      },
      metrics: { accuracy: correctCount },
    },
  );
}

const rows = (values: tf.Tensor): tf.Tensor => values.reshape([-1, values.shape[values.rank - 1] as number]);

function hardLoss(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  if (logits.rank === 2) return softmaxCrossEntropy(logits, labels);
  return softmaxCrossEntropy(rows(logits), labels.reshape([-1])).reshape(labels.shape);
}

function softLoss(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  if (logits.rank === 2) return softTargetCrossEntropy(logits, targets);
  return softTargetCrossEntropy(rows(logits), rows(targets)).reshape(logits.shape.slice(0, -1));
}

function focalLoss(logits: tf.Tensor, targets: tf.Tensor, focal: number): tf.Tensor {
  const logP = tf.logSoftmax(logits);
  return tf.sub(1, logP.exp()).pow(focal).mul(logP).mul(targets).sum(-1).neg();
}

/** Class numbers as probabilities float32 [..., classes]; probabilities as they are. */
export function probabilities(targets: tf.Tensor, classes: number): tf.Tensor {
  return targets.dtype === 'int32' ? tf.oneHot(targets as tf.Tensor1D, classes).cast('float32') : targets;
}

/** What each example counts: the weights of the classes in its mixture. */
function weightsOf(classWeights: readonly number[], targets: tf.Tensor): tf.Tensor {
  const column = tf.tensor2d([...classWeights], [classWeights.length, 1]);
  return tf.matMul(rows(targets) as tf.Tensor2D, column).reshape(targets.shape.slice(0, -1));
}

/** Right answers, by the targets as they were before an augmentation mixed them; of sequences, the share of real steps. */
function correctCount({ outputs, given, mask }: TaskContext): tf.Tensor {
  const labels = given.dtype === 'int32' ? given : tf.argMax(given, -1);
  const correct = tf.argMax(outputs, -1).equal(labels).cast('float32');
  return perExample(correct, mask).sum();
}
