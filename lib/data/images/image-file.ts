import type { Sharp } from 'sharp';
import { UserError } from '../../errors';
import { checkOptions, integer, object, oneOf, oneOfNumbers } from '../../options';
import { readFile } from '../storage/files';
import { contentFrame, type Frame } from './content-frame';
import { toGrey } from './grey';
import { type Image, image } from './image';
import { decoded, type FailOn, type OpenPicture, ofPixels, openPicture } from './open-picture';
import { stretchTones } from './stretch-tones';

/** How a picture of other proportions gets its new size. */
export type Fit =
  /** Cropped around the centre: nothing is distorted, the border may be lost. */
  | 'cover'
  /** Whole, between black bars. */
  | 'contain'
  /** Whole, stretched. */
  | 'fill';

/** The size a picture is brought to, in pixels; 1 channel gives grey, 3 give RGB. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** Default 'cover'. */
  readonly fit?: Fit;
  /** 'cut' takes away a dark border before all else; default 'keep'. */
  readonly border?: 'keep' | 'cut';
  /** 'stretch' spreads the tones linearly from black to white, but for 1 % at either end; default 'keep'. */
  readonly tones?: 'keep' | 'stretch';
}

/** A picture at the asked size, and what it was before. */
export interface DecodedImage {
  readonly image: Image;
  /** As shown, upright. */
  readonly original: { readonly height: number; readonly width: number };
  /** What a reader should know: "the first of its 12 pictures". */
  readonly remark?: string;
}

const side = integer({ min: 1, max: 16_384 });
const channels = oneOfNumbers(1, 3);
const WHOLE = object({ channels });

/** What every option of a picture's shape may be, without its height and width. */
export const LOOK = {
  channels,
  fit: oneOf('cover', 'contain', 'fill').optional(),
  border: oneOf('keep', 'cut').optional(),
  tones: oneOf('keep', 'stretch').optional(),
};
const SHAPE = object({ height: side, width: side, ...LOOK });

/**
 * Loads a picture of the reader's own (JPEG, PNG, WebP, GIF, BMP, AVIF, TIFF or SVG; `openPicture`) at the size a model
 * wants: upright, transparency laid on white, brought to the asked proportions, resized by Lanczos' filter, which
 * averages where it shrinks. Of several pictures in a file the first is taken. Grey is made of colours as Pillow and
 * Keras do, by Rec. 601.
 * @throws UserError where the file is missing, damaged or no picture, or an option is out of range.
 */
export async function loadImage(path: string, shape: ImageShape): Promise<Image> {
  const checked = checkOptions('loadImage', SHAPE, shape);
  return (await decodeImage(readFile(path, 'check its name and its folder'), path, checked)).image;
}

/** Loads a picture as `loadImage` does, whole and at its own size. */
export async function loadWholeImage(path: string, options: { channels: 1 | 3 }): Promise<Image> {
  const { channels } = checkOptions('loadWholeImage', WHOLE, options);
  const bytes = readFile(path, 'check its name and its folder');
  const rgb = await unlessDamaged(async (failOn) => rgbOf((await openPicture(bytes, path, failOn)).picture, path));
  return channels === 1 ? toGrey(rgb) : rgb;
}

/**
 * Decodes the bytes of a picture as `loadImage` does.
 * @param name stands in the error's sentence.
 */
export async function decodeImage(bytes: Uint8Array, name: string, shape: ImageShape): Promise<DecodedImage> {
  const { height, width, channels, fit = 'cover' } = shape;
  return unlessDamaged(async (failOn) => {
    const opened = await openPicture(bytes, name, failOn);
    const resized = (await prepared(opened, name, shape)).resize({
      height,
      width,
      fit,
      kernel: 'lanczos3',
      background: '#000000',
    });
    const rgb = await rgbOf(resized, name);
    return {
      image: channels === 1 ? toGrey(rgb) : rgb,
      original: { height: opened.height, width: opened.width },
      ...(opened.remark && { remark: opened.remark }),
    };
  });
}

/** What libjpeg says where it made something up; bytes that are left over at the end do no harm. */
const DAMAGE = /Corrupt JPEG data(?!.*before marker 0xd9)|Premature end|Inconsistent progression/i;

/** Refuses what the decoder could only guess, and lets pass what it merely found odd. */
async function unlessDamaged<T>(decode: (failOn: FailOn) => Promise<T>): Promise<T> {
  try {
    return await decode('warning');
  } catch (error) {
    if (!(error instanceof UserError) || DAMAGE.test(error.message)) throw error;
    return decode('error');
  }
}

/** What is done to the whole picture, before it is resized and gets bars: the border cut, the tones stretched. */
async function prepared({ picture, depth }: OpenPicture, name: string, shape: ImageShape): Promise<Sharp> {
  const { border = 'keep', tones = 'keep' } = shape;
  if (border === 'keep' && tones === 'keep') return picture;
  const whole = await samplesOf(picture, name, tones === 'stretch' ? depth : 8);
  const framed = border === 'cut' ? cropped(whole, contentFrame(toGrey(eightBits(whole)))) : whole;
  const { height, width } = framed;
  return ofPixels(tones === 'stretch' ? image(stretchTones(framed.samples), height, width, 3) : eightBits(framed));
}

/** A picture in red, green and blue with more than 8 bits where it has them. */
interface Samples {
  /** Row-major [height, width, 3]. */
  readonly samples: Uint8Array | Uint16Array;
  readonly height: number;
  readonly width: number;
}

async function samplesOf(picture: Sharp, name: string, depth: 8 | 16): Promise<Samples> {
  const raw =
    depth === 16
      ? picture.toColourspace('rgb16').raw({ depth: 'ushort' })
      : picture.toColourspace('srgb').raw({ depth: 'uchar' });
  const { data, info } = await decoded(raw, name);
  const bytes = Uint8Array.from(data);
  return { samples: depth === 16 ? new Uint16Array(bytes.buffer) : bytes, height: info.height, width: info.width };
}

const rgbOf = async (picture: Sharp, name: string): Promise<Image> => eightBits(await samplesOf(picture, name, 8));

function eightBits({ samples, height, width }: Samples): Image {
  const pixels = samples instanceof Uint8Array ? samples : Uint8Array.from(samples, (value) => value >> 8);
  return image(pixels, height, width, 3);
}

function cropped({ samples, width }: Samples, frame: Frame): Samples {
  const cut = samples.slice(0, 3 * frame.height * frame.width);
  for (let y = 0; y < frame.height; y++) {
    const start = 3 * ((frame.top + y) * width + frame.left);
    cut.set(samples.subarray(start, start + 3 * frame.width), 3 * y * frame.width);
  }
  return { samples: cut, height: frame.height, width: frame.width };
}
