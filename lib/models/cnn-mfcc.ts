import { tf } from '../tensorflow';
import { classifier, convolutionBlocks } from './sound-blocks';

export interface CnnMfccConfig {
  readonly inputShape?: readonly [bands: number, frames: number, channels: number];
  readonly numClasses?: number;
  readonly filters?: readonly [number, number, number];
  readonly units?: number;
}

/**
 * Three convolution blocks, global average pooling, one dense layer: 241,671 trainable parameters at 7 classes
 * (242,343 with batch statistics), whatever the length of the sound.
 *
 * [batch, 40, 92, 3] z-scores -> 20x46x48 -> 10x23x96 -> 5x11x192 -> 192 -> probabilities [batch, 7].
 */
export function cnnMfcc({
  inputShape = [40, 92, 3],
  numClasses = 7,
  filters = [48, 96, 192],
  units = 160,
}: CnnMfccConfig = {}): tf.LayersModel {
  const input = tf.input({ shape: [...inputShape] });
  const maps = convolutionBlocks(input, { filters, poolSize: [2, 2], dropoutRates: [0.25, 0.3, 0.3] });
  const pooled = tf.layers.globalAveragePooling2d({}).apply(maps) as tf.SymbolicTensor;
  return tf.model({ name: 'cnn_mfcc', inputs: input, outputs: classifier(pooled, units, numClasses) });
}
