import type { NumericArray } from './source';

/** The rows at `indices` of an array, in that order; neighbouring rows share its memory, others are copied. */
export function rowsOf({ data, shape }: NumericArray, indices: Int32Array): NumericArray {
  const width = shape.slice(1).reduce((size, side) => size * side, 1);
  const rowShape = [indices.length, ...shape.slice(1)];
  const [first = 0] = indices;
  if (indices.every((index, row) => index === first + row)) {
    return { data: data.subarray(first * width, (first + indices.length) * width), shape: rowShape };
  }
  const rows = new (data.constructor as new (length: number) => typeof data)(indices.length * width);
  indices.forEach((index, row) => {
    rows.set(data.subarray(index * width, (index + 1) * width), row * width);
  });
  return { data: rows, shape: rowShape };
}
