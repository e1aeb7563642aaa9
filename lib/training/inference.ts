import { type Arrays, isNumericArray } from '../data/source';
import { multiplications } from '../models';
import { compile, compileForOneThread, tf, tidyData, usesGpu } from '../tensorflow';
import { type Batch, type BatchTree, batchSizeOf, batchTensors, mapTensors, normalized } from './step/batch';
import { endOf, outputNamesOf, runModel } from './step/run-model';
import type { Tensors } from './tasks/task';

/** A model on some examples: its outputs by name, each row-major [batch, ...outputShape]. */
export type Inference = (inputs: Batch['inputs']) => Readonly<Record<string, Float32Array>>;

export interface CompiledInference {
  readonly infer: Inference;
  dispose(): void;
}

/** Puts the softmax or sigmoid back that `logits` left out. */
export function activated(logits: tf.Tensor, end: string | undefined): tf.Tensor {
  if (end === 'softmax') return tf.softmax(logits);
  return end === 'sigmoid' ? tf.sigmoid(logits) : logits;
}

/** From inputs to probabilities, reconstructions or numbers. */
function answering(model: tf.LayersModel, constantWeights: boolean): (inputs: Tensors) => Tensors {
  // A softmax is computed by itself: the layer before it is then linear, and may take a normalisation over.
  const ends = model.outputs.map((_, i) => endOf(model, i));
  const logits = ends.map((end) => end === 'softmax');
  return (inputs) => {
    const { outputs } = runModel(model, mapTensors(inputs, normalized), { logits, constantWeights });
    if (outputs instanceof tf.Tensor) return logits[0] ? tf.softmax(outputs) : outputs;
    return Object.fromEntries(
      outputNamesOf(model).map((name, i) => [name, logits[i] ? tf.softmax(outputs[name]) : outputs[name]]),
    );
  };
}

/** Runs batches as tensors. One example is a chain of small ops; of more, halves may run side by side. */
function batchInference(
  model: tf.LayersModel,
  compute: (inputs: Tensors) => Tensors,
  constants: tf.Variable[] = [],
): CompiledInference {
  const run = ({ inputs }: BatchTree): Tensors => compute(inputs);
  const graphs = [compile(run, { constants, executor: 'serial' }), compile(run, { constants })];
  return {
    infer: (inputs) => {
      const graph = graphs[batchSizeOf({ inputs } as Batch) === 1 ? 0 : 1];
      return dataOf(model, () => graph(batchTensors({ inputs } as Batch)));
    },
    dispose: () => {
      for (const graph of graphs) graph.dispose();
    },
  };
}

/** The numbers of outputs by name. */
function dataOf(model: tf.LayersModel, compute: () => Tensors): Record<string, Float32Array> {
  const [first, ...others] = outputNamesOf(model);
  if (others.length === 0) return { [first]: tidyData(() => compute() as tf.Tensor) };
  const tensors = tf.tidy(() => compute() as tf.NamedTensorMap);
  const named = Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]);
  tf.dispose(tensors);
  return Object.fromEntries(named);
}

/** Up to so many multiplications one thread answers sooner than several (docs/performance.md). */
const ALONE = 2 ** 25;

/** A model with its present weights for good: they are constants of its graphs. */
export function frozenInference(model: tf.LayersModel): CompiledInference {
  const compute = answering(model, true);
  const constants = model.weights.map((weight) => weight.read() as tf.Variable);
  const batches = batchInference(model, compute, constants);
  const simple = model.inputs.length === 1 && model.outputs.length === 1;
  if (usesGpu || !simple || multiplications(model) > ALONE) return batches;
  const single = compileForOneThread((input) => compute(input) as tf.Tensor, { constants });
  const [output] = outputNamesOf(model);
  return {
    infer: (inputs) => {
      const numbers = inputs as Arrays;
      if (!isNumericArray(numbers) || numbers.shape[0] !== 1 || numbers.data instanceof Int32Array) {
        return batches.infer(inputs);
      }
      return { [output]: single(numbers.data, numbers.shape) };
    },
    dispose: () => {
      batches.dispose();
      single.dispose();
    },
  };
}

const inferences = new WeakMap<tf.LayersModel, Inference>();

/** The graphs of a model whose weights may change between two calls; compiled once a model. */
export function inferenceOf(model: tf.LayersModel): Inference {
  let infer = inferences.get(model);
  if (infer === undefined) {
    ({ infer } = batchInference(model, answering(model, false)));
    inferences.set(model, infer);
  }
  return infer;
}
