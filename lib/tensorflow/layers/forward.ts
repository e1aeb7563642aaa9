/**
 * Runs an ordinary tf.LayersModel on the fused kernels of this library.
 *
 * The model stays what Keras users know: built from tf.layers, saved and loaded as ever. Its layers are walked, and
 * each is computed with a native kernel where there is one for its class and settings, and by the layer itself where
 * that is as right. What neither can do is refused by the name of layer and option.
 */

import { tf } from '../graph/backend';
import type { RandomSource } from '../graph/random';
import type { Mask } from './masks';
import { outputActivation } from './output-activation';
import { refuseUnsupported } from './unsupported';
import type { Value } from './value';
import { walk } from './walk';

export interface ForwardOptions {
  /** Dropout drops and batch normalisation uses the batch's statistics. Needs `random` where the model drops. */
  readonly training?: boolean;
  readonly random?: RandomSource;
  /**
   * Leave out a softmax or sigmoid at the end (`outputActivation`), for a loss that takes logits; for each output by
   * itself where they are listed.
   */
  readonly logits?: boolean | readonly boolean[];
  /** At inference: the weights are constants of a graph (`constants` of compile), and may be multiplied in advance. */
  readonly constantWeights?: boolean;
}

/** One tensor for a model with one input; several in the model's order, or by the names of its inputs. */
export type ModelInputs = tf.Tensor | readonly tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;

export interface ModelOutputs {
  /** In the model's order. */
  readonly outputs: tf.Tensor[];
  /** For each output which time steps count, bool [batch, time]; undefined where all do. */
  readonly masks: Mask[];
}

/**
 * The output of a model with one output.
 * @param inputs float32 [batch, ...inputShape], or int32 where the model takes numbers of something; another shape of
 * the same size (images for a sequence model) is reshaped.
 * @throws RangeError where inputs and model do not fit. @throws UserError naming a layer whose settings are refused.
 */
export function forward(model: tf.LayersModel, inputs: ModelInputs, options: ForwardOptions = {}): tf.Tensor {
  if (model.outputs.length !== 1) {
    throw new RangeError(`model ${model.name} has ${model.outputs.length} outputs: take them from forwardAll()`);
  }
  return forwardAll(model, inputs, options).outputs[0];
}

/** All outputs of a model, and their masks; otherwise as `forward`. */
export function forwardAll(
  model: tf.LayersModel,
  inputs: ModelInputs,
  { training = false, random, logits = false, constantWeights = false }: ForwardOptions = {},
): ModelOutputs {
  refuseUnsupported(model);
  const given = inputsOf(model, inputs);
  return tf.tidy(() => {
    const values = model.inputs.map((symbol, i): Value => {
      const x = shaped(model, i, given[i], symbol.shape);
      return { output: () => x };
    });
    const results = walk(model, values, { training, random, constantWeights, frozen: false });
    const wanted = (i: number) => (typeof logits === 'boolean' ? logits : logits[i]);
    const outputs = results.map((value, i) => (wanted(i) ? logitsOf(model, i, value) : value.output()));
    // tf.tidy keeps what is returned, also tensors that were there before; masks are not its business.
    return { outputs, masks: results.map(({ mask }) => mask) } as unknown as tf.TensorContainer;
  }) as unknown as ModelOutputs;
}

/** Keras clips probabilities of which it takes logarithms here. */
const LEAST = 1e-7;

/** Where the layer at the end cannot be taken apart, logits are made of its probabilities. */
function logitsOf(model: tf.LayersModel, output: number, value: Value): tf.Tensor {
  if (value.logits !== undefined) return value.logits();
  const activation = outputActivation(model, output);
  if (activation !== 'softmax' && activation !== 'sigmoid') return value.output();
  const probabilities = value.output().clipByValue(LEAST, 1 - LEAST);
  return activation === 'softmax' ? probabilities.log() : probabilities.div(tf.sub(1, probabilities)).log();
}

/** Those of the input layers; a tf.sequential model has no `inputNames` of its own. */
const inputNames = (model: tf.LayersModel) => model.inputs.map(({ sourceLayer }) => sourceLayer.name);

/** The inputs in the model's order. */
function inputsOf(model: tf.LayersModel, inputs: ModelInputs): readonly tf.Tensor[] {
  const names = inputNames(model);
  const refused = (what: string) =>
    new RangeError(`model ${model.name} takes ${names.length} inputs, ${names.join(', ')}; ${what}`);
  if (inputs instanceof tf.Tensor) {
    if (names.length !== 1) throw refused('one tensor was given: give an array, or a record by name');
    return [inputs];
  }
  if (Array.isArray(inputs)) {
    if (inputs.length !== names.length) throw refused(`${inputs.length} were given`);
    return inputs;
  }
  const record = inputs as Readonly<Record<string, tf.Tensor>>;
  const unknown = Object.keys(record).filter((name) => !names.includes(name));
  const missing = names.filter((name) => !(name in record));
  if (unknown.length > 0) throw refused(`${unknown.join(', ')} is none of them`);
  if (missing.length > 0) throw refused(`${missing.join(', ')} is missing`);
  return names.map((name) => record[name]);
}

function shaped(model: tf.LayersModel, input: number, x: tf.Tensor, [, ...wanted]: tf.Shape): tf.Tensor {
  const fits = x.rank === wanted.length + 1 && wanted.every((size, i) => size === null || size === x.shape[i + 1]);
  if (fits) return x;
  const sizes = wanted.filter((size) => size !== null);
  const size = sizes.reduce((product, n) => product * n, 1);
  if (sizes.length < wanted.length || x.size !== x.shape[0] * size) {
    const shape = wanted.map((size) => size ?? 'any').join(', ');
    throw new RangeError(
      `model ${model.name} takes [batch, ${shape}] as input ${inputNames(model)[input]}, not [${x.shape.join(', ')}]`,
    );
  }
  return x.reshape([x.shape[0], ...sizes]);
}
