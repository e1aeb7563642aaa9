import { UserError } from '../../errors';
import { callable, checkOptions, integer, object, oneOf, text } from '../../options';
import { type Examples, examples, type Provenance, withNotes } from '../dataset';
import { type LabelledFile, type LayoutOptions, listLabelledFiles } from '../labelled-files';
import { countOf, nameSome } from '../name-some';
import { readFile } from '../storage/files';
import { type DecodedImages, type DecodeOptions, decodeImages } from './image-cache';
import { type ImageFile, type ImageSettings, labelled, shapeOf, type UnreadableFile } from './image-dataset';
import { LOOK } from './image-file';

export interface ImageCollectionOptions extends LayoutOptions {
  readonly image: ImageSettings;
  /** Shown with the data; default 'not stated'. */
  readonly licence?: string;
  readonly onProgress?: DecodeOptions['onProgress'];
}

/** Labelled pictures, all of them and in no part: where a split or a cross-validation of one's own begins. */
export interface ImageCollection {
  readonly all: Examples;
  /** By example, as are the following. */
  readonly files: readonly ImageFile[];
  /** Pictures of one patient, animal, ... and copies of one file; undefined for a picture that is tied to no other. */
  readonly groups: readonly (string | undefined)[];
  /** Where the collection's authors put it; undefined where they parted nothing. */
  readonly parts: readonly LabelledFile['part'][];
  readonly folds: readonly LabelledFile['fold'][];
  readonly classNames: readonly string[];
  /** Files that could not be read, each with one sentence; they are no examples. */
  readonly unreadable: readonly UnreadableFile[];
  readonly provenance: Provenance;
}

const image = object({
  size: integer({ min: 1, max: 16_384 }),
  ...LOOK,
  channels: LOOK.channels.optional(),
});
const column = text.optional();

/** What `imageCollection` may be told. */
export const COLLECTION_OPTIONS = {
  image,
  licence: text.default('not stated'),
  onProgress: callable<NonNullable<DecodeOptions['onProgress']>>().optional(),
  classFolder: oneOf('first', 'last').optional(),
  columns: object({ path: column, label: column, part: column, fold: column, group: column }).optional(),
  folder: text.optional(),
  group: callable<NonNullable<LayoutOptions['group']>>().optional(),
};
const OPTIONS = object(COLLECTION_OPTIONS);

/**
 * Reads any collection of labelled pictures: class folders, parted or not, or a CSV file (`listLabelledFiles`); JPEG,
 * PNG, GIF, BMP, WebP, TIFF, AVIF and SVG, of any size, known by their bytes. What cannot be read is left out, counted
 * and named; what was decoded is cached (`decodeImages`).
 *
 * @throws UserError where there are no classes, nothing of a class can be read, or an option is out of range.
 */
export async function imageCollection(source: string, options: ImageCollectionOptions): Promise<ImageCollection> {
  const { image: settings, licence, onProgress, ...layout } = checkOptions('imageCollection', OPTIONS, options);
  const { files: listed, classNames, notes } = listLabelledFiles(source, 'picture', layout);
  const sources = listed.map(({ file }) => ({ name: file, read: () => readFile(file) }));
  const shape = shapeOf(settings);
  const decoded = await decodeImages(sources, shape, onProgress === undefined ? {} : { onProgress });
  const { inputs, inputShape, labels, files } = labelled(
    decoded,
    shape,
    listed.map(({ file, label }) => ({ name: file, label })),
  );
  const unreadable = decoded.unreadable.map(({ index, reason }) => ({ name: listed[index].file, reason }));
  const unreadableNote = noteOf(unreadable, listed.length);
  classNames.forEach((name, label) => {
    if (labels.includes(label)) return;
    throw new UserError(`${source}: no picture of class ${name} can be read (${unreadableNote}); mend the files.`);
  });
  const lost = new Set(decoded.unreadable.map(({ index }) => index));
  const readable = listed.filter((_, index) => !lost.has(index));
  const provenance: Provenance = {
    name: source,
    source: 'own',
    licence,
    citation: 'files of your own',
    checksum: decoded.checksum,
  };
  return {
    all: examples(inputs, inputShape, labels),
    files,
    groups: readable.map(({ group }) => group),
    parts: readable.map(({ part }) => part),
    folds: readable.map(({ fold }) => fold),
    classNames,
    unreadable,
    provenance: withNotes(provenance, [...unreadableNote, ...remarkNotes(decoded, listed), ...notes]),
  };
}

function noteOf(unreadable: readonly UnreadableFile[], total: number): string[] {
  if (unreadable.length === 0) return [];
  return [`${unreadable.length} of ${total} files could not be read: ${nameSome(unreadable.map(({ name }) => name))}`];
}

/** Files of several pictures, of which one is an example. */
function remarkNotes({ remarks }: DecodedImages, listed: readonly LabelledFile[]): string[] {
  if (remarks.length === 0) return [];
  const named = remarks.map(({ index, remark }) => `${listed[index].file}: ${remark}`);
  return [`${countOf(remarks.length, ['file holds', 'files hold'])} several pictures: ${nameSome(named)}`];
}
