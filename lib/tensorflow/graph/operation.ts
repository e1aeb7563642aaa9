/** Calls one native TensorFlow op by name. The fused kernels of this folder are written with it. */

import { backend, type NativeAttribute, type NativeTensor, nativeIds, tf } from './backend';
import { outputOfNothing } from './empty-batch';
import { AttributeKind, DataType } from './graph';
import { requireNoGradient } from './tape';

type Tagged = { readonly kind: number; readonly value: unknown };

/** What an op's attribute may be given as: text, boolean, a list of integers, or a tagged number. */
export type AttributeValue = string | boolean | readonly number[] | Tagged;

const type = (value: number): Tagged => ({ kind: AttributeKind.type, value });

export const FLOAT = type(DataType.float32);
export const INT32 = type(DataType.int32);
export const UINT8 = type(DataType.uint8);
export const INT16 = type(DataType.int16);
export const UINT16 = type(DataType.uint16);
export const BOOL = type(DataType.bool);
export const COMPLEX = type(DataType.complex64);
export const int = (value: number): Tagged => ({ kind: AttributeKind.int, value });
export const float = (value: number): Tagged => ({ kind: AttributeKind.float, value });
export const shape = (value: readonly number[]): Tagged => ({ kind: AttributeKind.shape, value });

export function attributes(record: Readonly<Record<string, AttributeValue>>): NativeAttribute[] {
  return Object.entries(record).map(([name, value]) => {
    if (typeof value === 'string') return { name, type: AttributeKind.string, value };
    if (typeof value === 'boolean') return { name, type: AttributeKind.bool, value };
    if (Array.isArray(value)) return { name, type: AttributeKind.int, value };
    const tagged = value as Tagged;
    return { name, type: tagged.kind, value: tagged.value };
  });
}

/**
 * Runs a native op with one output.
 *
 * Every type attribute must be given, although an op run on its own could do without: a graph wants them all.
 * @throws Error TensorFlow's own message where the op refuses its inputs.
 */
export function native(
  op: string,
  inputs: readonly tf.Tensor[],
  record: Readonly<Record<string, AttributeValue>> = {},
): tf.Tensor {
  return nativeAll(op, inputs, record, 1)[0];
}

/** Runs a native op with several outputs, or with none. */
export function nativeAll(
  op: string,
  inputs: readonly tf.Tensor[],
  record: Readonly<Record<string, AttributeValue>>,
  outputs: number,
): tf.Tensor[] {
  const given = attributes(record);
  const ids = nativeIds(`op ${op}`, inputs);
  const nothing = outputOfNothing(op, given, inputs);
  if (nothing !== undefined) return [nothing];
  const results = backend.binding.executeOp(op, given, ids, outputs);
  const tensors = results.map(toTensor);
  requireNoGradient(op, inputs, tensors);
  return tensors;
}

/** tfjs has a name for every dtype that it meets, int32 for uint8; it has never met integers of 16 bits. */
export function toTensor(result: NativeTensor): tf.Tensor {
  const { dtype } = result;
  if (dtype !== DataType.uint16 && dtype !== DataType.int16) return backend.createOutputTensor(result);
  const tensor = backend.createOutputTensor({ ...result, dtype: DataType.uint8 });
  backend.tensorMap.get(tensor.dataId).dtype = dtype;
  return tensor;
}

/**
 * A tensor of bytes, kept as uint8 natively (tfjs knows no uint8 and calls it int32): a quarter of the memory of
 * float32 for images. The bytes are copied.
 */
export function bytesTensor(bytes: Uint8Array, dimensions: readonly number[]): tf.Tensor {
  const id = backend.binding.createTensor([...dimensions], DataType.uint8, bytes);
  return backend.createOutputTensor({ id, shape: [...dimensions], dtype: DataType.uint8 });
}

/** Whether a tensor is one of bytes, which tfjs calls int32. */
export const holdsBytes = (tensor: tf.Tensor): boolean => backend.tensorMap.get(tensor.dataId).dtype === DataType.uint8;

/** Bytes as `bytesTensor`, float32 as tfjs holds them. */
export function valuesTensor(values: Uint8Array | Float32Array, dimensions: readonly number[]): tf.Tensor {
  return values instanceof Float32Array
    ? tf.tensor(values, [...dimensions], 'float32')
    : bytesTensor(values, dimensions);
}

/**
 * The numbers of one tensor, and nothing else that was made on the way to it: `tf.tidy` around `dataSync`.
 *
 * `tf.tidy` looks at each number of an array that is returned from it, in case it is a tensor; that can take longer
 * than the computation.
 */
export function tidyData(compute: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(compute);
  try {
    return tensor.dataSync() as Float32Array;
  } finally {
    tensor.dispose();
  }
}
