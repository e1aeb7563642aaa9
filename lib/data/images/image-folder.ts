import { checkOptions, object } from '../../options';
import { withNotes } from '../dataset';
import { type CorpusSplit, SPLIT_OPTIONS, splitCorpus } from '../split-corpus';
import {
  COLLECTION_OPTIONS,
  type ImageCollection,
  type ImageCollectionOptions,
  imageCollection,
} from './image-collection';
import { type ImageDataset, partsOf } from './image-dataset';

export interface ImageFolderOptions extends ImageCollectionOptions, CorpusSplit {}

const OPTIONS = object({ ...COLLECTION_OPTIONS, ...SPLIT_OPTIONS });

/**
 * Any collection of labelled pictures as a data set: what `imageCollection` reads, in the parts that `splitImages`
 * draws.
 * @throws UserError where there are no classes, nothing of a class can be read, or an option is out of range.
 */
export async function imageFolder(source: string, options: ImageFolderOptions): Promise<ImageDataset> {
  const { testFold, test, validation, trainSize, testSize, seed, ...reading } = checkOptions(
    'imageFolder',
    OPTIONS,
    options,
  );
  const collection = await imageCollection(source, reading);
  return splitImages(collection, { testFold, test, validation, trainSize, testSize, seed });
}

/**
 * A collection of pictures in its authors' parts, and drawn ones where it lacks them: groups stay whole, each class is
 * in the training (`splitCorpus`).
 * @throws UserError where an option is out of range.
 */
export function splitImages(collection: ImageCollection, options: CorpusSplit = {}): ImageDataset {
  const { all, files, groups, parts, folds, classNames, unreadable, provenance } = collection;
  const examples = Array.from(all.labels, (label, i) => ({ label, group: groups[i], part: parts[i], fold: folds[i] }));
  const { notes, ...rows } = splitCorpus(examples, options, classNames);
  return {
    ...partsOf({ ...all, files }, rows),
    classNames,
    unreadable,
    provenance: withNotes(provenance, notes),
  };
}
