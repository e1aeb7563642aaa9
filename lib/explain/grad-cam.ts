import { bytesTensor, FLOAT, forward, native, outputActivation, splitModel, tf, tidyData, UINT8 } from '../tensorflow';

/** How much each place of each picture spoke for a class, row-major [pictures, height, width], 0 to 1 (its strongest place). */
export interface HeatMaps {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

export interface GradCamOptions {
  /** The layer whose maps are weighed; default the last convolution. Of EfficientNet `top_activation` tells more. */
  readonly layer?: string;
}

/**
 * Gradient-weighted class activation maps (Selvaraju and others, 2017): the maps of the last convolution, each weighted
 * by how much the class's score grows with it on average, summed; what speaks against the class is left out. They show
 * where a model looked, not that it looked there for a good reason.
 *
 * @param model ends in a softmax; all ways from its input to its output lead through the layer.
 * @param inputs pictures one after the other, each of the model's input shape: bytes, brought to [0, 1], or float32.
 * @param labels the class to explain, one a picture.
 * @throws RangeError where the model is no such network, has no convolution, or inputs and labels disagree.
 */
export function gradCam(
  model: tf.LayersModel,
  inputs: Uint8Array | Float32Array,
  labels: ArrayLike<number>,
  { layer }: GradCamOptions = {},
): HeatMaps {
  const [height, width, channels] = model.inputs[0].shape.slice(1) as number[];
  const size = labels.length * height * width * channels;
  if (inputs.length !== size) {
    const values = inputs instanceof Uint8Array ? 'bytes' : 'values';
    throw new RangeError(
      `${labels.length} pictures of ${height} x ${width} x ${channels} have ${size} ${values}, not ${inputs.length}`,
    );
  }
  const { lower, upper } = parts(model, layer);
  const values = tidyData(() => {
    const x = pictures(inputs, [labels.length, height, width, channels]);
    const maps = forward(lower, x);
    const wanted = tf.oneHot(Int32Array.from(labels), model.outputs[0].shape[1] as number);
    const score = (maps: tf.Tensor) => forward(upper, maps, { logits: true }).mul(wanted).sum().asScalar();
    // The examples of a batch do not touch one another, so the gradient of the sum is that of each.
    const gradient = tf.grad(score)(maps);
    const heat = maps
      .mul(gradient.mean([1, 2], true))
      .sum(3, true)
      .relu();
    const strongest = heat.max([1, 2, 3], true).maximum(1e-12);
    return tf.image.resizeBilinear(heat.div(strongest) as tf.Tensor4D, [height, width], false, true);
  });
  return { values, height, width };
}

function pictures(inputs: Uint8Array | Float32Array, shape: [number, number, number, number]): tf.Tensor {
  if (inputs instanceof Float32Array) return tf.tensor4d(inputs, shape);
  return native('Cast', [bytesTensor(inputs, shape)], { SrcT: UINT8, DstT: FLOAT, Truncate: false }).mul(1 / 255);
}

/** The model up to the layer, and from there to its output. */
function parts(model: tf.LayersModel, name: string | undefined) {
  const { layers } = model;
  const conv = layers.map((layer) => layer.getClassName()).lastIndexOf('Conv2D');
  const at = name === undefined ? conv : layers.findIndex((layer) => layer.name === name);
  if (name !== undefined && at < 0) throw new RangeError(`model ${model.name} has no layer ${name}`);
  const ends = model.outputs.length === 1 && outputActivation(model, 0) === 'softmax';
  if (at < 0 || at === layers.length - 1 || !ends) {
    throw new RangeError(`model ${model.name}: gradCam wants a network with a convolution, ending in a dense softmax`);
  }
  const next = layers[at].outboundNodes.map(({ outboundLayer }) => outboundLayer.name);
  return splitModel(model, next.find((one) => layers.some((layer) => layer.name === one)) ?? layers[at + 1].name);
}
