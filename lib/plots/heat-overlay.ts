import { type Image, image } from '../data/images/image';

/** Share of the heat's colour where it is strongest. */
const STRENGTH = 0.6;

/** A picture in grey with heat laid over it, from nothing through orange to yellow. @param heat [height, width], 0 to 1. */
export function heatOverlay({ pixels, height, width, channels }: Image, heat: ArrayLike<number>): Image {
  if (heat.length !== height * width) {
    throw new RangeError(`heatOverlay: ${heat.length} values for a picture of ${height} x ${width}`);
  }
  const mixed = new Uint8Array(height * width * 3);
  for (let i = 0; i < heat.length; i++) {
    let grey = 0;
    for (let channel = 0; channel < channels; channel++) grey += pixels[i * channels + channel] / channels;
    const share = STRENGTH * heat[i];
    [255, 140 + 100 * heat[i], 0].forEach((colour, channel) => {
      mixed[3 * i + channel] = Math.round((1 - share) * grey + share * colour);
    });
  }
  return image(mixed, height, width, 3);
}
