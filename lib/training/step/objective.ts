import type { tf } from '../../tensorflow';
import { type AnyTask, firstWord, type Task } from '../tasks/task';
import { endOf, outputNamesOf } from './run-model';

/** A task and the output that it judges. */
export interface Head {
  /** Its name; undefined where the task judges the only output, or all of them together. */
  readonly output?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a task of all outputs is given a record, one of one output a tensor.
  readonly task: Task<any>;
  /** Of the output, without the batch. */
  readonly shape: readonly (number | null)[];
}

/** What a model learns, and how it is to be run for that. */
export interface Objective {
  readonly heads: readonly Head[];
  /** For each output of the model whether its task wants it before its softmax or sigmoid. */
  readonly logits: readonly boolean[];
}

// biome-ignore lint/suspicious/noExplicitAny: as in Head.
const isTask = (task: AnyTask): task is Task<any> => typeof task.loss === 'function';

/**
 * Joins a model's outputs with the tasks that judge them.
 * @throws RangeError where a task is missing or judges no output, or the model does not end as a task needs.
 */
export function objectiveOf(model: tf.LayersModel, task: AnyTask): Objective {
  const heads = isTask(task) ? [headOf(model, task)] : headsByName(model, task as Readonly<Record<string, Task>>);
  for (const head of heads) checkEnd(model, head);
  const logits = outputNamesOf(model).map((name) =>
    heads.some(({ task, output }) => task.logits !== undefined && (output === undefined || output === name)),
  );
  return { heads, logits };
}

/** The tasks' names with their settings, for a checkpoint. */
export const describeTasks = ({ heads }: Objective): string =>
  heads.map(({ task, output }) => (output === undefined ? task.name : `${output}: ${task.name}`)).join(', ');

/** The names of all metrics that a batch is measured by; of several heads `output.metric`, and the loss of each. */
export function metricNames({ heads }: Objective): string[] {
  return heads.flatMap(({ task, output }) => {
    const names = Object.keys(task.metrics ?? {});
    return heads.length === 1 ? names : ['loss', ...names].map((name) => `${output}.${name}`);
  });
}

function headOf(model: tf.LayersModel, task: Task, output?: string): Head {
  const index = output === undefined ? 0 : outputNamesOf(model).indexOf(output);
  return { task, output, shape: model.outputs[index].shape.slice(1) };
}

function headsByName(model: tf.LayersModel, tasks: Readonly<Record<string, Task>>): Head[] {
  const outputNames = outputNamesOf(model);
  const missing = outputNames.find((output) => !(output in tasks));
  const unknown = Object.keys(tasks).find((output) => !outputNames.includes(output));
  if (missing !== undefined || unknown !== undefined) {
    const wrong = missing === undefined ? `there is no output ${unknown}` : `output ${missing} has no task`;
    throw new RangeError(`model ${model.name} has the outputs ${outputNames.join(', ')}: ${wrong}`);
  }
  if (outputNames.length === 1) return [headOf(model, tasks[outputNames[0]])];
  return outputNames.map((output) => headOf(model, tasks[output], output));
}

/** @throws RangeError where a model does not end as a task needs. */
function checkEnd(model: tf.LayersModel, { task, output, shape }: Head): void {
  const which = output === undefined ? `model ${model.name}` : `output ${output} of model ${model.name}`;
  const wrong = task.check?.(shape);
  if (wrong !== undefined) throw new RangeError(`${which}: ${wrong}`);
  if (task.logits === undefined) return;
  const names = outputNamesOf(model);
  if (output === undefined && model.outputs.length > 1) {
    throw new RangeError(
      `model ${model.name} has the outputs ${names.join(', ')}: give each a task, { ${names[0]}: ${firstWord(task)}(), ... }`,
    );
  }
  const index = output === undefined ? 0 : names.indexOf(output);
  if (endOf(model, index) === task.logits) return;
  throw new RangeError(
    `${which} does not end in a ${task.logits}: task ${firstWord(task)} needs one; give its last layer activation: '${task.logits}'`,
  );
}
