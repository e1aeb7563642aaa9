import { type Image, image } from '../../data/images/image';

/** Lobes of Lanczos' filter on either side. */
const LOBES = 3;

/** A picture at another size, by Lanczos' filter of three lobes, widened where pixels become fewer. */
export function resize(picture: Image, height: number, width: number): Image {
  const { channels } = picture;
  const wide = alongRows(picture.pixels, picture.height, picture.width, channels, width);
  const turned = transposed(wide, picture.height, width, channels);
  const done = transposed(alongRows(turned, width, picture.height, channels, height), width, height, channels);
  return image(
    Uint8Array.from(done, (value) => Math.round(Math.min(255, Math.max(0, value)))),
    height,
    width,
    channels,
  );
}

/** Each row of [rows, length, channels] at another length. */
function alongRows(
  values: ArrayLike<number>,
  rows: number,
  length: number,
  channels: number,
  to: number,
): Float32Array {
  const scale = length / to;
  const spread = Math.max(1, scale);
  const result = new Float32Array(rows * to * channels);
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * scale - 0.5;
    const first = Math.ceil(centre - LOBES * spread);
    const last = Math.floor(centre + LOBES * spread);
    const weights = Array.from({ length: last - first + 1 }, (_, i) => lanczos((first + i - centre) / spread));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let row = 0; row < rows; row++) {
      for (let channel = 0; channel < channels; channel++) {
        let value = 0;
        weights.forEach((weight, i) => {
          const from = Math.min(length - 1, Math.max(0, first + i));
          value += weight * values[(row * length + from) * channels + channel];
        });
        result[(row * to + place) * channels + channel] = value / sum;
      }
    }
  }
  return result;
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / angle ** 2;
}

function transposed(values: Float32Array, rows: number, columns: number, channels: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++) {
        result[(column * rows + row) * channels + channel] = values[(row * columns + column) * channels + channel];
      }
    }
  }
  return result;
}
