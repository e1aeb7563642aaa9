import { UserError } from '../../errors';
import { type Dataset, type Examples, examples, select, withNotes } from '../dataset';
import { encodeIdx, readIdx } from '../formats/idx';
import type { StoredFile } from '../storage/stored-set';
import { checkDataOptions, type DataOptions } from './data-options';
import { type Drawable, drawParts } from './draw-parts';
import { openSource } from './open-source';

export const MNIST_LICENCE = 'CC BY-SA 3.0';
export const MNIST_CITATION =
  'Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits (1998), http://yann.lecun.com/exdb/mnist/';

/** The four canonical files: images before labels, training before test. */
export const MNIST_FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

const CLASS_NAMES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const SIDE = 28;

/**
 * MNIST: handwritten digits, white on black, inputs [28, 28, 1]. Full: 60,000 training and 10,000 test images;
 * embedded sample: 2,000 and 500, as many of each digit.
 * @throws UserError where the files are missing or damaged, or an option is out of range.
 */
export async function mnist(options: DataOptions = {}): Promise<Dataset> {
  const { source, ...drawn } = checkDataOptions('mnist', options);
  const { files, provenance } = openSource('mnist', source);
  const [trainImages, trainLabels, testImages, testLabels] = files;
  const train = mnistPart(readMnist(trainImages, trainLabels));
  const test = mnistPart(readMnist(testImages, testLabels));
  const { notes, ...parts } = drawParts(train, test, drawn, CLASS_NAMES);
  return { ...parts, classNames: CLASS_NAMES, provenance: withNotes(provenance, notes) };
}

/**
 * One part of MNIST out of its two idx files.
 * @throws UserError where a file is foreign or truncated, they disagree, or a label is not 0 to 9.
 */
export function readMnist(images: StoredFile, labels: StoredFile): Examples {
  const { values, shape } = readIdx(images.bytes, images.file, 3);
  const digits = readIdx(labels.bytes, labels.file, 1).values;
  const [size, height, width] = shape;
  if (height !== SIDE || width !== SIDE) {
    throw new UserError(`${images.file}: expected images of 28 x 28, found ${height} x ${width}: this is not MNIST.`);
  }
  if (digits.length !== size) {
    throw new UserError(
      `${labels.file}: ${digits.length} labels for the ${size} images of ${images.file}: the two files do not belong together; fetch both again.`,
    );
  }
  const wrong = digits.findIndex((label) => label >= CLASS_NAMES.length);
  if (wrong >= 0) {
    throw new UserError(`${labels.file}: label ${wrong} is ${digits[wrong]}, expected 0 to 9: this is not MNIST.`);
  }
  return examples(values, [SIDE, SIDE, 1], Int32Array.from(digits));
}

/** The two idx files of digits, not gzipped: the inverse of `readMnist`. */
export function encodeMnist({ inputs, inputShape, labels, size }: Examples): {
  images: Uint8Array;
  labels: Uint8Array;
} {
  const [height, width] = inputShape;
  return {
    images: encodeIdx({ values: inputs, shape: [size, height, width] }),
    labels: encodeIdx({ values: Uint8Array.from(labels), shape: [size] }),
  };
}

function mnistPart(all: Examples): Drawable {
  return { labels: all.labels, select: (indices) => select(all, indices) };
}
