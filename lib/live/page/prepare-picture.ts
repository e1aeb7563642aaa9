import { contentFrame, type Frame } from '../../data/images/content-frame';
import { toGrey } from '../../data/images/grey';
import { type Image, image } from '../../data/images/image';
import { stretchTones } from '../../data/images/stretch-tones';
import type { Of } from '../page-content';
import { resize } from './resize';

/**
 * What becomes of a picture before the model sees it, as `loadImage` and the model's card say; only the resizing is not
 * the same program, and differs by a grey level here and there.
 */
export function preparePicture(picture: Image, { border, tones, fit, height, width, channels }: Of<'image'>): Image {
  const framed = border === 'cut' ? cut(picture) : picture;
  const toned = tones === 'stretch' ? { ...framed, pixels: stretchTones(framed.pixels) } : framed;
  const sized = fit === 'fill' ? resize(toned, height, width) : fitted(toned, fit, height, width);
  return channels === 1 ? toGrey(sized) : sized;
}

function cut(picture: Image): Image {
  return part(picture, contentFrame(toGrey(picture)));
}

/** A rectangle of a picture in colour; what reaches beyond is black. */
function part({ pixels, height, width }: Image, frame: Frame): Image {
  const taken = new Uint8Array(frame.height * frame.width * 3);
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      const [row, column] = [y + frame.top, x + frame.left];
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const from = (row * width + column) * 3;
      taken.set(pixels.subarray(from, from + 3), (y * frame.width + x) * 3);
    }
  }
  return image(taken, frame.height, frame.width, 3);
}

/** 'cover' fills the size and cuts what reaches beyond; 'contain' shows all and fills with black. */
function fitted(picture: Image, fit: 'cover' | 'contain', height: number, width: number): Image {
  const ratios = [height / picture.height, width / picture.width];
  const scale = fit === 'cover' ? Math.max(...ratios) : Math.min(...ratios);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const sized = resize(picture, side(picture.height), side(picture.width));
  const [top, left] = [Math.floor((sized.height - height) / 2), Math.floor((sized.width - width) / 2)];
  return part(sized, { top, left, height, width });
}

/** Bytes as the model takes them: in `range`, then z-scores. */
export function inputOf(picture: Image, { range, mean, deviation, channels }: Of<'image'>): Float32Array {
  const [low, high] = range;
  return Float32Array.from(picture.pixels, (byte, i) => {
    const value = low + ((high - low) * byte) / 255;
    return mean === undefined ? value : (value - mean[i % channels]) / (deviation?.[i % channels] ?? 1);
  });
}
