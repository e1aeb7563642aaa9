import type { Examples, InputArray } from '../data/dataset';
import { wilsonInterval } from '../metrics';
import { compile, forward, tf } from '../tensorflow';
import { type Batch, batchesOf, makeBatch, normalized } from './batches';
import {
  correctCount,
  defaultLoss,
  endsInSoftmax,
  exampleLosses,
  type Loss,
  RunningMetrics,
  type Targets,
} from './loss';

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

type Inference = (inputs: tf.Tensor) => tf.Tensor;
const compiled = new WeakMap<tf.LayersModel, Inference>();

/** The model as one native graph, from bytes to outputs (logits where it ends in a softmax); compiled once a model. */
function inference(model: tf.LayersModel): Inference {
  let infer = compiled.get(model);
  if (infer === undefined) {
    infer = compile((inputs: tf.Tensor) => forward(model, normalized(inputs), { logits: true }));
    compiled.set(model, infer);
  }
  return infer;
}

const product = (shape: readonly number[]) => shape.reduce((size, dimension) => size * dimension, 1);
const inOrder = (size: number) => Int32Array.from({ length: size }, (_, i) => i);

/** Mean loss and accuracy over examples, without keeping the outputs. */
export function measure(
  model: tf.LayersModel,
  examples: Examples<InputArray>,
  { loss, targets }: { loss: Loss; targets: Targets },
  batchSize = 256,
): { loss: number; accuracy?: number } {
  const infer = inference(model);
  const classify = targets === 'labels' && loss === 'categoricalCrossentropy';
  const metrics = new RunningMetrics();
  for (const indices of batchesOf(inOrder(examples.size), batchSize)) {
    tf.tidy(() => {
      const { inputs, labels } = makeBatch(examples, indices);
      const outputs = infer(inputs);
      const losses = exampleLosses(loss, outputs, targets === 'labels' ? labels : normalized(inputs));
      metrics.add(losses, classify ? correctCount(outputs, labels) : undefined);
    });
  }
  const { loss: mean, accuracy } = metrics.read();
  metrics.dispose();
  return classify ? { loss: mean, accuracy } : { loss: mean };
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
  const { loss, targets, batchSize } = { ...defaultLoss(model), ...options };
  const classify = targets === 'labels' && loss === 'categoricalCrossentropy';
  const predicted = new Int32Array(classify ? examples.size : 0);
  const start = performance.now();
  let lossSum = 0;
  let done = 0;
  const outputs = await run(model, examples, batchSize, (raw, { inputs, labels, size }) => {
    const losses = exampleLosses(loss, raw, targets === 'labels' ? labels : normalized(inputs));
    lossSum += losses.sum().dataSync()[0];
    if (classify) predicted.set(tf.argMax(raw, -1).dataSync() as Int32Array, done);
    done += size;
  });
  const outputShape = model.outputs[0].shape.slice(1) as number[];
  const seconds = (performance.now() - start) / 1000;
  const result = { loss: lossSum / done, size: done, predicted, outputs, outputShape, seconds };
  if (!classify) return result;
  const correct = predicted.filter((label, i) => label === examples.labels[i]).length;
  return { ...result, accuracy: correct / done, interval: wilsonInterval(correct, done) };
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
  return run(model, 'labels' in inputs ? inputs : unlabelled(model, inputs), batchSize);
}

function unlabelled(model: tf.LayersModel, inputs: InputArray): Examples<InputArray> {
  const inputShape = model.inputs[0].shape.slice(1) as number[];
  const size = Math.ceil(inputs.length / product(inputShape));
  return { inputs, inputShape, labels: new Int32Array(size), size };
}

/** Runs all examples through the model; `visit` sees each batch of raw outputs (logits before a softmax). */
async function run(
  model: tf.LayersModel,
  examples: Examples<InputArray>,
  batchSize = 256,
  visit?: (raw: tf.Tensor, batch: Batch) => void,
): Promise<Float32Array> {
  checkFit(model, examples);
  const width = product(model.outputs[0].shape.slice(1) as number[]);
  const outputs = new Float32Array(examples.size * width);
  const softmax = endsInSoftmax(model);
  const infer = inference(model);
  let done = 0;
  for (const indices of batchesOf(inOrder(examples.size), batchSize)) {
    tf.tidy(() => {
      const batch = makeBatch(examples, indices);
      const raw = infer(batch.inputs);
      visit?.(raw, batch);
      outputs.set((softmax ? tf.softmax(raw) : raw).dataSync() as Float32Array, done * width);
    });
    done += indices.length;
    await new Promise(setImmediate);
  }
  return outputs;
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
