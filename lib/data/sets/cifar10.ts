import { className } from '../../locale';
import { type Dataset, withNotes } from '../dataset';
import { type CifarBatch, cifarLabels, decodeCifar } from '../formats/cifar-binary';
import { checkDataOptions, type DataOptions } from './data-options';
import { type Drawable, drawParts } from './draw-parts';
import { openSource } from './open-source';

export const CIFAR10_LICENCE = 'none stated by its author; used here for teaching and research, with citation';
export const CIFAR10_CITATION =
  'A. Krizhevsky: Learning Multiple Layers of Features from Tiny Images, technical report, University of Toronto (2009), https://www.cs.toronto.edu/~kriz/cifar.html';

/** The canonical binary batches, training before test. */
export const CIFAR10_FILES = [
  'data_batch_1.bin',
  'data_batch_2.bin',
  'data_batch_3.bin',
  'data_batch_4.bin',
  'data_batch_5.bin',
  'test_batch.bin',
] as const;

/** The English names of the classes, by label: batches.meta.txt, and the folders of the JPEG edition. */
export const CIFAR10_ENGLISH_NAMES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/**
 * CIFAR-10: small colour photographs of ten kinds, inputs [32, 32, 3], named in the locale's language. Full: 50,000 training and
 * 10,000 test images; embedded sample: 1,000 and 300, as many of each kind.
 * @throws UserError where the files are missing or damaged, or an option is out of range.
 */
export async function cifar10(options: DataOptions = {}): Promise<Dataset> {
  const { source, ...drawn } = checkDataOptions('cifar10', options);
  const { files, provenance } = openSource('cifar-10', source);
  const train = cifarPart(files.slice(0, -1));
  const test = cifarPart(files.slice(-1));
  const classNames = CIFAR10_ENGLISH_NAMES.map(className);
  const { notes, ...parts } = drawParts(train, test, drawn, classNames);
  return { ...parts, classNames, provenance: withNotes(provenance, notes) };
}

function cifarPart(batches: readonly CifarBatch[]): Drawable {
  return { labels: cifarLabels(batches), select: (indices) => decodeCifar(batches, indices) };
}
