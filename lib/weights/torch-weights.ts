import { tf } from '../tensorflow';

/** A tensor of a PyTorch state_dict, row-major. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

type StateDict = Readonly<Record<string, TorchTensor>>;

/** What of a state_dict makes the weights of each class of layer, in the layer's own order. */
const conversions: Readonly<Record<string, (name: string, get: (key: string) => tf.Tensor) => tf.Tensor[]>> = {
  // [out, in, height, width] -> [height, width, in, out]
  Conv2D: (name, get) => [get(`${name}.weight`).transpose([2, 3, 1, 0]), get(`${name}.bias`)],
  Dense: (name, get) => [get(`${name}.weight`).transpose(), get(`${name}.bias`)],
  BatchNormalization: (name, get) =>
    ['weight', 'bias', 'running_mean', 'running_var'].map((part) => get(`${name}.${part}`)),
  Bidirectional: (name, get) => ['', '_reverse'].flatMap((direction) => lstmWeights(name, direction, get)),
};

/** Both have the gates in the order input, forget, cell, output; PyTorch adds two biases where Keras has one. */
function lstmWeights(name: string, direction: string, get: (key: string) => tf.Tensor): tf.Tensor[] {
  const part = (which: string) => get(`${name}.${which}_l0${direction}`);
  return [part('weight_ih').transpose(), part('weight_hh').transpose(), part('bias_ih').add(part('bias_hh'))];
}

/**
 * Gives a model the weights of its twin in PyTorch, by the names of the layers (`conv1.weight`, `bn1.running_mean`,
 * `lstm1.weight_ih_l0_reverse`, ...). `num_batches_tracked` is of no use and left out.
 *
 * @param state for instance `decodeTensors(...)` of a safetensors file.
 * @throws RangeError where a tensor is missing, of another shape, or belongs to no layer; nothing is changed then.
 */
export function setTorchWeights(model: tf.LayersModel, state: StateDict): void {
  const used = new Set<string>();
  tf.tidy(() => {
    const get = (key: string) => {
      const found = state[key];
      if (found === undefined) throw new RangeError(`the weights lack ${key}, which model ${model.name} needs`);
      used.add(key);
      return tf.tensor(Float32Array.from(found.data), [...found.shape], 'float32');
    };
    const converted = model.layers
      .filter((layer) => layer.weights.length > 0)
      .map((layer) => {
        const convert = conversions[layer.getClassName()];
        if (convert === undefined) {
          throw new RangeError(
            `setTorchWeights: layer ${layer.name} is of a kind that is not known, ${layer.getClassName()}`,
          );
        }
        const weights = convert(layer.name, get);
        weights.forEach((weight, i) => {
          const wanted = layer.weights[i].shape;
          if (weight.shape.join() !== wanted.join()) {
            throw new RangeError(
              `layer ${layer.name}: weight ${i} has shape [${weight.shape}], the model wants [${wanted}]`,
            );
          }
        });
        return { layer, weights };
      });
    const left = Object.keys(state).filter((key) => !used.has(key) && !key.endsWith('.num_batches_tracked'));
    if (left.length > 0) throw new RangeError(`${left[0]} belongs to no layer of model ${model.name}`);
    for (const { layer, weights } of converted) layer.setWeights(weights);
  });
}
