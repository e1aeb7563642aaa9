import { made } from '../../options';
import type { tf } from '../../tensorflow';

/** Tensors by the names of a model's inputs or outputs, or the one there is. */
export type Tensors = tf.Tensor | { readonly [name: string]: tf.Tensor };

/** What a loss and a metric may look at; traced into the step. */
export interface TaskContext<Outputs extends Tensors = tf.Tensor> {
  /** The model's output float32 [batch, ...], before a softmax or sigmoid at its end where the task asks for `logits`. */
  readonly outputs: Outputs;
  /** What they are compared with, as augmentation left it: float32, or class numbers int32 [batch]. */
  readonly targets: tf.Tensor;
  /** The same before augmentation. */
  readonly given: tf.Tensor;
  /** What went into the model: bytes as float32 in [0, 1]. */
  readonly inputs: Tensors;
  /** 1 where a step of a padded sequence is real, else 0: float32 [batch, steps]. */
  readonly mask?: tf.Tensor;
  /** False in validation and evaluation. */
  readonly training: boolean;
}

/**
 * What a model is to learn: how wrong each example is, and what else is to be known of a batch.
 *
 * One of your own is a plain object: `{ name: 'pinball', loss: ({ outputs, targets }) => ... }`.
 */
export interface Task<Outputs extends Tensors = tf.Tensor> {
  /** With its settings: a checkpoint goes on only under the task that it began with. */
  readonly name: string;
  /**
   * What a batch's targets are. `classes`: class numbers, or probabilities [batch, classes]; `values`: float32;
   * `inputs`: the inputs themselves, and the batch has no targets. Default `values`.
   */
  readonly targets?: 'classes' | 'values' | 'inputs';
  /** How many classes there are, where that is not the last side of the output. */
  readonly classes?: number;
  /** The activation at the model's end that the loss has in it, and is given the outputs before. */
  readonly logits?: 'softmax' | 'sigmoid';
  /** Says what is wrong with an output of this shape, without the batch; undefined where it can be judged. */
  check?(shape: readonly (number | null)[]): string | undefined;
  /** What this loss counts in the sum of several outputs'; default 1. */
  readonly weight?: number;
  /** float32 [batch], the loss of each example. */
  loss(context: TaskContext<Outputs>): tf.Tensor;
  /** By name: the sum over the batch, float32 []; shown divided by the number of examples. */
  readonly metrics?: Readonly<Record<string, (context: TaskContext<Outputs>) => tf.Tensor>>;
}

/** What a model is to learn: one task, or one for each of its outputs by name. */
export type AnyTask = Task | Task<{ readonly [name: string]: tf.Tensor }> | { readonly [output: string]: Task };

const known = new WeakSet<object>();

/** A task of this folder: its name says all that it does, so that two of one name are the same. */
export function knownTask<Outputs extends Tensors = tf.Tensor>(
  name: string,
  settings: object,
  parts: Omit<Task<Outputs>, 'name'>,
): Task<Outputs> {
  const task = { name: `${name} ${JSON.stringify(settings)}`, ...parts };
  known.add(task);
  return task;
}

/** Whether two tasks do the same; of one's own only a task and itself. */
export const sameTask = (a: Task, b: Task): boolean => a === b || (a.name === b.name && known.has(a) && known.has(b));

/** The schema of a task in options. */
export const anyTask = made<AnyTask>(
  'a task such as classification(), or one for each output by name',
  (task) => typeof task === 'object',
);

/** A task's name without its settings, for a message. */
export const firstWord = ({ name }: { readonly name: string }): string => name.split(' ')[0];
