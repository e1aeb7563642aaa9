import type { Examples, InputArray } from '../data/dataset';
import type { NumericArray } from '../data/source';
import { UserError } from '../errors';
import { checkOptions, integer, object } from '../options';
import type { tf } from '../tensorflow';
import { batches, type Part } from './batches';
import { breathe } from './breath';
import { checkNotEmpty, checkShape } from './check-part';
import { type Inference, inferenceOf } from './inference';
import { interruptSignal } from './interrupt';
import { CollectedOutput } from './outputs';
import { batchSizeOf } from './step/batch';
import { outputNamesOf } from './step/run-model';

export interface PredictOptions {
  /** Default 256. */
  readonly batchSize?: number;
}

/** What may be predicted from: examples, a source of batches, or the values alone of one or several inputs. */
export type PredictInputs = Part | InputArray;

const OPTIONS = object({ batchSize: integer({ min: 1 }).default(256) });
const ASKED = { name: 'the part to predict from', remedy: 'give it at least one example' };

/**
 * The outputs of a model with one output, row-major [size, ...outputShape].
 * @param asked examples, a source, or values alone: one or several inputs of the model's shape, bytes or float32.
 * @throws UserError where there is nothing to predict from; RangeError where it does not fit the model.
 */
export async function predict(
  model: tf.LayersModel,
  asked: PredictInputs,
  options: PredictOptions = {},
): Promise<Float32Array> {
  return onlyOutput(model, await runBatches(model, inferenceOf(model), asked, options));
}

/** The outputs of a model by name, each row-major [size, ...outputShape]. */
export async function predictOutputs(
  model: tf.LayersModel,
  asked: PredictInputs,
  options: PredictOptions = {},
): Promise<Readonly<Record<string, Float32Array>>> {
  return runBatches(model, inferenceOf(model), asked, options);
}

/** @throws UserError where a model has several outputs. */
export function onlyOutput(model: tf.LayersModel, outputs: Readonly<Record<string, Float32Array>>): Float32Array {
  const names = outputNamesOf(model);
  if (names.length === 1) return outputs[names[0]];
  throw new UserError(`model ${model.name} has the outputs ${names.join(', ')}: take them from predictOutputs()`);
}

/** Batch after batch through the model's graphs. */
export async function runBatches(
  model: tf.LayersModel,
  infer: Inference,
  asked: PredictInputs,
  options: PredictOptions,
): Promise<Readonly<Record<string, Float32Array>>> {
  const { batchSize } = checkOptions('predict', OPTIONS, options);
  const part = 'size' in asked ? asked : unlabelled(model, asked);
  checkNotEmpty(part, ASKED);
  const signal = interruptSignal();
  const names = outputNamesOf(model);
  const collected = names.map(() => new CollectedOutput(model, part.size));
  const collect = (inputs: Parameters<Inference>[0], rows: number) => {
    const outputs = infer(inputs);
    names.forEach((name, i) => {
      collected[i].add(outputs[name], rows);
    });
  };
  if ('batch' in part) {
    for await (const batch of batches(part, { size: batchSize })) {
      collect(batch.inputs, batchSizeOf(batch));
      await breathe(signal);
    }
  } else {
    checkShape(model, part, ASKED.name);
    // Without a source between: an answer to one example takes a fraction of a millisecond.
    for (let start = 0; start < part.size; start += batchSize) {
      const inputs = neighbours(part, start, batchSize);
      collect(inputs, inputs.shape[0]);
      await breathe(signal);
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, collected[i].values]));
}

/** Neighbouring examples, in the array's own memory. */
function neighbours({ inputs, inputShape, size }: Examples<InputArray>, start: number, count: number): NumericArray {
  const length = inputs.length / size;
  const rows = Math.min(count, size - start);
  return { data: inputs.subarray(start * length, (start + rows) * length), shape: [rows, ...inputShape] };
}

function unlabelled(model: tf.LayersModel, inputs: InputArray): Examples<InputArray> {
  const inputShape = model.inputs[0].shape.slice(1) as number[];
  if (inputShape.includes(null as unknown as number)) {
    throw new UserError(`model ${model.name} takes inputs of any length: give examples, whose inputShape says it`);
  }
  const length = inputShape.reduce((size, side) => size * side, 1);
  return { inputs, inputShape, labels: new Int32Array(0), size: Math.ceil(inputs.length / length) };
}
