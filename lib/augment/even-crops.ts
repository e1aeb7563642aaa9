import { type Examples, examples } from '../data/dataset';
import { checkFrames } from './check-frames';

/**
 * The same number of crops of each example, evenly spaced from its first frame to its last: for a test, whose answer
 * is the mean over them (`meanOverCrops`). One crop is the middle one.
 * @returns size x count examples, the crops of one example one after the other.
 * @throws RangeError where there are fewer frames, or count is not positive.
 */
export function evenCrops(
  { inputs, inputShape, labels, size }: Examples<Float32Array>,
  { frames, count }: { readonly frames: number; readonly count: number },
): Examples<Float32Array> {
  const [bands, all, channels] = inputShape;
  checkFrames(frames, all);
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`evenCrops: count is a positive number, not ${count}`);
  const starts = Array.from({ length: count }, (_, i) =>
    Math.round(count === 1 ? (all - frames) / 2 : (i * (all - frames)) / (count - 1)),
  );
  const row = frames * channels;
  const cropped = new Float32Array(size * count * bands * row);
  let next = 0;
  for (let example = 0; example < size; example++) {
    for (const start of starts) {
      for (let band = 0; band < bands; band++, next += row) {
        const from = ((example * bands + band) * all + start) * channels;
        cropped.set(inputs.subarray(from, from + row), next);
      }
    }
  }
  const repeated = Int32Array.from({ length: size * count }, (_, i) => labels[Math.floor(i / count)]);
  return examples(cropped, [bands, frames, channels], repeated);
}

/**
 * The mean of the model's outputs over the crops of each example.
 * @param outputs row-major [size x count, width]
 * @returns [size, width]
 */
export function meanOverCrops(outputs: Float32Array, { count, width }: { count: number; width: number }): Float32Array {
  const size = outputs.length / (count * width);
  if (!Number.isInteger(size)) {
    throw new RangeError(`meanOverCrops: ${outputs.length} values are no ${count} crops of ${width} outputs`);
  }
  const mean = new Float32Array(size * width);
  outputs.forEach((value, i) => {
    const example = Math.floor(i / (count * width));
    mean[example * width + (i % width)] += value / count;
  });
  return mean;
}
