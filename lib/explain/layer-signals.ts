import { bytesTensor, FLOAT, native, softmaxCrossEntropy, tf, UINT8 } from '../tensorflow';

/** What passes through one layer with weights. */
export type LayerSignal = {
  readonly layer: string;
  /** Mean of its outputs. */
  readonly mean: number;
  /** Standard deviation over the pictures of each output, averaged: 0 where every picture looks the same to the layer. */
  readonly variation: number;
  /** Euclidean norm of the loss's gradient with respect to its kernel. */
  readonly gradientNorm: number;
};

/**
 * How a signal fares on its way through a sequence of layers, and the gradient on its way back: for one batch of
 * pictures, without dropout, the loss being the mean cross-entropy.
 *
 * @param inputs bytes of the pictures, one after the other, each of the model's input shape; values / 255 go in.
 * @throws RangeError where the model does not end in a dense softmax.
 */
export function layerSignals(model: tf.LayersModel, inputs: Uint8Array, labels: Int32Array): LayerSignal[] {
  const { layers } = model;
  const last = layers[layers.length - 1];
  if (last.getClassName() !== 'Dense' || last.getConfig().activation !== 'softmax') {
    throw new RangeError(`model ${model.name}: layerSignals wants a sequence of layers that ends in a dense softmax`);
  }
  const weighted = layers.filter((layer) => layer.trainableWeights.length > 0);
  return tf.tidy(() => {
    const shape = model.inputs[0].shape.slice(1) as number[];
    const bytes = bytesTensor(inputs, [labels.length, ...shape]);
    const x = native('Cast', [bytes], { SrcT: UINT8, DstT: FLOAT, Truncate: false }).mul(1 / 255);
    const outputs = new Map<string, tf.Tensor>();
    const loss = () => {
      let value: tf.Tensor = x;
      for (const layer of layers.slice(0, -1)) {
        value = layer.apply(value) as tf.Tensor;
        outputs.set(layer.name, tf.keep(value.clone()));
      }
      const [kernel, bias] = last.trainableWeights.map((weight) => weight.read());
      const logits = tf.matMul(value as tf.Tensor2D, kernel as tf.Tensor2D).add(bias);
      outputs.set(last.name, tf.keep(logits.clone()));
      return softmaxCrossEntropy(logits, tf.tensor1d(labels, 'int32')).mean().asScalar();
    };
    const kernels = weighted.map((layer) => layer.trainableWeights[0].read() as tf.Variable);
    const { grads } = tf.variableGrads(loss, kernels);
    const signals = weighted.map((layer, i): LayerSignal => {
      const output = outputs.get(layer.name)!;
      const { variance } = tf.moments(output, 0);
      return {
        layer: layer.name,
        mean: output.mean().dataSync()[0],
        variation: variance.sqrt().mean().dataSync()[0],
        gradientNorm: grads[kernels[i].name].norm().dataSync()[0],
      };
    });
    tf.dispose([...outputs.values()]);
    return signals;
  });
}
