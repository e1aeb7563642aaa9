import { arraysHash } from './arrays-hash';
import type { Examples, InputArray } from './dataset';
import { rowsOf } from './rows';
import { arraysOf, type ExampleBatch, mapArrays, type Source } from './source';

/**
 * Examples that are in memory: arrays whose first axis counts them.
 *
 * ```ts
 * arraySource({ inputs: { data: features, shape: [size, 12] }, targets: { data: prices, shape: [size, 1] } })
 * ```
 * @throws RangeError where an array has not as many values as its shape says, or not as many examples as the others.
 */
export function arraySource(arrays: ExampleBatch): Source {
  const size = checkedSize(arrays);
  let known: string | undefined;
  return {
    size,
    batch: (indices) => selectRows(arrays, indices),
    get fingerprint() {
      const named = arraysOf(arrays);
      known ??= arraysHash(
        named.map(([path]) => path),
        named.map(([, array]) => array),
      );
      return `${size} examples, ${known}`;
    },
  };
}

/** A part of a data set: its class numbers are the targets. */
export function examplesSource({ inputs, inputShape, labels, size }: Examples<InputArray>): Source {
  return arraySource({
    inputs: { data: inputs, shape: [size, ...inputShape] },
    targets: { data: labels, shape: [size] },
  });
}

function selectRows({ inputs, targets, weights, mask }: ExampleBatch, indices: Int32Array): ExampleBatch {
  return {
    inputs: mapArrays(inputs, (array) => rowsOf(array, indices)),
    ...(targets && { targets: mapArrays(targets, (array) => rowsOf(array, indices)) }),
    ...(weights && { weights: rowsOf(weights, indices) }),
    ...(mask && { mask: rowsOf(mask, indices) }),
  };
}

function checkedSize(arrays: ExampleBatch): number {
  const named = arraysOf(arrays);
  const [[first, { shape: firstShape }]] = named;
  for (const [path, { data, shape }] of named) {
    const wanted = shape.reduce((product, side) => product * side, 1);
    if (data.length !== wanted) {
      throw new RangeError(`${path} of shape [${shape.join(', ')}] has ${wanted} values, not ${data.length}`);
    }
    if (shape[0] !== firstShape[0]) {
      throw new RangeError(`${first} has ${firstShape[0]} examples, ${path} has ${shape[0]}: give each example all`);
    }
  }
  return firstShape[0];
}
