/**
 * Where batches come from: examples in memory, or files that are read when their turn comes. Plain numbers, no tensors,
 * so nothing has to be given back.
 */

/**
 * Numbers row-major with their shape, whose first axis counts the examples. Bytes stand for [0, 1] in steps of 1/255,
 * as pictures do; int32 are class numbers or tokens; float32 are taken as they are.
 */
export interface NumericArray {
  readonly data: Uint8Array | Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** One array, or several by the names of a model's inputs or outputs. */
export type Arrays = NumericArray | { readonly [name: string]: NumericArray };

/** Some examples, side by side. */
export interface ExampleBatch {
  readonly inputs: Arrays;
  /** Class numbers int32 [batch], or what the outputs are compared with; left out where that is the inputs. */
  readonly targets?: Arrays;
  /** What each example counts in the loss, float32 [batch]; default 1. */
  readonly weights?: NumericArray;
  /** 1 where a step of a padded sequence is real, else 0: float32 [batch, steps]. */
  readonly mask?: NumericArray;
}

/** Examples by number. */
export interface Source<Batch = ExampleBatch> {
  readonly size: number;
  /** The examples at `indices`, in that order. May be asked for the next batches before this one is there. */
  batch(indices: Int32Array): Batch | Promise<Batch>;
  /** Tells these examples from others: a training goes on from a checkpoint only with the data that it began with. */
  readonly fingerprint: string;
}

/** Whether these are several arrays by name. */
export const isNumericArray = (arrays: Arrays): arrays is NumericArray =>
  ArrayBuffer.isView((arrays as NumericArray).data) && Array.isArray((arrays as NumericArray).shape);

/** The arrays with the path of each: `inputs`, or `inputs.name`. */
export function namedArrays(path: string, arrays: Arrays | undefined): [string, NumericArray][] {
  if (arrays === undefined) return [];
  if (isNumericArray(arrays)) return [[path, arrays]];
  return Object.entries(arrays).map(([name, array]) => [`${path}.${name}`, array]);
}

/** The same form with each array replaced. */
export function mapArrays(arrays: Arrays, change: (array: NumericArray) => NumericArray): Arrays {
  if (isNumericArray(arrays)) return change(arrays);
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, change(array)]));
}

/** All arrays of a batch with the path of each. */
export const arraysOf = ({ inputs, targets, weights, mask }: ExampleBatch): [string, NumericArray][] => [
  ...namedArrays('inputs', inputs),
  ...namedArrays('targets', targets),
  ...namedArrays('weights', weights),
  ...namedArrays('mask', mask),
];
