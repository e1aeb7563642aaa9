import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors';
import { workspace } from '../../workspace';
import { writeFileAtomic } from '../storage/files';
import { decodeImage, type ImageShape } from './image-file';

/** Where a picture's bytes come from; `read` is called when they are wanted, and again where they are again. */
export interface ImageSource {
  readonly name: string;
  read(): Uint8Array;
}

export interface UnreadableImage {
  /** Place in the list of sources. */
  readonly index: number;
  /** One sentence, without the file's name: that may change while its content does not. */
  readonly reason: string;
}

/** A list of pictures, decoded to one size. */
export interface DecodedImages {
  /** Row-major [readable pictures, height, width, channels]. */
  readonly inputs: Uint8Array;
  /** Height and width of each readable picture before it was resized. */
  readonly originalSizes: readonly (readonly [height: number, width: number])[];
  /** Pictures that could not be read; they have no row. */
  readonly unreadable: readonly UnreadableImage[];
  /** What is to be known of pictures that could: place in the list of sources, and a few words. */
  readonly remarks: readonly { readonly index: number; readonly remark: string }[];
  /** SHA-256, in hexadecimal, of all files, one after the other. */
  readonly checksum: string;
}

export interface DecodeOptions {
  /** Folder of the cache; default images in the workspace's cache. */
  readonly cache?: string;
  readonly onProgress?: (decoded: number, total: number) => void;
}

/** Another decoding gives other pixels: raise this when decodeImage changes. */
const VERSION = 2;
const WORKERS = 4;

/**
 * Decodes pictures one by one to bytes of one size, keeping no more than a few of them in memory. What was decoded is
 * kept in one cache file, named after the content of all files, their order and the size asked for, so that a changed
 * file or another size is decoded anew, and a moved folder is not. A damaged cache is made again; where none can be
 * written (a shared installation), pictures are decoded each time.
 */
export async function decodeImages(
  sources: readonly ImageSource[],
  shape: ImageShape,
  { cache = path.join(workspace().cache, 'images'), onProgress }: DecodeOptions = {},
): Promise<DecodedImages> {
  const { key, checksum } = fingerprint(sources, shape);
  const file = path.join(cache, `${key}.u8`);
  const rowLength = shape.height * shape.width * shape.channels;
  const known = readCache(file, rowLength);
  if (known !== undefined) return { ...known, checksum };
  const decoded = await decodeAll(sources, shape, onProgress);
  writeCache(file, decoded);
  return { ...decoded, checksum };
}

type CachedImages = Omit<DecodedImages, 'checksum'>;

function fingerprint(sources: readonly ImageSource[], shape: ImageShape): { key: string; checksum: string } {
  const { height, width, channels, fit = 'cover', border = 'keep', tones = 'keep' } = shape;
  const content = createHash('sha256');
  const key = createHash('sha256').update(JSON.stringify([VERSION, height, width, channels, fit, border, tones]));
  for (const source of sources) {
    const bytes = readIfThere(source);
    if (bytes !== undefined) content.update(bytes);
    // Where one file ends and the next begins is part of the content.
    key.update(`${bytes?.length};`);
  }
  const checksum = content.digest('hex');
  return { key: key.update(checksum).digest('hex').slice(0, 32), checksum };
}

async function decodeAll(
  sources: readonly ImageSource[],
  shape: ImageShape,
  onProgress: DecodeOptions['onProgress'],
): Promise<CachedImages> {
  const rowLength = shape.height * shape.width * shape.channels;
  const inputs = new Uint8Array(sources.length * rowLength);
  const sizes: ([number, number] | undefined)[] = sources.map(() => undefined);
  const reasons: (string | undefined)[] = sources.map(() => undefined);
  const remarks: (string | undefined)[] = sources.map(() => undefined);
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < sources.length) {
      const index = next++;
      const source = sources[index];
      try {
        const { image, original, remark } = await decodeImage(source.read(), source.name, shape);
        inputs.set(image.pixels, index * rowLength);
        sizes[index] = [original.height, original.width];
        remarks[index] = remark;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        reasons[index] = error.message.replace(`${source.name}: `, '');
      }
      done++;
      if (done % 100 === 0 || done === sources.length) onProgress?.(done, sources.length);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return {
    ...compacted(inputs, rowLength, sizes),
    unreadable: reasons.flatMap((reason, index) => (reason === undefined ? [] : [{ index, reason }])),
    remarks: remarks.flatMap((remark, index) => (remark === undefined ? [] : [{ index, remark }])),
  };
}

/** Closes the gaps that unreadable pictures left. */
function compacted(
  inputs: Uint8Array,
  rowLength: number,
  sizes: readonly ([number, number] | undefined)[],
): Pick<CachedImages, 'inputs' | 'originalSizes'> {
  let rows = 0;
  sizes.forEach((size, index) => {
    if (size === undefined) return;
    if (rows < index) inputs.copyWithin(rows * rowLength, index * rowLength, (index + 1) * rowLength);
    rows++;
  });
  const originalSizes = sizes.filter((size): size is [number, number] => size !== undefined);
  return { inputs: inputs.subarray(0, rows * rowLength), originalSizes };
}

/** The first line of a cache file, before the pixels. */
interface CacheHeader {
  readonly originalSizes: [number, number][];
  readonly unreadable: UnreadableImage[];
  readonly remarks: { index: number; remark: string }[];
  /** Of the pixels. */
  readonly sha256: string;
}

function readCache(file: string, rowLength: number): CachedImages | undefined {
  const bytes = readIfThere({ name: file, read: () => fs.readFileSync(file) });
  if (bytes === undefined) return undefined;
  const end = bytes.indexOf(0x0a);
  try {
    const header = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8')) as CacheHeader;
    const { originalSizes, unreadable, remarks } = header;
    const inputs = bytes.subarray(end + 1);
    const isWhole = inputs.length === originalSizes.length * rowLength && sha256(inputs) === header.sha256;
    return isWhole ? { inputs, originalSizes, unreadable, remarks } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function writeCache(file: string, { inputs, ...facts }: CachedImages): void {
  const header = JSON.stringify({ ...facts, sha256: sha256(inputs) });
  try {
    writeFileAtomic(file, Buffer.concat([Buffer.from(`${header}\n`), inputs]));
  } catch (error) {
    const { code } = (error as Error).cause as NodeJS.ErrnoException;
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code ?? '')) throw error;
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Undefined where the file is missing or may not be read. */
function readIfThere(source: ImageSource): Uint8Array | undefined {
  try {
    return source.read();
  } catch (error) {
    if (error instanceof UserError || typeof (error as NodeJS.ErrnoException).code === 'string') return undefined;
    throw error;
  }
}
