import { UserError } from '../../errors';
import type { Frame } from './content-frame';
import { type Image, image } from './image';

const BOX = 20;
const SIDE = 28;
/** Row and column, from 0, of the pixel on which MNIST's centres of mass lie: measured, 492 of 500 images agree. */
const CENTRE = 14;

/** Ink below this share of the contrast is paper, even on a sheet without grain. */
const MIN_INK = 0.01;
/** Above this share it is ink, however uneven the sheet. */
const SURE_INK = 0.5;
/** Less contrast than this, of 255, is an empty sheet. */
const MIN_CONTRAST = 32;

/**
 * Prepares a picture of one digit as MNIST's authors prepared theirs, so that a model trained on MNIST can read it:
 * light ink on black, cropped to the ink, scaled into a box of 20 x 20 with its proportions kept, grey levels by
 * averaging, and placed in 28 x 28 with its centre of mass on pixel (14, 14) (LeCun and others, MNIST's home page).
 *
 * @param picture any size; dark on light (a sheet of paper) is inverted, light on dark is left.
 * @returns [28, 28, 1], 0 the background, 255 the strongest ink.
 * @throws UserError where no ink stands out.
 */
export function prepareDigit(picture: Image): Image {
  const ink = inkOf(picture);
  const frame = frameOf(ink, picture.height, picture.width);
  const scale = BOX / Math.max(frame.height, frame.width);
  const height = Math.max(1, Math.round(frame.height * scale));
  const width = Math.max(1, Math.round(frame.width * scale));
  const box = resample(ink, picture.width, frame, height, width);
  return centred(box, height, width);
}

/** How much ink there is, from 0 (paper) to 1, row-major [height, width]. */
function inkOf({ pixels, height, width, channels }: Image): Float32Array {
  const grey = new Float32Array(height * width);
  for (let i = 0; i < grey.length; i++) {
    // Luma of Rec. 601, as grey scale is taken of sRGB.
    grey[i] =
      channels === 1 ? pixels[i] : 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2];
  }
  // What lies along the edge is paper: the digit stands in the middle.
  const edge: number[] = [];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) edge.push(grey[y * width + x]);
  }
  const paper = edge.sort((a, b) => a - b)[edge.length >> 1];
  let darkest = 255;
  let lightest = 0;
  for (const value of grey) {
    darkest = Math.min(darkest, value);
    lightest = Math.max(lightest, value);
  }
  const sign = lightest - paper >= paper - darkest ? 1 : -1;
  const contrast = sign > 0 ? lightest - paper : paper - darkest;
  if (contrast < MIN_CONTRAST) {
    throw new UserError(
      'No digit stands out of this picture: draw it with a thick dark pen on a light sheet, or the other way round.',
    );
  }
  const inkAt = (value: number) => (sign * (value - paper)) / contrast;
  // How uneven the sheet is, shade and grain, shows along its edge: ink is what stands out twice as much.
  const uneven = edge.map((value) => Math.abs(inkAt(value))).sort((a, b) => a - b)[Math.floor(0.95 * edge.length)];
  const threshold = Math.min(SURE_INK, Math.max(MIN_INK, 2 * uneven));
  return grey.map((value) => (inkAt(value) < threshold ? 0 : inkAt(value)));
}

/** The smallest rectangle around the ink. */
function frameOf(ink: Float32Array, height: number, width: number): Frame {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      top = Math.min(top, y);
      left = Math.min(left, x);
      bottom = Math.max(bottom, y);
      right = Math.max(right, x);
    }
  }
  return { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** The frame at another size, each new pixel the mean of the area it covers. */
function resample(ink: Float32Array, stride: number, frame: Frame, height: number, width: number): Float32Array {
  const result = new Float32Array(height * width);
  const rows = coverage(frame.height, height);
  const columns = coverage(frame.width, width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const [row, rowShare] of rows[y]) {
        const start = (frame.top + row) * stride + frame.left;
        for (const [column, columnShare] of columns[x]) sum += rowShare * columnShare * ink[start + column];
      }
      result[y * width + x] = sum;
    }
  }
  return result;
}

/** For each of `to` equal parts of a line of `from` pixels: the pixels it covers and their shares, which add up to 1. */
function coverage(from: number, to: number): [pixel: number, share: number][][] {
  const length = from / to;
  return Array.from({ length: to }, (_, part) => {
    const [start, end] = [part * length, (part + 1) * length];
    const covered: [number, number][] = [];
    for (let pixel = Math.floor(start); pixel < Math.min(from, Math.ceil(end)); pixel++) {
      const share = (Math.min(end, pixel + 1) - Math.max(start, pixel)) / length;
      if (share > 0) covered.push([pixel, share]);
    }
    return covered;
  });
}

/** The box in 28 x 28, its centre of mass on pixel (14, 14) as near as whole pixels allow, its strongest ink at 255. */
function centred(box: Float32Array, height: number, width: number): Image {
  let [mass, momentY, momentX, strongest] = [0, 0, 0, 0];
  box.forEach((value, i) => {
    mass += value;
    momentY += value * Math.floor(i / width);
    momentX += value * (i % width);
    strongest = Math.max(strongest, value);
  });
  const top = clamp(Math.round(CENTRE - momentY / mass), 0, SIDE - height);
  const left = clamp(Math.round(CENTRE - momentX / mass), 0, SIDE - width);
  const pixels = new Uint8Array(SIDE * SIDE);
  box.forEach((value, i) => {
    pixels[(top + Math.floor(i / width)) * SIDE + left + (i % width)] = Math.round((255 * value) / strongest);
  });
  return image(pixels, SIDE, SIDE, 1);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
