import { type Dataset, type Examples, inParts, select } from '../dataset';
import type { PartName } from '../part-words';
import type { DecodedImages } from './image-cache';
import type { ImageShape } from './image-file';

/** The size that a set's pictures are brought to. */
export interface ImageSettings {
  /** Height and width in pixels. */
  readonly size: number;
  /** 1: grey (default); 3: red, green, blue. */
  readonly channels?: 1 | 3;
  /** How other proportions are brought to a square; default 'fill', as Keras does. */
  readonly fit?: ImageShape['fit'];
  readonly border?: ImageShape['border'];
  readonly tones?: ImageShape['tones'];
}

/** A picture's file, and its size before it was resized. */
export interface ImageFile {
  readonly name: string;
  readonly height: number;
  readonly width: number;
}

/** A data set of pictures that remembers which file each example was. */
export interface ImageDataset extends Dataset {
  /** By example, in the order of each part. */
  readonly files: Readonly<Record<PartName, readonly ImageFile[]>>;
  /** Files that could not be read, each with one sentence; they are in no part. */
  readonly unreadable: readonly UnreadableFile[];
}

export interface UnreadableFile {
  readonly name: string;
  /** One sentence, without the name. */
  readonly reason: string;
}

export function shapeOf({ size, channels = 1, fit = 'fill', border, tones }: ImageSettings): ImageShape {
  return { height: size, width: size, channels, fit, border, tones };
}

/** Decoded pictures with their labels and files, those that could not be read left out. */
export interface LabelledImages extends Examples {
  readonly files: readonly ImageFile[];
}

/** @param listed name and label of each source, in the order in which they were decoded. */
export function labelled(
  { inputs, originalSizes, unreadable }: DecodedImages,
  { height, width, channels }: ImageShape,
  listed: readonly { readonly name: string; readonly label: number }[],
): LabelledImages {
  const lost = new Set(unreadable.map(({ index }) => index));
  const readable = listed.filter((_, index) => !lost.has(index));
  return {
    inputs,
    inputShape: [height, width, channels],
    labels: Int32Array.from(readable, ({ label }) => label),
    size: readable.length,
    files: readable.map(({ name }, row) => ({ name, height: originalSizes[row][0], width: originalSizes[row][1] })),
  };
}

/** Copies the examples of each part out of all images. @param rows of `all`. */
export function partsOf(
  { files, ...all }: LabelledImages,
  rows: Readonly<Record<PartName, Int32Array>>,
): Pick<ImageDataset, PartName | 'files'> {
  const filesAt = (part: PartName) => Array.from(rows[part], (row) => files[row]);
  const examplesAt = (part: PartName) => select(all, rows[part]);
  return {
    ...inParts({ train: examplesAt('train'), validation: examplesAt('validation'), test: examplesAt('test') }),
    files: { train: filesAt('train'), validation: filesAt('validation'), test: filesAt('test') },
  };
}
