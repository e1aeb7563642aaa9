import { type Arrays, type ExampleBatch, isNumericArray, type NumericArray } from '../../data/source';
import { FLOAT, holdsBytes, native, tf, UINT8, valuesTensor } from '../../tensorflow';
import type { Tensors } from '../tasks/task';

/** A batch as tensors, whose first axis counts the examples. */
export interface TensorBatch {
  readonly inputs: Tensors;
  readonly targets?: Tensors;
  readonly weights?: tf.Tensor;
  readonly mask?: tf.Tensor;
}

/** The same as `compile` takes it, which knows no optional parts. */
export type BatchTree = { readonly [part: string]: Tensors };

/** What a step is given: plain arrays, or tensors, which stay their owner's. */
export type Batch = ExampleBatch | TensorBatch;

type Leaf = NumericArray | tf.Tensor;
type Leaves = Leaf | { readonly [name: string]: Leaf };

/** A batch as tensors; those that are made of arrays share their memory and belong to the caller's tidy. */
export function batchTensors({ inputs, targets, weights, mask }: Batch): TensorBatch & BatchTree {
  return {
    inputs: tensorsOf(inputs),
    ...(targets !== undefined && { targets: tensorsOf(targets) }),
    ...(weights !== undefined && { weights: tensorOf(weights) }),
    ...(mask !== undefined && { mask: tensorOf(mask) }),
  };
}

function tensorsOf(leaves: Leaves): Tensors {
  if (isLeaf(leaves)) return tensorOf(leaves);
  return Object.fromEntries(Object.entries(leaves).map(([name, leaf]) => [name, tensorOf(leaf)]));
}

const isLeaf = (leaves: Leaves): leaves is Leaf => leaves instanceof tf.Tensor || isNumericArray(leaves as Arrays);

function tensorOf(leaf: Leaf): tf.Tensor {
  if (leaf instanceof tf.Tensor) return leaf;
  const { data, shape } = leaf;
  return data instanceof Int32Array ? tf.tensor(data, [...shape], 'int32') : valuesTensor(data, shape);
}

/** Bytes to numbers in [0, 1], others as they are; native, part of the compiled step. */
export function normalized(values: tf.Tensor): tf.Tensor {
  if (!holdsBytes(values)) return values;
  return native('Cast', [values], { SrcT: UINT8, DstT: FLOAT, Truncate: false }).mul(1 / 255);
}

/** The same of each tensor by name. */
export function mapTensors(tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Tensors {
  if (tensors instanceof tf.Tensor) return change(tensors);
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}

/** How many examples a batch has. */
export function batchSizeOf({ inputs }: Batch): number {
  const first = isLeaf(inputs) ? inputs : Object.values(inputs)[0];
  return first.shape[0];
}
