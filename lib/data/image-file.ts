import { UserError } from '../errors';
import { readFile } from './files';
import { type Image, image } from './image';

/**
 * Loads a picture of the reader's own (JPEG, PNG, WebP, GIF, AVIF, TIFF or SVG) at the size a model wants: turned upright
 * by its EXIF orientation, transparency laid on white, cropped around the centre to the asked proportions, resized by
 * Lanczos' filter, which averages where it shrinks.
 *
 * @param size height and width in pixels; 1 channel gives grey, 3 give RGB.
 * @throws UserError where the file is missing or no picture; RangeError where the size is none.
 */
export async function loadImage(
  path: string,
  { height, width, channels }: { height: number; width: number; channels: 1 | 3 },
): Promise<Image> {
  checkSize(height, width);
  const decoded = (await open(path)).resize({ height, width, fit: 'cover', kernel: 'lanczos3' });
  return raw(decoded, path, channels);
}

/** Loads a picture as `loadImage` does, whole and at its own size. */
export async function loadWholeImage(path: string, { channels }: { channels: 1 | 3 }): Promise<Image> {
  return raw(await open(path), path, channels);
}

/** Loaded when it is first needed: most lessons never open a picture file. */
async function open(path: string): Promise<import('sharp').Sharp> {
  const bytes = readFile(path, 'check its name and its folder');
  if (bytes.length === 0) throw notAPicture(path, 'the file is empty');
  const { default: sharp } = await import('sharp');
  // autoOrient before all else: the crop is of the picture as one sees it.
  return sharp(bytes, { failOn: 'error' }).rotate().flatten({ background: '#ffffff' });
}

async function raw(picture: import('sharp').Sharp, path: string, channels: 1 | 3): Promise<Image> {
  const coloured = channels === 1 ? picture.grayscale() : picture.toColourspace('srgb');
  try {
    const { data, info } = await coloured.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return image(new Uint8Array(data), info.height, info.width, channels);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw notAPicture(path, (error as Error).message.split('\n')[0]);
  }
}

function notAPicture(path: string, reason: string): UserError {
  return new UserError(`${path}: this cannot be read as a picture (${reason}); give a whole JPEG, PNG or WebP file.`);
}

function checkSize(height: number, width: number): void {
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < 1) throw new RangeError(`an image has sides of whole pixels, not ${side}`);
  }
}
