import { UserError } from '../errors';
import { tf } from '../tensorflow';

/** A tensor of a PyTorch state_dict, row-major. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

type StateDict = Readonly<Record<string, TorchTensor>>;

/** What of a state_dict makes the weights of each class of layer, in the layer's own order. */
type Conversion = (name: string, get: (key: string) => tf.Tensor, layer: tf.layers.Layer) => tf.Tensor[];

const conversions: Readonly<Record<string, Conversion>> = {
  // [out, in, height, width] -> [height, width, in, out]
  Conv2D: (name, get, layer) => withBias(get(`${name}.weight`).transpose([2, 3, 1, 0]), name, get, layer),
  // [out, in, width] -> [width, in, out]
  Conv1D: (name, get, layer) => withBias(get(`${name}.weight`).transpose([2, 1, 0]), name, get, layer),
  // [channels, 1, height, width] -> [height, width, channels, 1]
  DepthwiseConv2D: (name, get, layer) => withBias(get(`${name}.weight`).transpose([2, 3, 0, 1]), name, get, layer),
  Dense: (name, get, layer) => withBias(get(`${name}.weight`).transpose(), name, get, layer),
  Embedding: (name, get) => [get(`${name}.weight`)],
  BatchNormalization: (name, get) =>
    ['weight', 'bias', 'running_mean', 'running_var'].map((part) => get(`${name}.${part}`)),
  LayerNormalization: (name, get) => ['weight', 'bias'].map((part) => get(`${name}.${part}`)),
  // Parameters of their own, not of a module.
  ClassToken: (name, get) => [get(name)],
  MaskTokens: (name, get) => [get(name)],
  Positions: (name, get) => [get(name)],
  LSTM: (name, get) => lstmWeights(name, '', get),
  Bidirectional: (name, get) => ['', '_reverse'].flatMap((direction) => lstmWeights(name, direction, get)),
};

/** A layer that was built without a bias wants none. */
function withBias(kernel: tf.Tensor, name: string, get: (key: string) => tf.Tensor, layer: tf.layers.Layer) {
  return layer.weights.length > 1 ? [kernel, get(`${name}.bias`)] : [kernel];
}

/** Both have the gates in the order input, forget, cell, output; PyTorch adds two biases where Keras has one. */
function lstmWeights(name: string, direction: string, get: (key: string) => tf.Tensor): tf.Tensor[] {
  const part = (which: string) => get(`${name}.${which}_l0${direction}`);
  return [part('weight_ih').transpose(), part('weight_hh').transpose(), part('bias_ih').add(part('bias_hh'))];
}

export interface TorchWeightsOptions {
  /** What PyTorch calls a layer; default: its own name. A layer without such a name keeps its weights. */
  readonly nameOf?: (layer: string) => string | undefined;
  /** Tensors of the file that this model has no use for: a classifier of other classes. */
  readonly leave?: (key: string) => boolean;
}

/**
 * Gives a model the weights of its twin in PyTorch, by the names of the layers (`conv1.weight`, `bn1.running_mean`,
 * `lstm1.weight_ih_l0_reverse`, ...). `num_batches_tracked` is of no use and left out.
 *
 * @param state for instance `decodeTensors(...)` of a safetensors file, or `readTorchFile(...)`.
 * @throws UserError where a tensor is missing, of another shape, or belongs to no layer; nothing is changed then.
 */
export function setTorchWeights(
  model: tf.LayersModel,
  state: StateDict,
  { nameOf = (layer) => layer, leave = () => false }: TorchWeightsOptions = {},
): void {
  const used = new Set<string>();
  const get = (key: string) => {
    const found = state[key];
    if (found === undefined) throw new UserError(`the weights lack ${key}, which model ${model.name} needs.`);
    used.add(key);
    return tf.tensor(Float32Array.from(found.data), [...found.shape], 'float32');
  };
  tf.tidy(() => {
    const converted = model.layers.flatMap((layer) => {
      const name = layer.weights.length > 0 ? nameOf(layer.name) : undefined;
      return name === undefined ? [] : [{ layer, weights: convert(layer, name, get) }];
    });
    const isLeft = (key: string) => !used.has(key) && !key.endsWith('.num_batches_tracked') && !leave(key);
    const left = Object.keys(state).find(isLeft);
    if (left !== undefined) throw new UserError(`${left} of the weights belongs to no layer of model ${model.name}.`);
    for (const { layer, weights } of converted) layer.setWeights(weights);
  });
}

function convert(layer: tf.layers.Layer, name: string, get: (key: string) => tf.Tensor): tf.Tensor[] {
  const conversion = conversions[layer.getClassName()];
  if (conversion === undefined) {
    throw new UserError(`layer ${layer.name} is a ${layer.getClassName()}, whose weights are not known from PyTorch.`);
  }
  const weights = conversion(name, get, layer);
  for (const [i, weight] of weights.entries()) {
    const wanted = layer.weights[i].shape;
    if (weight.shape.join() !== wanted.join()) {
      throw new UserError(`layer ${layer.name}: weight ${i} has shape [${weight.shape}], the model wants [${wanted}].`);
    }
  }
  return weights;
}
