import { type Compiled, compile, forward, tf } from '../tensorflow';
import { normalized } from './batches';
import { endsInSoftmax, exampleLosses, type Loss, type Targets } from './loss';

/** A model on one batch: inputs uint8 or float32 [batch, ...inputShape] -> outputs float32 [batch, ...outputShape]. */
export type Inference = (inputs: tf.Tensor) => tf.Tensor;

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

/**
 * A model as native graphs, from bytes to probabilities or reconstructions.
 * @param frozen the weights are constants with their present values (see freeze.ts).
 */
export function compileInference(model: tf.LayersModel, frozen = false): CompiledInference {
  const softmax = endsInSoftmax(model);
  const compute: Inference = (inputs) => {
    const outputs = forward(model, normalized(inputs), { logits: true, constantWeights: frozen });
    return softmax ? tf.softmax(outputs) : outputs;
  };
  const constants = frozen ? model.weights.map((weight) => weight.read() as tf.Variable) : [];
  // One example is a chain of small ops; of more, halves may run side by side.
  const graphs: Compiled<[tf.Tensor], tf.Tensor>[] = [
    compile(compute, { constants, executor: 'serial' }),
    compile(compute, { constants }),
  ];
  return {
    infer: (inputs) => graphs[inputs.shape[0] === 1 ? 0 : 1](inputs),
    dispose: () => {
      for (const graph of graphs) graph.dispose();
    },
  };
}

const inferences = new WeakMap<tf.LayersModel, Inference>();

/** The graphs of a model whose weights may change between two calls; compiled once a model. */
export function inferenceOf(model: tf.LayersModel): Inference {
  let infer = inferences.get(model);
  if (infer === undefined) {
    ({ infer } = compileInference(model));
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
    const softmax = endsInSoftmax(model);
    evaluating = compile((inputs: tf.Tensor, labels: tf.Tensor) => {
      const x = normalized(inputs);
      const raw = forward(model, x, { logits: true });
      return {
        outputs: softmax ? tf.softmax(raw) : raw,
        loss: exampleLosses(loss, raw, targets === 'labels' ? labels : x).sum(),
        ...(classifies(loss, targets) && { predicted: tf.argMax(raw, -1) }),
      };
    });
    known.set(key, evaluating);
  }
  return evaluating;
}
