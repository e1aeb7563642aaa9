import { type ForwardOptions, forwardAll, outputActivation, type tf } from '../../tensorflow';
import type { Tensors } from '../tasks/task';

export interface RunOptions extends ForwardOptions {
  /** For each output whether it is wanted before its softmax or sigmoid. */
  readonly logits: readonly boolean[];
}

/** A model's outputs, several by name, and for each which steps of a sequence count, bool [batch, steps]. */
export interface ModelRun {
  readonly outputs: Tensors;
  readonly masks: Readonly<Record<string, tf.Tensor | undefined>>;
}

/** Runs a model on its input, or on its inputs by name. */
export function runModel(model: tf.LayersModel, inputs: Tensors, options: RunOptions): ModelRun {
  const { outputs, masks } = forwardAll(model, inputs, options);
  const names = outputNamesOf(model);
  return {
    outputs: outputs.length === 1 ? outputs[0] : Object.fromEntries(names.map((name, i) => [name, outputs[i]])),
    masks: Object.fromEntries(names.map((name, i) => [name, masks[i]])),
  };
}

/** The names of a model's outputs; tfjs gives those of a sequential model none. */
export function outputNamesOf({ outputNames, outputs }: tf.LayersModel): readonly string[] {
  return outputNames.length === outputs.length ? outputNames : outputs.map(({ sourceLayer }) => sourceLayer.name);
}

/** The activation at the end of one of a model's outputs, `softmax` or `sigmoid` where they are probabilities. */
export const endOf = (model: tf.LayersModel, output: number): string => outputActivation(model, output);
