import { createHash } from 'node:crypto';
import { checkOptions, object } from '../../options';
import { type Provenance, withNotes } from '../dataset';
import { fileSource } from '../file-source';
import { listLabelledFiles } from '../labelled-files';
import type { PartName } from '../part-words';
import type { NumericArray, Source } from '../source';
import { SPLIT_OPTIONS, splitCorpus } from '../split-corpus';
import { readFile } from '../storage/files';
import { COLLECTION_OPTIONS } from './image-collection';
import { shapeOf } from './image-dataset';
import { decodeImage } from './image-file';
import type { ImageFolderOptions } from './image-folder';

/** The parts of a collection of pictures as sources: batches are decoded when their turn comes. */
export interface ImageSources extends Readonly<Record<PartName, Source>> {
  /** By example, in the order of each part. */
  readonly files: Readonly<Record<PartName, readonly string[]>>;
  readonly classNames: readonly string[];
  readonly provenance: Provenance;
}

const { onProgress: _, ...READING } = COLLECTION_OPTIONS;
const OPTIONS = object({ ...READING, ...SPLIT_OPTIONS });

/**
 * What `imageFolder` reads, in the same parts, for collections that are larger than the memory: only the names are read
 * now, and each picture when a training comes to it, while the step before is computed (`fileSource`).
 *
 * A picture that cannot be read ends the training with its sentence: `imageFolder` leaves it out, this cannot know it.
 * @throws UserError where there are no classes, or an option is out of range.
 */
export function imageSources(source: string, options: Omit<ImageFolderOptions, 'onProgress'>): ImageSources {
  const { testFold, test, validation, trainSize, testSize, seed, image, licence, ...layout } = checkOptions(
    'imageSources',
    OPTIONS,
    options,
  );
  const { files, classNames, notes: found } = listLabelledFiles(source, 'picture', layout);
  const { notes, ...rows } = splitCorpus(files, { testFold, test, validation, trainSize, testSize, seed }, classNames);
  const shape = shapeOf(image);
  const read = async (file: string): Promise<NumericArray> => {
    const { pixels } = (await decodeImage(readFile(file), file, shape)).image;
    return { data: pixels, shape: [shape.height, shape.width, shape.channels] };
  };
  const filesOf = (part: PartName) => Array.from(rows[part], (row) => files[row].file);
  const sourceOf = (part: PartName) =>
    fileSource(filesOf(part), { labels: Int32Array.from(rows[part], (row) => files[row].label), read });
  const provenance: Provenance = {
    name: source,
    source: 'own',
    licence,
    citation: 'files of your own',
    checksum: createHash('sha256')
      .update(files.map(({ file }) => file).join('\n'))
      .digest('hex'),
    note: 'the checksum is of the names',
  };
  return {
    train: sourceOf('train'),
    validation: sourceOf('validation'),
    test: sourceOf('test'),
    files: { train: filesOf('train'), validation: filesOf('validation'), test: filesOf('test') },
    classNames,
    provenance: withNotes(provenance, [...found, ...notes]),
  };
}
