import type { Examples, InputArray } from '../data/dataset';
import { wilsonInterval } from '../metrics';
import { tf } from '../tensorflow';
import { rowsTensor } from './batches';
import { classifies, type Evaluating, evaluationOf, type Inference, inferenceOf } from './inference';
import { defaultLoss, type Loss, type Targets } from './loss';

export interface EvaluateOptions {
  readonly batchSize?: number;
  /** Default: what suits the model's last layer. */
  readonly loss?: Loss;
  readonly targets?: Targets;
}

export interface Evaluation {
  /** Mean over the examples. */
  readonly loss: number;
  readonly accuracy?: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly interval?: { readonly low: number; readonly high: number };
  readonly size: number;
  /** The class with the highest output, [size]; empty where the model does not classify. */
  readonly predicted: Int32Array;
  /** Probabilities or reconstructions, row-major [size, ...outputShape]. */
  readonly outputs: Float32Array;
  readonly outputShape: readonly number[];
  readonly seconds: number;
}

const NO_CLASSES = new Int32Array(0);
const product = (shape: readonly number[]) => shape.reduce((size, dimension) => size * dimension, 1);

/** Mean loss and accuracy over examples, without keeping the outputs. */
export function measure(
  model: tf.LayersModel,
  examples: Examples<InputArray>,
  { loss, targets }: { loss: Loss; targets: Targets },
  batchSize = 256,
): { loss: number; accuracy?: number } {
  const sums = { loss: 0, correct: 0 };
  const evaluating = evaluationOf(model, loss, targets);
  for (let start = 0; start < examples.size; start += batchSize) {
    evaluateBatch(evaluating, examples, start, batchSize, sums);
  }
  const mean = sums.loss / examples.size;
  return classifies(loss, targets) ? { loss: mean, accuracy: sums.correct / examples.size } : { loss: mean };
}

/** Runs the model once on a batch and adds to the sums; `visit` sees the results. */
function evaluateBatch(
  evaluating: Evaluating,
  examples: Examples<InputArray>,
  start: number,
  batchSize: number,
  sums: { loss: number; correct: number },
  visit?: (outputs: Float32Array, predicted: Int32Array) => void,
): void {
  tf.tidy(() => {
    const labels = examples.labels.subarray(start, start + batchSize);
    const results = evaluating(rowsTensor(examples, start, batchSize), tf.tensor1d(labels, 'int32'));
    const predicted = (results.predicted?.dataSync() ?? NO_CLASSES) as Int32Array;
    sums.loss += results.loss.dataSync()[0];
    labels.forEach((label, row) => {
      if (predicted[row] === label) sums.correct++;
    });
    visit?.(results.outputs.dataSync() as Float32Array, predicted);
  });
}

/**
 * A model's loss, accuracy and outputs on examples it has not seen.
 * @throws RangeError where there are no examples, or their shape does not fit the model.
 */
export async function evaluate(
  model: tf.LayersModel,
  examples: Examples<InputArray>,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { loss, targets, batchSize = 256 } = { ...defaultLoss(model), ...options };
  checkFit(model, examples);
  const { size } = examples;
  const classify = classifies(loss, targets);
  const predicted = new Int32Array(classify ? size : 0);
  const outputShape = model.outputs[0].shape.slice(1) as number[];
  const width = product(outputShape);
  const outputs = new Float32Array(size * width);
  const evaluating = evaluationOf(model, loss, targets);
  const sums = { loss: 0, correct: 0 };
  const begun = performance.now();
  for (let start = 0; start < size; start += batchSize) {
    evaluateBatch(evaluating, examples, start, batchSize, sums, (values, classes) => {
      outputs.set(values, start * width);
      if (classify) predicted.set(classes, start);
    });
    await breathe();
  }
  const seconds = (performance.now() - begun) / 1000;
  const result = { loss: sums.loss / size, size, predicted, outputs, outputShape, seconds };
  if (!classify) return result;
  return { ...result, accuracy: sums.correct / size, interval: wilsonInterval(sums.correct, size) };
}

/**
 * The model's outputs, row-major [size, ...outputShape].
 * @param inputs examples, or their values alone: one or several inputs of the model's shape, bytes or float32.
 */
export async function predict(
  model: tf.LayersModel,
  inputs: Examples<InputArray> | InputArray,
  { batchSize }: Pick<EvaluateOptions, 'batchSize'> = {},
): Promise<Float32Array> {
  return runBatches(model, inferenceOf(model), inputs, batchSize);
}

/** Batch after batch through the model's graphs. */
export async function runBatches(
  model: tf.LayersModel,
  infer: Inference,
  inputs: Examples<InputArray> | InputArray,
  batchSize = 256,
): Promise<Float32Array> {
  const examples = 'labels' in inputs ? inputs : unlabelled(model, inputs);
  checkFit(model, examples);
  const outputs = new Float32Array(examples.size * product(model.outputs[0].shape.slice(1) as number[]));
  const width = outputs.length / examples.size;
  for (let start = 0; start < examples.size; start += batchSize) {
    outputs.set(infer(examples, start, batchSize), start * width);
    await breathe();
  }
  return outputs;
}

function unlabelled(model: tf.LayersModel, inputs: InputArray): Examples<InputArray> {
  const inputShape = model.inputs[0].shape.slice(1) as number[];
  return { inputs, inputShape, labels: NO_CLASSES, size: Math.ceil(inputs.length / product(inputShape)) };
}

const BREATH_MS = 50;
let lastBreath = performance.now();

/** Gives the event loop its turn some times a second, also to a caller who asks for one answer after the other. */
async function breathe(): Promise<void> {
  if (performance.now() - lastBreath < BREATH_MS) return;
  await new Promise(setImmediate);
  lastBreath = performance.now();
}

/** @throws RangeError where there is nothing to learn from or to measure. */
export function checkSize({ size }: Pick<Examples, 'size'>): void {
  if (size === 0) throw new RangeError('there are no examples: the part of the data set is empty');
}

/** @throws RangeError, in one sentence, where examples cannot be fed to the model. */
export function checkFit(model: tf.LayersModel, { inputs, inputShape, size }: Examples<InputArray>): void {
  checkSize({ size });
  const wanted = model.inputs[0].shape.slice(1) as number[];
  if (inputs.length !== size * product(wanted)) {
    throw new RangeError(
      `model ${model.name} takes inputs of shape [${wanted}], the examples have shape [${inputShape}]; load the data set that belongs to the model`,
    );
  }
}
