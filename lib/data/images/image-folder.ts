import { UserError } from '../../errors';
import { type LabelledFile, listLabelledFiles } from '../labelled-files';
import { nameSome } from '../name-some';
import { type DataOptions, type PartIndices, splitIndices } from '../sets/open-source';
import { stratifiedSplit } from '../split';
import { readFile } from '../storage/files';
import { type DecodeOptions, decodeImages } from './image-cache';
import {
  type ImageDataset,
  type ImageSettings,
  type LabelledImages,
  labelled,
  partsOf,
  shapeOf,
} from './image-dataset';

export interface ImageFolderOptions extends Omit<DataOptions, 'source'> {
  readonly image: ImageSettings;
  /** Fraction set aside for the test, where the collection has no test part of its own; default 0.2. */
  readonly test?: number;
  /** Shown with the data; default 'not stated'. */
  readonly licence?: string;
  readonly onProgress?: DecodeOptions['onProgress'];
}

/**
 * Any collection of labelled pictures as a data set: a folder CLASS/*.jpg, a folder {train,validation,test}/CLASS/*.jpg,
 * or a CSV file with the columns path and label. JPEG, PNG, GIF (its first picture), BMP and WebP, of any size. What
 * cannot be read is left out, counted and named; what was decoded is cached (`decodeImages`).
 *
 * @throws UserError where there are no classes, nothing of a class can be read, or an option is out of range.
 */
export async function imageFolder(source: string, options: ImageFolderOptions): Promise<ImageDataset> {
  const { files: images, classNames, notes } = listLabelledFiles(source, 'picture');
  const shape = shapeOf(options.image);
  const sources = images.map(({ file }) => ({ name: file, read: () => readFile(file) }));
  const decoded = await decodeImages(sources, shape, { onProgress: options.onProgress });
  const all = labelled(
    decoded,
    shape,
    images.map(({ file, label }) => ({ name: file, label })),
  );
  const unreadable = decoded.unreadable.map(({ index, reason }) => ({ name: images[index].file, reason }));
  const lost = new Set(decoded.unreadable.map(({ index }) => index));
  const parts = images.filter((_, index) => !lost.has(index)).map(({ part }) => part);
  const note = [...noteOf(unreadable, images.length), ...notes].join('; ');
  classNames.forEach((name, label) => {
    if (!all.labels.includes(label)) {
      throw new UserError(`${source}: no picture of class ${name} can be read (${note}); mend the files.`);
    }
  });
  return {
    ...partsOf(all, chooseParts(all, parts, options)),
    classNames,
    unreadable,
    provenance: {
      name: source,
      source: 'own',
      licence: options.licence ?? 'not stated',
      citation: 'files of your own',
      checksum: decoded.checksum,
      ...(note !== '' && { note }),
    },
  };
}

function noteOf(unreadable: ImageDataset['unreadable'], total: number): string[] {
  if (unreadable.length === 0) return [];
  return [`${unreadable.length} of ${total} files could not be read: ${nameSome(unreadable.map(({ name }) => name))}`];
}

/** Follows the collection's own parts, and draws those that it lacks. */
function chooseParts(
  { labels }: LabelledImages,
  parts: readonly LabelledFile['part'][],
  options: ImageFolderOptions,
): PartIndices {
  const rowsOf = (part: LabelledFile['part']) =>
    Int32Array.from(parts.flatMap((own, row) => ((own ?? 'train') === part ? [row] : [])));
  let train: Int32Array = rowsOf('train');
  let test: Int32Array = rowsOf('test');
  const validation = rowsOf('validation');
  if (test.length === 0) {
    const { test: fraction = 0.2, seed = 0 } = options;
    if (!(fraction >= 0 && fraction < 1)) {
      throw new UserError(`test: expected a fraction from 0 to below 1, not ${fraction}.`);
    }
    const split = stratifiedSplit(at(labels, train), { count: Math.round(train.length * fraction), seed });
    test = at(train, split.chosen);
    train = at(train, split.rest);
  }
  const drawn = splitIndices(at(labels, train), at(labels, test), {
    ...options,
    ...(validation.length > 0 && { validation: 0 }),
  });
  return {
    train: at(train, drawn.train),
    validation: validation.length > 0 ? validation : at(train, drawn.validation),
    test: at(test, drawn.test),
  };
}

const at = (values: Int32Array, indices: Int32Array): Int32Array => indices.map((index) => values[index]);
