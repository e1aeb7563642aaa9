import type { Examples, InputArray } from '../data/dataset';
import { multiplications } from '../models';
import { type Compiled, compile, compileForOneThread, forward, tf, tidyData, usesGpu } from '../tensorflow';
import { normalized, rowsTensor, rowValues } from './batches';
import { endsInSoftmax, exampleLosses, type Loss, type Targets } from './loss';

/** A model on `count` neighbouring examples, from `start` on: its outputs, row-major [count, ...outputShape]. */
export type Inference = (examples: Examples<InputArray>, start: number, count: number) => Float32Array;

/** What an evaluation wants of a batch; labels are class numbers int32 [batch], and so is what is predicted, if classes are. */
export type Evaluating = (
  inputs: tf.Tensor,
  labels: tf.Tensor,
) => {
  outputs: tf.Tensor;
  /** The sum over the batch. */
  loss: tf.Tensor;
  predicted?: tf.Tensor;
};

export interface CompiledInference {
  readonly infer: Inference;
  dispose(): void;
}

/** From bytes or float32 [batch, ...inputShape] to probabilities or reconstructions. */
function answering(model: tf.LayersModel, constantWeights: boolean): (inputs: tf.Tensor) => tf.Tensor {
  const softmax = endsInSoftmax(model);
  return (inputs) => {
    const outputs = forward(model, normalized(inputs), { logits: softmax, constantWeights });
    return softmax ? tf.softmax(outputs) : outputs;
  };
}

/** Runs batches as tensors. One example is a chain of small ops; of more, halves may run side by side. */
function batchInference(compute: (inputs: tf.Tensor) => tf.Tensor, constants: tf.Variable[] = []): CompiledInference {
  const graphs: Compiled<[tf.Tensor], tf.Tensor>[] = [
    compile(compute, { constants, executor: 'serial' }),
    compile(compute, { constants }),
  ];
  return {
    infer: (examples, start, count) =>
      tidyData(() => {
        const inputs = rowsTensor(examples, start, count);
        return graphs[inputs.shape[0] === 1 ? 0 : 1](inputs);
      }),
    dispose: () => {
      for (const graph of graphs) graph.dispose();
    },
  };
}

/** Up to so many multiplications one thread answers sooner than several (docs/performance.md). */
const ALONE = 2 ** 25;

/** A model with its present weights for good: they are constants of its graphs. */
export function frozenInference(model: tf.LayersModel): CompiledInference {
  const compute = answering(model, true);
  const constants = model.weights.map((weight) => weight.read() as tf.Variable);
  const batches = batchInference(compute, constants);
  if (usesGpu || multiplications(model) > ALONE) return batches;
  const single = compileForOneThread(compute, { constants });
  return {
    infer: (examples, start, count) =>
      Math.min(count, examples.size - start) === 1
        ? single(rowValues(examples, start, 1), [1, ...examples.inputShape])
        : batches.infer(examples, start, count),
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
    ({ infer } = batchInference(answering(model, false)));
    inferences.set(model, infer);
  }
  return infer;
}

/** Whether classes are predicted, and may be right or wrong. */
export const classifies = (loss: Loss, targets: Targets) => targets === 'labels' && loss === 'categoricalCrossentropy';

const evaluations = new WeakMap<tf.LayersModel, Map<string, Evaluating>>();

/** The same with loss and predicted class, computed natively from one run of the model. */
export function evaluationOf(model: tf.LayersModel, loss: Loss, targets: Targets): Evaluating {
  const known = evaluations.get(model) ?? new Map<string, Evaluating>();
  evaluations.set(model, known);
  const key = `${loss} ${targets}`;
  let evaluating = known.get(key);
  if (evaluating === undefined) {
    const logits = loss === 'categoricalCrossentropy';
    evaluating = compile((inputs: tf.Tensor, labels: tf.Tensor) => {
      const x = normalized(inputs);
      const raw = forward(model, x, { logits });
      return {
        outputs: logits ? tf.softmax(raw) : raw,
        loss: exampleLosses(loss, raw, targets === 'labels' ? labels : x).sum(),
        ...(classifies(loss, targets) && { predicted: tf.argMax(raw, -1) }),
      };
    });
    known.set(key, evaluating);
  }
  return evaluating;
}
