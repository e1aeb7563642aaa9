import { checkOptions, integer, number, object } from '../options';
import { arraysHash } from './arrays-hash';
import { rowsOf } from './rows';
import type { NumericArray, Source } from './source';

/** Sequences of uneven length, and what belongs to them. */
export interface Sequences {
  /** Each [steps, ...shape], of one shape and kind but for its steps. */
  readonly sequences: readonly NumericArray[];
  /** One for each sequence, [size, ...]; or, where the model answers to each step, a list like that of the sequences. */
  readonly targets?: NumericArray | readonly NumericArray[];
  /** What each sequence counts, float32 [size]. */
  readonly weights?: NumericArray;
}

export interface PaddingOptions {
  /** What stands behind the end of a sequence, and a `masking` or `embedding` layer leaves out; default 0. */
  readonly value?: number;
  /** Batches are as long as their longest sequence, rounded up to this: each length is a graph of its own. Default 16. */
  readonly multipleOf?: number;
  /** All batches are so long; no sequence may be longer. */
  readonly length?: number;
}

const OPTIONS = object({
  value: number().default(0),
  multipleOf: integer({ min: 1 }).default(16),
  length: integer({ min: 1 }).optional(),
});

/**
 * Batches of sequences of uneven length, padded behind their ends, with a mask of the steps that are real. The mask is
 * for the loss of a model that answers to each step; the model itself knows such steps by a masking layer at its start.
 * @throws RangeError where sequences differ in more than their length, or are longer than `length`.
 */
export function paddedSource({ sequences, targets, weights }: Sequences, options: PaddingOptions = {}): Source {
  const { value, multipleOf, length } = checkOptions('paddedSource', OPTIONS, options);
  checkAlike('sequence', sequences);
  const perStep = Array.isArray(targets) ? (targets as readonly NumericArray[]) : undefined;
  if (perStep) checkPerStep(sequences, perStep);
  const longest = sequences.reduce((most, { shape }) => Math.max(most, shape[0]), 0);
  if (length !== undefined && longest > length) {
    throw new RangeError(
      `paddedSource: a sequence has ${longest} steps, and length is ${length}: give more, or cut it`,
    );
  }
  return {
    size: sequences.length,
    batch(indices) {
      const own = Array.from(indices, (index) => sequences[index]);
      const steps = length ?? Math.ceil(Math.max(...own.map(({ shape }) => shape[0])) / multipleOf) * multipleOf;
      return {
        inputs: padded(own, steps, value),
        mask: maskOf(own, steps),
        ...(perStep && {
          targets: padded(
            Array.from(indices, (index) => perStep[index]),
            steps,
            0,
          ),
        }),
        ...(targets && !perStep && { targets: rowsOf(targets as NumericArray, indices) }),
        ...(weights && { weights: rowsOf(weights, indices) }),
      };
    },
    get fingerprint() {
      const hash = arraysHash({ value, multipleOf, length }, [...sequences, targets, weights].flat() as NumericArray[]);
      return `${sequences.length} sequences, ${hash}`;
    },
  };
}

function padded(arrays: readonly NumericArray[], steps: number, value: number): NumericArray {
  const [{ data, shape }] = arrays;
  const width = shape.slice(1).reduce((size, side) => size * side, 1);
  const all = new (data.constructor as new (length: number) => typeof data)(arrays.length * steps * width).fill(value);
  arrays.forEach((array, row) => {
    all.set(array.data, row * steps * width);
  });
  return { data: all, shape: [arrays.length, steps, ...shape.slice(1)] };
}

function maskOf(arrays: readonly NumericArray[], steps: number): NumericArray {
  const data = new Float32Array(arrays.length * steps);
  arrays.forEach(({ shape }, row) => {
    data.fill(1, row * steps, row * steps + shape[0]);
  });
  return { data, shape: [arrays.length, steps] };
}

function checkAlike(what: string, arrays: readonly NumericArray[]): void {
  for (const [i, { data, shape }] of arrays.entries()) {
    const wanted = shape.reduce((size, side) => size * side, 1);
    if (data.length !== wanted) {
      throw new RangeError(`${what} ${i} of shape [${shape.join(', ')}] has ${wanted} values, not ${data.length}`);
    }
    if (shape[0] === 0) throw new RangeError(`${what} ${i} has no steps: leave it out`);
    const [first] = arrays;
    if (String(shape.slice(1)) !== String(first.shape.slice(1)) || data.constructor !== first.data.constructor) {
      const kind = (array: NumericArray) =>
        `${array.data.constructor.name} [steps, ${array.shape.slice(1).join(', ')}]`;
      throw new RangeError(`${what} ${i} is a ${kind(arrays[i])}, the first a ${kind(first)}: only steps may differ`);
    }
  }
}

function checkPerStep(sequences: readonly NumericArray[], targets: readonly NumericArray[]): void {
  checkAlike('the target of sequence', targets);
  const odd = sequences.findIndex(({ shape }, i) => shape[0] !== targets[i]?.shape[0]);
  if (odd >= 0 || targets.length !== sequences.length) {
    throw new RangeError(
      `sequence ${odd < 0 ? sequences.length : odd} and its target differ in their steps: give a target for each step`,
    );
  }
}
