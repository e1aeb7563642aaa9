import { type Image, image } from './image';

/** Shares of red, green and blue in a grey (ITU-R Rec. 601), in 65,536ths as Pillow has them. */
const SHARES = [19_595, 38_470, 7_471];
const HALF = 0x8000;

/** The brightness of a colour by Rec. 601, whole and of the same range as its channels: red 76, green 150, blue 29. */
export function luma(red: number, green: number, blue: number): number {
  return Math.floor((SHARES[0] * red + SHARES[1] * green + SHARES[2] * blue + HALF) / 65_536);
}

/** A picture in grey, as Pillow, Keras and OpenCV make it of colours. */
export function toGrey(picture: Image): Image {
  const { pixels, height, width, channels } = picture;
  if (channels === 1) return picture;
  const grey = Uint8Array.from({ length: height * width }, (_, i) =>
    luma(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]),
  );
  return image(grey, height, width, 1);
}
