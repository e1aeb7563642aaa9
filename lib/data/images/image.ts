/** A picture as bytes: 0 is black, 255 is full intensity; one channel is grey, three are red, green, blue (sRGB). */
export interface Image {
  /** Row-major [height, width, channels]. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** Checks that the pixels fill the shape. @throws RangeError where they do not. */
export function image(pixels: Uint8Array, height: number, width: number, channels: 1 | 3): Image {
  if (pixels.length !== height * width * channels) {
    throw new RangeError(
      `an image of ${height} x ${width} x ${channels} has ${height * width * channels} bytes, not ${pixels.length}`,
    );
  }
  return { pixels, height, width, channels };
}

/** A picture from numbers in [0, 1], as models draw them; values outside are clipped. @param shape [height, width, channels] */
export function imageFromUnit(values: ArrayLike<number>, [height, width, channels]: readonly number[]): Image {
  const pixels = Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return image(pixels, height, width, channels as 1 | 3);
}
