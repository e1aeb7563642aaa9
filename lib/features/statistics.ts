import type { Examples } from '../data/dataset';

/** Mean and standard deviation of each band and channel over all examples and frames; kept with a model. */
export interface FeatureStatistics {
  /** Row-major [bands, channels]. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** A band that never changes, such as silence everywhere, has no deviation: it is divided by this. */
const SMALLEST = 1e-6;

/**
 * Statistics of the training part, by which all parts are standardised.
 * @param examples inputs [size, bands, frames, channels]
 * @throws RangeError where there is no example, one holds NaN or infinity, or inputs are not of that shape.
 */
export function featureStatistics({ inputs, inputShape, size }: Examples<Float32Array>): FeatureStatistics {
  const [bands, frames, channels] = checkShape(inputShape);
  if (size === 0) throw new RangeError('featureStatistics: there is no example to take statistics of');
  const cells = bands * channels;
  const sums = new Float64Array(cells);
  const squares = new Float64Array(cells);
  // Around the first value of each cell, so that squares of large means do not drown small deviations.
  const origin = Float64Array.from({ length: cells }, (_, cell) => inputs[firstOf(cell, frames, channels)]);
  forEachValue(inputs, [bands, frames, channels], (i, cell) => {
    const value = inputs[i] - origin[cell];
    sums[cell] += value;
    squares[cell] += value * value;
  });
  const poisoned = sums.findIndex((sum) => !Number.isFinite(sum));
  if (poisoned >= 0) {
    const example = Math.floor(inputs.findIndex((value) => !Number.isFinite(value)) / (frames * cells));
    throw new RangeError(`featureStatistics: example ${example} holds what is no number; leave it out`);
  }
  const count = size * frames;
  return {
    mean: Array.from(sums, (sum, cell) => origin[cell] + sum / count),
    deviation: Array.from(sums, (sum, cell) => Math.sqrt(Math.max(0, squares[cell] / count - (sum / count) ** 2))),
  };
}

/**
 * z-scores: each band and channel with mean 0 and deviation 1 in the part the statistics come from.
 * @returns new examples; the given ones stay as they are.
 */
export function standardize(
  examples: Examples<Float32Array>,
  { mean, deviation }: FeatureStatistics,
): Examples<Float32Array> {
  const [bands, frames, channels] = checkShape(examples.inputShape);
  if (mean.length !== bands * channels) {
    throw new RangeError(`standardize: statistics of ${mean.length} cells, but ${bands} bands x ${channels} channels`);
  }
  const inputs = new Float32Array(examples.inputs.length);
  forEachValue(examples.inputs, [bands, frames, channels], (i, cell) => {
    inputs[i] = (examples.inputs[i] - mean[cell]) / Math.max(deviation[cell], SMALLEST);
  });
  return { ...examples, inputs };
}

function checkShape(shape: readonly number[]): [bands: number, frames: number, channels: number] {
  if (shape.length !== 3)
    throw new RangeError(`features have the shape [bands, frames, channels], not [${shape.join(', ')}]`);
  return [shape[0], shape[1], shape[2]];
}

const firstOf = (cell: number, frames: number, channels: number) =>
  Math.floor(cell / channels) * frames * channels + (cell % channels);

/** Visits each value with the number of its cell, band x channels + channel. */
function forEachValue(
  inputs: Float32Array,
  [bands, frames, channels]: readonly [number, number, number],
  visit: (index: number, cell: number) => void,
): void {
  const examples = inputs.length / (bands * frames * channels);
  for (let example = 0, i = 0; example < examples; example++) {
    for (let band = 0; band < bands; band++) {
      for (let frame = 0; frame < frames; frame++) {
        for (let channel = 0; channel < channels; channel++) visit(i++, band * channels + channel);
      }
    }
  }
}
