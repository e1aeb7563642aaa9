import { type Compiled, compile, regularizationLoss, tf } from '../tensorflow';
import { activated } from './inference';
import { type BatchTree, mapTensors, normalized, type TensorBatch } from './step/batch';
import { measureBatch, partOf, targetsOf } from './step/measure-batch';
import type { Head, Objective } from './step/objective';
import { outputNamesOf, runModel } from './step/run-model';
import { sameTask, type Tensors } from './tasks/task';

/** What one run of the model says of a batch. */
export type Judged = {
  /** By output, as `predict` gives them. */
  readonly outputs: Readonly<Record<string, tf.Tensor>>;
  /** Sums over the batch, float32 []: the loss and the metrics. */
  readonly sums: Readonly<Record<string, tf.Tensor>>;
  /** By output that classifies: class numbers, int32 [batch]. */
  readonly predicted: Readonly<Record<string, tf.Tensor>>;
};

export type Evaluator = Compiled<[BatchTree], Judged>;

const evaluators = new WeakMap<tf.LayersModel, { objective: Objective; evaluator: Evaluator }[]>();

/** How many tasks a model is evaluated by in turn before a graph is made anew. */
const KEPT = 4;

/** The graph that evaluates a model by its tasks; compiled once. */
export function evaluatorOf(model: tf.LayersModel, objective: Objective): Evaluator {
  const known = evaluators.get(model) ?? [];
  evaluators.set(model, known);
  const found = known.find((entry) => sameObjective(entry.objective, objective));
  if (found !== undefined) return found.evaluator;
  const evaluator = compile((batch: BatchTree) => judge(model, objective, batch as BatchTree & TensorBatch));
  known.unshift({ objective, evaluator });
  for (const { evaluator } of known.splice(KEPT)) evaluator.dispose();
  return evaluator;
}

const sameObjective = (a: Objective, b: Objective): boolean =>
  a.heads.length === b.heads.length &&
  a.heads.every(({ task, output }, i) => output === b.heads[i].output && sameTask(task, b.heads[i].task));

function judge(model: tf.LayersModel, objective: Objective, batch: TensorBatch): Judged {
  const inputs = mapTensors(batch.inputs, normalized);
  const targets = targetsOf(objective, { inputs, targets: batch.targets && mapTensors(batch.targets, normalized) });
  const run = runModel(model, inputs, { logits: objective.logits });
  const { losses, metrics } = measureBatch(objective, {
    run,
    inputs,
    targets,
    given: targets,
    mask: batch.mask,
    training: false,
  });
  const sum = (batch.weights === undefined ? losses : losses.mul(batch.weights)).sum();
  const penalty = regularizationLoss(model);
  return {
    outputs: probabilitiesOf(model, objective, run.outputs),
    sums: { loss: penalty === undefined ? sum : sum.add(penalty.mul(losses.size)), ...metrics },
    predicted: Object.fromEntries(
      objective.heads.flatMap((head) => {
        const classes = predictedClass(head, partOf(run.outputs, head));
        return classes === undefined ? [] : [[head.output ?? outputNamesOf(model)[0], classes]];
      }),
    ),
  };
}

/** The outputs with the activations at their ends. */
function probabilitiesOf(model: tf.LayersModel, { heads, logits }: Objective, outputs: Tensors) {
  const task = (name: string) => heads.find(({ output }) => output === undefined || output === name)?.task;
  return Object.fromEntries(
    outputNamesOf(model).map((name, i) => {
      const own = outputs instanceof tf.Tensor ? outputs : outputs[name];
      return [name, logits[i] ? activated(own, task(name)?.logits) : own];
    }),
  );
}

/** The class of each example where a head tells one: the highest output, or whether the only one exceeds a half. */
export const classifies = ({ task, shape }: Head): boolean =>
  task.targets === 'classes' && task.logits !== undefined && shape.length === 1;

function predictedClass(head: Head, logits: Tensors): tf.Tensor | undefined {
  if (!classifies(head) || !(logits instanceof tf.Tensor)) return undefined;
  if (head.task.logits === 'softmax') return tf.argMax(logits, -1);
  return logits.greater(0).cast('int32').reshape([-1]);
}
