import { type Image, imageFromUnit } from '../data/images/image';
import { bytesTensor, FLOAT, native, tf, UINT8 } from '../tensorflow';

/** What a layer answers, for one picture after the other. */
export interface Activations {
  /** Row-major [pictures, ...shape]. */
  readonly values: Float32Array;
  /** Of one picture's answer. */
  readonly shape: readonly number[];
}

/**
 * What comes out of a layer of a plain sequence, counted from 0, without dropout.
 * @param inputs bytes of the pictures, one after the other, each of the model's input shape; values / 255 go in.
 * @throws RangeError where there is no such layer, or the bytes are no whole pictures.
 */
export function activations(model: tf.LayersModel, layer: number, inputs: Uint8Array): Activations {
  if (model.layers[layer] === undefined) {
    throw new RangeError(`model ${model.name} has layers 0 to ${model.layers.length - 1}; there is no ${layer}`);
  }
  const shape = model.inputs[0].shape.slice(1) as number[];
  const length = shape.reduce((size, side) => size * side, 1);
  if (inputs.length === 0 || inputs.length % length !== 0) {
    throw new RangeError(`${inputs.length} bytes are no whole pictures of [${shape.join(', ')}]`);
  }
  return tf.tidy(() => {
    const bytes = bytesTensor(inputs, [inputs.length / length, ...shape]);
    const x = native('Cast', [bytes], { SrcT: UINT8, DstT: FLOAT, Truncate: false }).mul(1 / 255);
    const output = model.layers.slice(0, layer + 1).reduce((value, one) => one.apply(value) as tf.Tensor, x);
    return { values: output.dataSync() as Float32Array, shape: output.shape.slice(1) };
  });
}

/** One grey image a channel of what a convolution answers to one picture: black where least, white where most. */
export function featureMaps(model: tf.LayersModel, layer: number, { pixels }: Image): Image[] {
  const { values, shape } = activations(model, layer, pixels);
  const [height, width, channels] = shape;
  return Array.from({ length: channels }, (_, channel) => {
    const map = Float32Array.from({ length: height * width }, (_, place) => values[place * channels + channel]);
    return imageFromUnit(stretched(map), [height, width, 1]);
  });
}

/**
 * The filters of the first convolution of a model of colour or grey pictures, as pictures: mid-grey is a weight of 0.
 * @throws RangeError where the model begins otherwise.
 */
export function filterImages(model: tf.LayersModel): Image[] {
  const first = model.layers.find((layer) => layer.getClassName() !== 'InputLayer');
  const kernel = first?.getClassName() === 'Conv2D' ? first.getWeights()[0] : undefined;
  const [height, width, channels, count] = (kernel?.shape ?? []) as number[];
  if (kernel === undefined || (channels !== 1 && channels !== 3)) {
    throw new RangeError(`model ${model.name}: filterImages wants a convolution of 1 or 3 channels at the beginning`);
  }
  const weights = kernel.dataSync() as Float32Array;
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  return Array.from({ length: count }, (_, filter) => {
    const own = Float32Array.from({ length: height * width * channels }, (_, i) => weights[i * count + filter]);
    return imageFromUnit(
      own.map((weight) => 0.5 + weight / (2 * largest)),
      [height, width, channels],
    );
  });
}

function stretched(values: Float32Array): Float32Array {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (value - low) / (high - low || 1));
}
