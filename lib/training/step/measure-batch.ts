import { tf } from '../../tensorflow';
import { probabilities } from '../tasks/classification';
import { asFloat } from '../tasks/per-example';
import { firstWord, type TaskContext, type Tensors } from '../tasks/task';
import type { Head, Objective } from './objective';
import type { ModelRun } from './run-model';

/** One head's part of tensors by name; of the only head all of them. */
export const partOf = (tensors: Tensors, { output }: Head): Tensors =>
  output === undefined || tensors instanceof tf.Tensor ? tensors : tensors[output];

/** For each head one tensor: of one head that tensor, of several a record. */
function each({ heads }: Objective, make: (head: Head) => tf.Tensor): Tensors {
  if (heads.length === 1) return make(heads[0]);
  return Object.fromEntries(heads.map((head) => [head.output, make(head)]));
}

/** What each head compares its outputs with. @throws RangeError where the batch lacks it. */
export function targetsOf(
  objective: Objective,
  { inputs, targets }: { readonly inputs: Tensors; readonly targets?: Tensors },
): Tensors {
  return each(objective, (head) => {
    if (head.task.targets === 'inputs') return inputs as tf.Tensor;
    const found = targets === undefined ? undefined : partOf(targets, head);
    if (found !== undefined) return found as tf.Tensor;
    const where = head.output === undefined ? '' : ` for output ${head.output}`;
    throw new RangeError(`the batch has no targets${where}: task ${firstWord(head.task)} needs them`);
  });
}

/** Targets that an augmentation may mix: class numbers as probabilities. */
export function mixableTargets(objective: Objective, targets: Tensors): Tensors {
  return each(objective, (head) => {
    const own = partOf(targets, head) as tf.Tensor;
    const { task, shape } = head;
    if (task.targets !== 'classes' || own.dtype !== 'int32') return own;
    return task.classes === undefined ? probabilities(own, shape[shape.length - 1] as number) : asFloat(own);
  });
}

/** What a batch is measured by. */
export interface Measured {
  /** float32 [batch], of all heads together. */
  readonly losses: tf.Tensor;
  /** Sums over the batch, float32 [], by the names of `metricNames`. */
  readonly metrics: Readonly<Record<string, tf.Tensor>>;
}

export interface MeasureContext extends Pick<TaskContext, 'inputs' | 'mask' | 'training'> {
  readonly run: ModelRun;
  readonly targets: Tensors;
  /** The targets before augmentation. */
  readonly given: Tensors;
}

/** Losses and metrics of a batch; traced. */
export function measureBatch({ heads }: Objective, context: MeasureContext): Measured {
  const metrics: Record<string, tf.Tensor> = {};
  const losses = heads.map((head) => {
    const { task, output } = head;
    const own = contextOf(head, context);
    const loss = task.loss(own);
    checkLoss(head, loss, own.inputs);
    const prefix = heads.length === 1 ? '' : `${output}.`;
    if (heads.length > 1) metrics[`${prefix}loss`] = loss.sum();
    for (const [name, metric] of Object.entries(task.metrics ?? {})) metrics[prefix + name] = summed(metric(own));
    return task.weight === undefined || task.weight === 1 ? loss : loss.mul(task.weight);
  });
  return { losses: losses.reduce((sum, loss) => sum.add(loss)), metrics };
}

function contextOf(head: Head, { run, targets, given, mask, inputs, training }: MeasureContext): TaskContext<Tensors> {
  const outputs = partOf(run.outputs, head);
  // A mask is of steps, and belongs to an output that has them.
  const hasSteps = outputs instanceof tf.Tensor && outputs.rank > 2;
  const own = mask ?? run.masks[head.output ?? Object.keys(run.masks)[0]];
  return {
    inputs,
    training,
    outputs,
    targets: partOf(targets, head) as tf.Tensor,
    given: partOf(given, head) as tf.Tensor,
    ...(hasSteps && own !== undefined && { mask: asFloat(own) }),
  };
}

const summed = (metric: tf.Tensor): tf.Tensor => (metric.rank === 0 ? metric : metric.sum());

/** @throws RangeError where a task of one's own does not give one loss an example. */
function checkLoss({ task }: Head, loss: tf.Tensor, inputs: Tensors): void {
  const [batch] = (inputs instanceof tf.Tensor ? inputs : Object.values(inputs)[0]).shape;
  if (loss.rank === 1 && loss.shape[0] === batch) return;
  throw new RangeError(
    `task ${firstWord(task)}: its loss has shape [${loss.shape}]; it must be one number an example, [${batch}], such as losses.mean(-1)`,
  );
}
