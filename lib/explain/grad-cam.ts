import { bytesTensor, FLOAT, native, tf, tidyData, UINT8 } from '../tensorflow';

/** How much each place of each picture spoke for a class, row-major [pictures, height, width], 0 to 1 (its strongest place). */
export interface HeatMaps {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Gradient-weighted class activation maps (Selvaraju and others, 2017): the maps of the last convolution, each weighted
 * by how much the class's score grows with it on average, summed; what speaks against the class is left out. They show
 * where a model looked, not that it looked there for a good reason.
 *
 * @param model a sequence of layers that ends in a dense softmax.
 * @param inputs bytes of the pictures, one after the other, each of the model's input shape.
 * @param labels the class to explain, one a picture.
 * @throws RangeError where the model is no such sequence, has no convolution, or inputs and labels disagree.
 */
export function gradCam(model: tf.LayersModel, inputs: Uint8Array, labels: ArrayLike<number>): HeatMaps {
  const [height, width, channels] = model.inputs[0].shape.slice(1) as number[];
  if (inputs.length !== labels.length * height * width * channels) {
    throw new RangeError(
      `${labels.length} pictures of ${height} x ${width} x ${channels} have ${labels.length * height * width * channels} bytes, not ${inputs.length}`,
    );
  }
  const { features, score } = split(model);
  const values = tidyData(() => {
    const bytes = bytesTensor(inputs, [labels.length, height, width, channels]);
    const x = native('Cast', [bytes], { SrcT: UINT8, DstT: FLOAT, Truncate: false }).mul(1 / 255);
    const maps = features(x);
    const wanted = tf.oneHot(Int32Array.from(labels), model.outputs[0].shape[1] as number);
    // The examples of a batch do not touch one another, so the gradient of the sum is that of each.
    const gradient = tf.grad((maps: tf.Tensor) => score(maps).mul(wanted).sum().asScalar())(maps);
    const heat = maps
      .mul(gradient.mean([1, 2], true))
      .sum(3, true)
      .relu();
    const strongest = heat.max([1, 2, 3], true).maximum(1e-12);
    return tf.image.resizeBilinear(heat.div(strongest) as tf.Tensor4D, [height, width], false, true);
  });
  return { values, height, width };
}

/** The model up to its last convolution, and from there to its scores before the softmax. */
function split(model: tf.LayersModel): { features: (x: tf.Tensor) => tf.Tensor; score: (x: tf.Tensor) => tf.Tensor } {
  const { layers } = model;
  const kinds = layers.map((layer) => layer.getClassName());
  const conv = kinds.lastIndexOf('Conv2D');
  const last = layers.length - 1;
  const branches = layers.some((layer) => layer.inboundNodes.length !== 1 || layer.outboundNodes.length > 1);
  if (branches || conv < 0 || kinds[last] !== 'Dense' || layers[last].getConfig().activation !== 'softmax') {
    throw new RangeError(
      `model ${model.name}: gradCam wants a plain sequence of layers with a convolution, ending in a dense softmax`,
    );
  }
  const apply = (from: number, to: number) => (x: tf.Tensor) =>
    layers.slice(from, to).reduce((value, layer) => layer.apply(value) as tf.Tensor, x);
  const between = apply(conv + 1, last);
  const [kernel, bias] = layers[last].getWeights();
  return {
    features: apply(0, conv + 1),
    score: (maps) => tf.matMul(between(maps) as tf.Tensor2D, kernel as tf.Tensor2D).add(bias),
  };
}
