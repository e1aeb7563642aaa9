import type { Metadata, Sharp } from 'sharp';
import { decodeBmp } from '../formats/bmp';
import { fileFormat } from '../formats/file-format';
import { isPreviewFirst } from '../formats/tiff-tags';
import { type Image, image } from './image';
import { cmykToRgb, labToRgb } from './to-rgb';
import { checkReadable, refuseRaw, unreadable } from './unreadable-picture';

/** A picture whose file was understood; its pixels are decoded when they are asked for. */
export interface OpenPicture {
  /** Upright, on white, in red, green and blue as stored. */
  readonly picture: Sharp;
  /** As shown, upright. */
  readonly height: number;
  readonly width: number;
  /** Bits of a channel. */
  readonly depth: 8 | 16;
  /** What a reader should know: of several pictures in the file, the first is shown. */
  readonly remark?: string;
}

/** How bad a file may be: 'warning' refuses at the first doubt of the decoder, 'error' where it could not go on. */
export type FailOn = 'warning' | 'error';

/** More pixels than this are refused: sharp's own limit. */
const MOST_PIXELS = 0x3fff ** 2;
/** Up to so many pixels a JPEG is decoded once more, whole, to see whether it is damaged. */
const CHECKED_PIXELS = 2 ** 20;

/**
 * Opens a picture, whatever its name ends in: what sharp reads, and BMP. It is turned upright by its orientation (EXIF,
 * or XMP where there is none), transparency is laid on white; CMYK and Lab become RGB. Colour profiles and gamma are
 * left aside: the values are those stored, as Pillow, Keras and PyTorch have them.
 * @throws UserError naming what the file is and the way out, where it cannot be read.
 */
export async function openPicture(bytes: Uint8Array, name: string, failOn: FailOn): Promise<OpenPicture> {
  const format = fileFormat(bytes);
  checkReadable(format, bytes, name);
  if (format?.name === 'BMP') return openBmp(bytes, name);
  if (format?.name === 'TIFF' && isPreviewFirst(bytes)) throw refuseRaw(name);
  const { default: sharp } = await import('sharp');
  const input = { failOn, ignoreIcc: true };
  const facts = await sharp(bytes, { ...input, limitInputPixels: false })
    .metadata()
    .catch((error: Error) => {
      throw unreadable(name, error.message);
    });
  checkFacts(facts, name);
  // Of a JPEG that is shrunk while it is decoded, libvips looks for warnings only every few rows, and forgets the last.
  const isSmall = facts.width * facts.height <= CHECKED_PIXELS;
  if (format?.name === 'JPEG' && failOn === 'warning' && isSmall) await decoded(sharp(bytes, input).raw(), name);
  const stored = await inRgb(sharp(bytes, input).autoOrient(), facts, name);
  const orientation = facts.orientation === undefined ? orientationOf(facts.xmpAsString) : 1;
  const { width, height } = facts.autoOrient;
  const isAcross = orientation > 4;
  return {
    picture: orientation > 1 ? await turned(stored, orientation, name) : stored,
    height: isAcross ? width : height,
    width: isAcross ? height : width,
    depth: facts.depth === 'ushort' ? 16 : 8,
    ...(facts.pages !== undefined && facts.pages > 1 && { remark: `the first of its ${facts.pages} pictures` }),
  };
}

async function openBmp(bytes: Uint8Array, name: string): Promise<OpenPicture> {
  let bitmap: Image;
  try {
    bitmap = decodeBmp(bytes);
  } catch (error) {
    throw unreadable(name, (error as Error).message);
  }
  const { height, width } = bitmap;
  return { picture: await ofPixels(bitmap), height, width, depth: 8 };
}

/** @throws UserError for what would be decoded to something else than what is meant. */
function checkFacts({ width, height, depth }: Metadata, name: string): void {
  if (width * height > MOST_PIXELS) {
    const limit = `${width} x ${height} pixels, more than the ${Math.round(MOST_PIXELS / 1e6)} million that are read`;
    throw unreadable(name, limit, 'reduce it, or cut it into tiles');
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw unreadable(
      name,
      `its samples are ${SAMPLES[depth] ?? depth}, of which none says what is black and what is white`,
      'bring them to whole numbers from 0 to 255, or to 65535, and save it anew',
    );
  }
}

const SAMPLES: Partial<Record<string, string>> = {
  char: 'signed numbers of 8 bits',
  short: 'signed numbers of 16 bits',
  int: 'signed numbers of 32 bits',
  uint: 'numbers of 32 bits',
  float: 'floating-point numbers',
  double: 'floating-point numbers',
};

/** Transparency laid on white, and colours that are none of a screen's brought there. */
async function inRgb(picture: Sharp, { space }: Metadata, name: string): Promise<Sharp> {
  if (space !== 'cmyk' && space !== 'lab') return picture.flatten({ background: '#ffffff' });
  const stored = picture.pipelineColourspace(space).toColourspace(space);
  const { data, info } = await decoded(stored.raw({ depth: space === 'cmyk' ? 'uchar' : 'float' }), name);
  const { height, width } = info;
  const rgb = space === 'cmyk' ? cmykToRgb(data) : labToRgb(new Float32Array(Uint8Array.from(data).buffer));
  return ofPixels(image(rgb, height, width, 3));
}

/** Pixels as another picture of sharp's. */
export async function ofPixels({ pixels, height, width, channels }: Image): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  return sharp(pixels, { raw: { height, width, channels } });
}

/** Runs a pipeline of sharp's. @throws UserError with what the decoder says. */
export async function decoded(
  pipeline: Sharp,
  name: string,
): Promise<{ data: Buffer; info: { height: number; width: number } }> {
  try {
    return await pipeline.toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw unreadable(name, (error as Error).message);
  }
}

/** The orientation, 1 to 8, that editors write into XMP: as an attribute or as an element. */
function orientationOf(xmp = ''): number {
  return Number(/tiff:Orientation(?:="|>)([1-8])/.exec(xmp)?.[1] ?? 1);
}

/** Clockwise turns of the orientations, after those of MIRRORED were flipped from left to right. */
const TURNS = [0, 0, 0, 180, 180, 270, 90, 90, 270];
const MIRRORED = new Set([2, 4, 5, 7]);

async function turned(picture: Sharp, orientation: number, name: string): Promise<Sharp> {
  const flipped = MIRRORED.has(orientation) ? picture.flop() : picture;
  const { data, info } = await decoded(flipped.toColourspace('srgb').raw({ depth: 'uchar' }), name);
  // Sharp turns before it flips, whatever the order of the calls: so the two are done one after the other.
  return (await ofPixels(image(new Uint8Array(data), info.height, info.width, 3))).rotate(TURNS[orientation]);
}
