import { type Examples, imageAt } from '../dataset';
import type { Image } from './image';

/** What can be measured of a picture without knowing what it shows; values in [0, 1]. */
export interface ImageStatistics {
  readonly mean: number;
  /** Standard deviation of the values. */
  readonly contrast: number;
  /** Share of the values below a tenth: border and air. */
  readonly dark: number;
  /** Mean absolute difference of neighbours. */
  readonly sharpness: number;
}

export const STATISTICS = ['mean', 'contrast', 'dark', 'sharpness'] as const;

const DARK = 25.5;

export function imageStatistics({ pixels, height, width, channels }: Image): ImageStatistics {
  let sum = 0;
  let squares = 0;
  let dark = 0;
  let steps = 0;
  const stride = width * channels;
  for (let i = 0; i < pixels.length; i++) {
    sum += pixels[i];
    squares += pixels[i] ** 2;
    if (pixels[i] < DARK) dark++;
    if (i % stride >= channels) steps += Math.abs(pixels[i] - pixels[i - channels]);
    if (i >= stride) steps += Math.abs(pixels[i] - pixels[i - stride]);
  }
  const size = pixels.length;
  const mean = sum / size;
  const neighbours = ((width - 1) * height + width * (height - 1)) * channels;
  return {
    mean: mean / 255,
    contrast: Math.sqrt(Math.max(0, squares / size - mean ** 2)) / 255,
    dark: dark / size,
    sharpness: neighbours === 0 ? 0 : steps / neighbours / 255,
  };
}

/** Means of the statistics over the pictures of each class. @throws RangeError where a class has none. */
export function classStatistics(part: Examples, classNames: readonly string[]): ImageStatistics[] {
  const all = Array.from({ length: part.size }, (_, i) => imageStatistics(imageAt(part, i)));
  return classNames.map((className, label) => {
    const own = all.filter((_, i) => part.labels[i] === label);
    if (own.length === 0) throw new RangeError(`there is no picture of class ${className}`);
    const mean = (name: keyof ImageStatistics) => own.reduce((sum, one) => sum + one[name], 0) / own.length;
    return { mean: mean('mean'), contrast: mean('contrast'), dark: mean('dark'), sharpness: mean('sharpness') };
  });
}
