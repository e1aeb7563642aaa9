import type { Examples } from '../data/dataset';

/**
 * Mel spectra in decibels as grey pictures for a network that learnt on photographs: of each clip the loudest value
 * becomes 1, what lies `topDb` below it or deeper 0; silence is black.
 *
 * @param examples inputs [size, bands, frames, 1] in decibels, low bands first.
 * @returns new examples of the same shape, low bands at the bottom.
 */
export function melImages(
  { inputs, inputShape, labels, size }: Examples<Float32Array>,
  { topDb = 80 }: { readonly topDb?: number } = {},
): Examples<Float32Array> {
  const [bands, frames, channels] = inputShape;
  if (inputShape.length !== 3 || channels !== 1) {
    throw new RangeError(`melImages: a spectrum is [bands, frames, 1], not [${inputShape.join(', ')}]`);
  }
  if (!(topDb > 0)) throw new RangeError(`melImages: topDb is ${topDb}: give decibels above 0`);
  const pixels = new Float32Array(inputs.length);
  const length = bands * frames;
  for (let example = 0; example < size; example++) {
    const clip = inputs.subarray(example * length, (example + 1) * length);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of clip) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (low === high) continue;
    for (let band = 0; band < bands; band++) {
      const row = example * length + (bands - 1 - band) * frames;
      for (let frame = 0; frame < frames; frame++) {
        pixels[row + frame] = Math.max(0, 1 + (clip[band * frames + frame] - high) / topDb);
      }
    }
  }
  return { inputs: pixels, inputShape, labels, size };
}
