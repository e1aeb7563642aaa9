import { UserError } from '../../errors';
import { decodeBmp, isBmp } from '../formats/bmp';
import { readFile } from '../storage/files';
import { type Image, image } from './image';
import { contentFrame } from './image-border';

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
  /** 'stretch' spreads the tones from black to white, but for 1 % at either end; default 'keep'. */
  readonly tones?: 'keep' | 'stretch';
}

/** A picture at the asked size, and what it was before. */
export interface DecodedImage {
  readonly image: Image;
  readonly original: { readonly height: number; readonly width: number };
}

/**
 * Loads a picture of the reader's own (JPEG, PNG, WebP, GIF, BMP, AVIF, TIFF or SVG) at the size a model wants: turned
 * upright by its EXIF orientation, transparency laid on white, brought to the asked proportions, resized by Lanczos'
 * filter, which averages where it shrinks.
 * @throws UserError where the file is missing or no picture; RangeError where the size is none.
 */
export async function loadImage(path: string, shape: ImageShape): Promise<Image> {
  checkSize(shape);
  return (await decodeImage(readFile(path, 'check its name and its folder'), path, shape)).image;
}

/** Loads a picture as `loadImage` does, whole and at its own size. */
export async function loadWholeImage(path: string, { channels }: { channels: 1 | 3 }): Promise<Image> {
  return raw(await open(readFile(path, 'check its name and its folder'), path), path, channels);
}

/**
 * Decodes the bytes of a picture as `loadImage` does.
 * @param name stands in the error's sentence.
 */
export async function decodeImage(bytes: Uint8Array, name: string, shape: ImageShape): Promise<DecodedImage> {
  const { height, width, channels, fit = 'cover', border, tones } = shape;
  const opened = await open(bytes, name);
  const original = await opened.metadata().catch((error: Error) => {
    throw notAPicture(name, error.message);
  });
  const framed = border === 'cut' ? await withoutBorder(opened, name) : opened;
  const toned = tones === 'stretch' ? framed.normalise() : framed;
  const resized = toned.resize({ height, width, fit, kernel: 'lanczos3', background: '#000000' });
  return {
    image: await raw(resized, name, channels),
    original: { height: original.height, width: original.width },
  };
}

async function withoutBorder(picture: import('sharp').Sharp, name: string): Promise<import('sharp').Sharp> {
  const { default: sharp } = await import('sharp');
  const { pixels, height, width, channels } = await raw(picture, name, 3);
  const grey = await raw(sharp(pixels, { raw: { height, width, channels } }), name, 1);
  return sharp(pixels, { raw: { height, width, channels } }).extract(contentFrame(grey));
}

/** Loaded when it is first needed: most lessons never open a picture file. */
async function open(bytes: Uint8Array, name: string): Promise<import('sharp').Sharp> {
  if (bytes.length === 0) throw notAPicture(name, 'the file is empty');
  const { default: sharp } = await import('sharp');
  if (isBmp(bytes)) {
    const { pixels, height, width, channels } = bitmap(bytes, name);
    return sharp(pixels, { raw: { height, width, channels } });
  }
  // autoOrient before all else: the crop is of the picture as one sees it.
  return sharp(bytes, { failOn: 'error' }).rotate().flatten({ background: '#ffffff' });
}

function bitmap(bytes: Uint8Array, name: string): Image {
  try {
    return decodeBmp(bytes);
  } catch (error) {
    throw notAPicture(name, (error as Error).message);
  }
}

async function raw(picture: import('sharp').Sharp, name: string, channels: 1 | 3): Promise<Image> {
  const coloured = channels === 1 ? picture.grayscale() : picture.toColourspace('srgb');
  try {
    const { data, info } = await coloured.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return image(new Uint8Array(data), info.height, info.width, channels);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw notAPicture(name, (error as Error).message);
  }
}

function notAPicture(name: string, reason: string): UserError {
  return new UserError(
    `${name}: this cannot be read as a picture (${reason.split('\n')[0]}); give a whole JPEG, PNG, GIF, BMP or WebP file.`,
  );
}

/** @throws RangeError where a side is no whole number of pixels. */
export function checkSize({ height, width }: Pick<ImageShape, 'height' | 'width'>): void {
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < 1) throw new RangeError(`an image has sides of whole pixels, not ${side}`);
  }
}
