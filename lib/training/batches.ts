import type { Examples } from '../data/dataset';
import { createRandom } from '../random';
import { bytesTensor, FLOAT, mixSeed, native, tf, UINT8 } from '../tensorflow';

/** One batch as native tensors: inputs uint8 [batch, ...inputShape], labels int32 [batch]. Dispose both. */
export interface Batch {
  readonly inputs: tf.Tensor;
  readonly labels: tf.Tensor;
  readonly size: number;
}

/** Copies the rows at `indices` into a batch; only these become native memory. */
export function makeBatch(examples: Examples, indices: Int32Array): Batch {
  const length = examples.inputs.length / examples.size;
  const inputs = new Uint8Array(indices.length * length);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, row) => {
    inputs.set(examples.inputs.subarray(index * length, (index + 1) * length), row * length);
    labels[row] = examples.labels[index];
  });
  return {
    inputs: bytesTensor(inputs, [indices.length, ...examples.inputShape]),
    labels: tf.tensor1d(labels, 'int32'),
    size: indices.length,
  };
}

/** Bytes to numbers in [0, 1]; native, part of the compiled step. */
export function normalized(bytes: tf.Tensor): tf.Tensor {
  return native('Cast', [bytes], { SrcT: UINT8, DstT: FLOAT, Truncate: false }).mul(1 / 255);
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

/** All inputs of a part as float32 [size, values of one input] in [0, 1]; yours to dispose. */
export function unitInputs({ inputs, size }: Examples): tf.Tensor2D {
  return tf.tidy(() => normalized(bytesTensor(inputs, [size, inputs.length / size])) as tf.Tensor2D);
}
