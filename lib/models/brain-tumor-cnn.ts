import { tf } from '../tensorflow';

export interface BrainTumorCnnConfig {
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  readonly numClasses?: number;
  /** Of the convolutions; the dense layer is ReLU always. */
  readonly activation?: 'relu' | 'sigmoid';
  /** Filters of the four convolutions; pooling follows the second and the fourth. */
  readonly filters?: readonly [number, number, number, number];
  readonly units?: number;
  readonly dropoutRate?: number;
}

/**
 * Four 3x3 convolutions, two max poolings, a dense layer of 64: the models 1 and 2 (ReLU) and 3 (sigmoid) of the
 * benchmark. 718,164 parameters by default; numbers of filters and input size are ours, the source gives none.
 *
 * [batch, 64, 64, 1] in [0, 1] -> 30x30x16 -> 13x13x64 -> probabilities [batch, 4].
 */
export function brainTumorCnn({
  inputShape = [64, 64, 1],
  numClasses = 4,
  activation = 'relu',
  filters = [16, 16, 32, 64],
  units = 64,
  dropoutRate = 0.2,
}: BrainTumorCnnConfig = {}): tf.LayersModel {
  const { conv2d, maxPooling2d, flatten, dense, dropout } = tf.layers;
  const model = tf.sequential({ name: `brain_tumor_cnn_${activation}` });
  filters.forEach((filters, i) => {
    const input = i === 0 ? { inputShape: [...inputShape] } : {};
    model.add(conv2d({ ...input, filters, kernelSize: 3, activation }));
    if (i % 2 === 1) model.add(maxPooling2d({ poolSize: 2 }));
  });
  model.add(flatten());
  model.add(dense({ units, activation: 'relu' }));
  model.add(dropout({ rate: dropoutRate }));
  model.add(dense({ units: numClasses, activation: 'softmax' }));
  return model;
}
