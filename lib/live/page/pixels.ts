import { type Image, image } from '../../data/images/image';

/** Draws a picture into a canvas of its size. */
export function paint(canvas: HTMLCanvasElement, { pixels, height, width, channels }: Image): void {
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d')!;
  const data = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    for (let channel = 0; channel < 3; channel++) {
      data.data[4 * i + channel] = pixels[channels === 1 ? i : 3 * i + channel];
    }
    data.data[4 * i + 3] = 255;
  }
  context.putImageData(data, 0, 0);
}

/** The pixels of a canvas, in colour. */
export function pixelsOf(canvas: HTMLCanvasElement): Image {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d', { willReadFrequently: true })!.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) pixels.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  return image(pixels, height, width, 3);
}
