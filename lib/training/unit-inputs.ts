import type { Examples, InputArray } from '../data/dataset';
import { tf, valuesTensor } from '../tensorflow';
import { normalized } from './step/batch';

/** All inputs of a part as float32 [size, values of one input], bytes scaled to [0, 1]; yours to dispose. */
export function unitInputs({ inputs, size }: Examples<InputArray>): tf.Tensor2D {
  return tf.tidy(() => normalized(valuesTensor(inputs, [size, inputs.length / size])) as tf.Tensor2D);
}
