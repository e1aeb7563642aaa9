import type { Examples } from '../data/dataset';
import { createRandom } from '../random';

/**
 * Each example's frames in an order of its own, drawn by the seed: what is heard stays, when it is heard is lost. An
 * ablation, for a test.
 * @param examples inputs [size, bands, frames, channels]; they stay as they are.
 */
export function shuffleFrames(
  { inputs, inputShape, ...rest }: Examples<Float32Array>,
  { seed }: { readonly seed: number },
): Examples<Float32Array> {
  const [bands, frames, channels] = inputShape;
  const random = createRandom(seed);
  const shuffled = new Float32Array(inputs.length);
  const order = Array.from({ length: frames }, (_, frame) => frame);
  for (let example = 0; example < rest.size; example++) {
    random.shuffle(order);
    for (let band = 0; band < bands; band++) {
      const row = (example * bands + band) * frames;
      order.forEach((from, to) => {
        const first = (row + from) * channels;
        shuffled.set(inputs.subarray(first, first + channels), (row + to) * channels);
      });
    }
  }
  return { ...rest, inputs: shuffled, inputShape };
}
