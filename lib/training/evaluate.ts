import { UserError } from '../errors';
import { type Interval, wilsonInterval } from '../metrics';
import { checkOptions, integer, object, oneOf } from '../options';
import { tf } from '../tensorflow';
import { batches, type Part } from './batches';
import { breathe } from './breath';
import { checkPart, notFiniteIn } from './check-part';
import { chosenTask, type TaskChoice } from './chosen-task';
import { classifies, evaluatorOf, type Judged } from './evaluator';
import { interruptSignal } from './interrupt';
import { type Answers, CollectedOutput, NO_ANSWERS } from './outputs';
import { batchTensors } from './step/batch';
import { checkBatch } from './step/check-batch';
import { type Objective, objectiveOf } from './step/objective';
import { outputNamesOf } from './step/run-model';
import { anyTask } from './tasks/task';

export interface EvaluateOptions extends Omit<TaskChoice, 'classWeights'> {
  /** Default 256. */
  readonly batchSize?: number;
}

/** Of a model with several outputs the answers are in `byOutput`, and those here are empty. */
export interface Evaluation extends Answers {
  /** Mean over the examples, regularisers of the model included, as Keras has it. */
  readonly loss: number;
  readonly accuracy?: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly interval?: Interval;
  /** All metrics of the task, means over the examples. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly size: number;
  readonly byOutput: Readonly<Record<string, Answers>>;
  readonly seconds: number;
}

const OPTIONS = object({
  batchSize: integer({ min: 1 }).default(256),
  task: anyTask.optional(),
  loss: oneOf('categoricalCrossentropy', 'meanSquaredError').optional(),
  targets: oneOf('labels', 'inputs').optional(),
});

const ASKED = { name: 'the part to evaluate', remedy: 'take a larger share for it when the data set is split' };

/**
 * A model's loss, metrics and outputs on examples it has not seen.
 * @throws UserError where there are no examples, or one cannot be fed to the model.
 * @throws the interrupt's reason where the cell is interrupted.
 */
export async function evaluate(model: tf.LayersModel, part: Part, options: EvaluateOptions = {}): Promise<Evaluation> {
  const { batchSize, ...choice } = checkOptions('evaluate', OPTIONS, options);
  const objective = objectiveOf(model, chosenTask(model, choice));
  const name = 'part' in part && part.part !== undefined ? `the ${part.part} part` : ASKED.name;
  checkPart(model, objective, part, { ...ASKED, name });
  const answers = new AnswersByOutput(model, part.size);
  const begun = performance.now();
  const { loss, ...metrics } = await measure(model, objective, part, {
    batchSize,
    visit: (judged) => answers.add(judged),
  });
  const seconds = (performance.now() - begun) / 1000;
  const { accuracy } = metrics;
  const counted = objective.heads.length === 1 && classifies(objective.heads[0]);
  return {
    loss,
    ...(accuracy !== undefined && { accuracy }),
    ...(counted && { interval: wilsonInterval(Math.round(accuracy * part.size), part.size) }),
    metrics,
    size: part.size,
    ...answers.ofTheOnly,
    byOutput: answers.byOutput,
    seconds,
  };
}

/** Means over the examples of a part. */
export type Means = Readonly<Record<string, number>> & { readonly loss: number };

interface MeasureOptions {
  readonly batchSize?: number;
  /** Of the part, where a value in it is no number. */
  readonly name?: string;
  /** Sees what is said of each batch; its tensors live as long as the call. */
  readonly visit?: (judged: Judged) => void;
}

/** Mean loss and metrics of a part, the event loop given its turn between batches. */
export async function measure(
  model: tf.LayersModel,
  objective: Objective,
  part: Part,
  { batchSize = 256, name = ASKED.name, visit }: MeasureOptions = {},
): Promise<Means> {
  const signal = interruptSignal();
  const evaluator = evaluatorOf(model, objective);
  const totals: Record<string, number> = {};
  for await (const batch of batches(part, { size: batchSize })) {
    checkBatch(objective, batch);
    tf.tidy(() => {
      const judged = evaluator(batchTensors(batch));
      for (const [metric, sum] of Object.entries(judged.sums)) {
        totals[metric] = (totals[metric] ?? 0) + sum.dataSync()[0];
      }
      visit?.(judged);
    });
    const fault = Number.isFinite(totals.loss) ? undefined : notFiniteIn(batch, name);
    if (fault !== undefined) throw new UserError(fault);
    await breathe(signal);
  }
  return Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, total / part.size])) as Means;
}

/** What a model answers, batch after batch, at each of its outputs. */
class AnswersByOutput {
  private readonly outputs: Readonly<Record<string, CollectedOutput>>;
  private readonly shapes: Record<string, number[]> = {};
  private readonly predicted: Record<string, Int32Array> = {};
  private next = 0;

  constructor(
    private readonly model: tf.LayersModel,
    private readonly size: number,
  ) {
    this.outputs = Object.fromEntries(outputNamesOf(model).map((name) => [name, new CollectedOutput(model, size)]));
  }

  add({ outputs, predicted }: Judged): void {
    const [rows] = Object.values(outputs)[0].shape;
    for (const [name, tensor] of Object.entries(outputs)) {
      this.shapes[name] = tensor.shape.slice(1);
      this.outputs[name].add(tensor.dataSync() as Float32Array, rows);
    }
    for (const [name, tensor] of Object.entries(predicted)) {
      this.predicted[name] ??= new Int32Array(this.size);
      this.predicted[name].set(tensor.dataSync(), this.next);
    }
    this.next += rows;
  }

  get byOutput(): Record<string, Answers> {
    return Object.fromEntries(
      Object.entries(this.outputs).map(([name, { values }]) => [
        name,
        {
          predicted: this.predicted[name] ?? NO_ANSWERS.predicted,
          outputs: values,
          outputShape: this.shapes[name],
        },
      ]),
    );
  }

  get ofTheOnly(): Answers {
    const [first, ...others] = outputNamesOf(this.model);
    return others.length === 0 ? this.byOutput[first] : NO_ANSWERS;
  }
}
