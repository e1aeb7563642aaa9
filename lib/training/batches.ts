import { type Examples, emptyLike, type InputArray } from '../data/dataset';
import { createRandom } from '../random';
import { FLOAT, mixSeed, native, tf, UINT8, valuesTensor } from '../tensorflow';

/** One batch as native tensors: inputs uint8 or float32 [batch, ...inputShape], labels int32 [batch]. Dispose both. */
export interface Batch {
  readonly inputs: tf.Tensor;
  readonly labels: tf.Tensor;
  readonly size: number;
}

/** Copies the rows at `indices` into a batch; only these become native memory. */
export function makeBatch(examples: Examples<InputArray>, indices: Int32Array): Batch {
  const length = examples.inputs.length / examples.size;
  const inputs = emptyLike(examples.inputs, indices.length * length);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, row) => {
    inputs.set(examples.inputs.subarray(index * length, (index + 1) * length), row * length);
    labels[row] = examples.labels[index];
  });
  return {
    inputs: valuesTensor(inputs, [indices.length, ...examples.inputShape]),
    labels: tf.tensor1d(labels, 'int32'),
    size: indices.length,
  };
}

/**
 * Neighbouring examples, from `start` on, as one tensor over the array's own memory: nothing is copied, so the array
 * must not change while the tensor lives.
 */
export function rowsTensor(examples: Examples<InputArray>, start: number, count: number): tf.Tensor {
  const rows = Math.min(count, examples.size - start);
  return valuesTensor(rowValues(examples, start, rows), [rows, ...examples.inputShape]);
}

/** The values of neighbouring examples, in the array's own memory. */
export function rowValues({ inputs, size }: Examples<InputArray>, start: number, count: number): InputArray {
  const length = inputs.length / size;
  return inputs.subarray(start * length, (start + count) * length);
}

/** Bytes to numbers in [0, 1], float32 as it is; native, part of the compiled step. */
export function normalized(inputs: tf.Tensor): tf.Tensor {
  if (inputs.dtype === 'float32') return inputs;
  return native('Cast', [inputs], { SrcT: UINT8, DstT: FLOAT, Truncate: false }).mul(1 / 255);
}

/** The order of an epoch: a function of seed and epoch alone, so that a resumed run sees the same batches. */
export function epochOrder(size: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  return createRandom(mixSeed(seed, epoch)).shuffle(order);
}

/** Cuts an order into batches; the last may be smaller. */
export function* batchesOf(order: Int32Array, batchSize: number): Generator<Int32Array> {
  for (let start = 0; start < order.length; start += batchSize) yield order.subarray(start, start + batchSize);
}

/** All inputs of a part as float32 [size, values of one input], bytes scaled to [0, 1]; yours to dispose. */
export function unitInputs({ inputs, size }: Examples<InputArray>): tf.Tensor2D {
  return tf.tidy(() => normalized(valuesTensor(inputs, [size, inputs.length / size])) as tf.Tensor2D);
}

/** Tells data sets apart, by their size, their labels and a few thousand of their values (FNV-1a, 32 bits). */
export function fingerprint({ inputs, labels, size }: Examples<InputArray>): string {
  let hash = 0x811c9dc5;
  const add = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  labels.forEach(add);
  const stride = Math.max(1, Math.floor(inputs.length / 4096));
  for (let i = 0; i < inputs.length; i += stride) add(Math.round(inputs[i] * 1024));
  return `${size} examples, ${(hash >>> 0).toString(16)}`;
}
