import path from 'node:path';
import { UserError } from '../../errors';
import { withNotes } from '../dataset';
import { parseCsv, requireColumns } from '../formats/csv';
import { decodeImages } from '../images/image-cache';
import {
  type ImageDataset,
  type ImageSettings,
  type LabelledImages,
  labelled,
  partsOf,
  shapeOf,
} from '../images/image-dataset';
import { splitCorpus } from '../split-corpus';
import type { StoredFile } from '../storage/stored-set';
import { checkDataOptions, type DataOptions } from './data-options';
import { openSource } from './open-source';

export const BRAIN_TUMOR_LICENCE = 'MIT (Bhuvaji and others, 2020)';
export const BRAIN_TUMOR_CITATION =
  'S. Bhuvaji, A. Kadam, P. Bhumkar, S. Dedge, S. Kanchan: Brain Tumor Classification (MRI), Kaggle (2020), https://doi.org/10.34740/KAGGLE/DSV/1183165';

/** The set's own folders, by class; classes in the order of the labels. */
export const BRAIN_TUMOR_FOLDERS = ['glioma_tumor', 'meningioma_tumor', 'no_tumor', 'pituitary_tumor'] as const;
export const BRAIN_TUMOR_PARTS = ['Training', 'Testing'] as const;
const PART_NAMES = { Training: 'train', Testing: 'test' } as const;
/** In the sample: columns path, height, width. */
export const ORIGINAL_SIZES = 'original-sizes.csv';
const CLASS_NAMES = ['Glioma', 'Meningioma', 'No Tumor', 'Pituitary'];

export interface BrainTumorOptions extends DataOptions {
  /** Default 64 pixels a side, grey, stretched. */
  readonly image?: ImageSettings;
}

/**
 * Slices of magnetic resonance images of heads, with one of three tumours or none. Full: 2,870 training and 394 test
 * images; embedded sample: 24 and 8 of each class. The set's test folder is of another distribution than its training
 * folder; validation comes out of the training folder. It is a teaching benchmark, nothing that may guide a treatment.
 * @throws UserError where the files are missing or damaged, or an option is out of range.
 */
export async function brainTumor(options: BrainTumorOptions = {}): Promise<ImageDataset> {
  const { source, ...split } = checkDataOptions('brainTumor', options);
  const { files: stored, provenance } = openSource('brain-tumor', source);
  const files = stored.filter(({ file }) => path.basename(file) !== ORIGINAL_SIZES);
  const shape = shapeOf(options.image ?? { size: 64 });
  const listed = files.map(({ file }) => ({ name: file, ...placeOf(file) }));
  const decoded = await decodeImages(
    files.map(({ file, bytes }) => ({ name: file, read: () => bytes })),
    shape,
  );
  // Every byte was checked against the provenance, so a picture that cannot be read was stored so.
  const [damaged] = decoded.unreadable;
  if (damaged) throw new UserError(`${listed[damaged.index].name}: ${damaged.reason}`);
  const all = withOriginalSizes(labelled(decoded, shape, listed), stored);
  const examples = listed.map(({ part, label }) => ({ label, part: PART_NAMES[part] }));
  const { notes, ...rows } = splitCorpus(examples, split, CLASS_NAMES);
  return {
    ...partsOf(all, rows),
    classNames: CLASS_NAMES,
    provenance: withNotes(provenance, notes),
    unreadable: [],
  };
}

/** The sample's pictures were reduced; what size they had says where they come from. */
function withOriginalSizes(all: LabelledImages, stored: readonly StoredFile[]): LabelledImages {
  const list = stored.find(({ file }) => path.basename(file) === ORIGINAL_SIZES);
  if (list === undefined) return all;
  const folder = path.dirname(list.file);
  const rows = requireColumns(parseCsv(list.bytes, list.file), ['path', 'height', 'width'], 'restore the sample');
  const sizes = new Map(rows.map(({ cells }) => [path.join(folder, cells.path), [+cells.height, +cells.width]]));
  const files = all.files.map(({ name }) => {
    const [height, width] = sizes.get(name) ?? [];
    if (height === undefined || width === undefined) throw new UserError(`${list.file}: it does not list ${name}.`);
    return { name, height, width };
  });
  return { ...all, files };
}

export type BrainTumorPart = (typeof BRAIN_TUMOR_PARTS)[number];

/** Part and label of a file ../Training/glioma_tumor/name.jpg. @throws UserError where it is none. */
export function placeOf(file: StoredFile['file']): { part: BrainTumorPart; label: number } {
  const [part, folder] = file.split(/[\\/]/).slice(-3);
  const label = (BRAIN_TUMOR_FOLDERS as readonly string[]).indexOf(folder);
  if (label < 0 || !(BRAIN_TUMOR_PARTS as readonly string[]).includes(part)) {
    throw new UserError(
      `${file}: expected {Training,Testing}/CLASS/picture with the class folders of the brain-tumour set.`,
    );
  }
  return { part: part as BrainTumorPart, label };
}
