import { type Dataset, type Examples, examples } from '../dataset';
import type { PartName } from '../part-name';
import type { PartIndices } from '../sets/open-source';
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
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

export function shapeOf({ size, channels = 1, fit = 'fill', border, tones }: ImageSettings): ImageShape {
  return { height: size, width: size, channels, fit, border, tones };
}

/** Decoded pictures with their labels and files, those that could not be read left out. */
export interface LabelledImages {
  readonly inputs: Uint8Array;
  readonly inputShape: readonly number[];
  readonly labels: Int32Array;
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
    files: readable.map(({ name }, row) => ({ name, height: originalSizes[row][0], width: originalSizes[row][1] })),
  };
}

/** Copies the examples of each part out of all images; indices are rows of `all`. */
export function partsOf(
  all: LabelledImages,
  indices: PartIndices,
): Pick<ImageDataset, 'train' | 'validation' | 'test' | 'files'> {
  const filesOf = (rows: Int32Array) => Array.from(rows, (row) => all.files[row]);
  return {
    train: examplesAt(all, indices.train),
    validation: examplesAt(all, indices.validation),
    test: examplesAt(all, indices.test),
    files: {
      train: filesOf(indices.train),
      validation: filesOf(indices.validation),
      test: filesOf(indices.test),
    },
  };
}

function examplesAt({ inputs, inputShape, labels }: LabelledImages, rows: Int32Array): Examples {
  const length = inputShape.reduce((product, side) => product * side, 1);
  const chosen = new Uint8Array(rows.length * length);
  rows.forEach((row, i) => {
    chosen.set(inputs.subarray(row * length, (row + 1) * length), i * length);
  });
  return examples(
    chosen,
    inputShape,
    rows.map((row) => labels[row]),
  );
}
