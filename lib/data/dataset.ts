import { type Image, image } from './images/image';
import type { PartName } from './part-words';

/** Bytes (images: training scales a batch at a time to [0, 1]) or float32 (features: fed as they are). */
export type InputArray = Uint8Array | Float32Array;

/** One part of a data set; its inputs are in memory once. */
export interface Examples<Inputs extends InputArray = Uint8Array> {
  /** Row-major [size, ...inputShape]. */
  readonly inputs: Inputs;
  /** Shape of one input; images: [height, width, channels]. */
  readonly inputShape: readonly number[];
  /** [size], class indices. */
  readonly labels: Int32Array;
  readonly size: number;
  /** The part of a data set that they are, where they are one: an error about them names it. */
  readonly part?: PartName;
}

/** Where the bytes of a data set come from: shown beside every figure and written in every result. */
export interface Provenance {
  readonly name: string;
  /** The full set, the small one tracked in data/samples, the reader's own files, or no file: drawn from a seed. */
  readonly source: 'sample' | 'full' | 'own' | 'drawn';
  /** The images once went through a lossy JPEG, so they are slightly degraded. */
  readonly encoding?: 'jpeg';
  readonly licence: string;
  readonly citation: string;
  /** SHA-256, in hexadecimal, of the decompressed files read, one after the other: train before test, images before labels. */
  readonly checksum: string;
  readonly note?: string;
}

/** Validation examples come out of the training set; the test set is to be touched once. */
export interface Dataset<Inputs extends InputArray = Uint8Array> {
  readonly train: Examples<Inputs>;
  readonly validation: Examples<Inputs>;
  readonly test: Examples<Inputs>;
  /** A label is an index into these names. */
  readonly classNames: readonly string[];
  readonly provenance: Provenance;
}

/** The parts, each told which it is. */
export function inParts<Inputs extends InputArray>(
  parts: Readonly<Record<PartName, Examples<Inputs>>>,
): Pick<Dataset<Inputs>, PartName> {
  const { train, validation, test } = parts;
  return {
    train: { ...train, part: 'train' },
    validation: { ...validation, part: 'validation' },
    test: { ...test, part: 'test' },
  };
}

/** A provenance that says more: notes are joined by semicolons. */
export function withNotes(provenance: Provenance, notes: readonly string[]): Provenance {
  const all = [...(provenance.note === undefined ? [] : [provenance.note]), ...notes];
  return all.length === 0 ? provenance : { ...provenance, note: all.join('; ') };
}

/** Examples from inputs and labels. @throws RangeError where their sizes disagree. */
export function examples<Inputs extends InputArray>(
  inputs: Inputs,
  inputShape: readonly number[],
  labels: Int32Array,
): Examples<Inputs> {
  const length = rowLength(inputShape);
  if (inputs.length !== labels.length * length) {
    throw new RangeError(
      `${labels.length} examples of shape [${inputShape.join(', ')}] have ${labels.length * length} values, not ${inputs.length}`,
    );
  }
  return { inputs, inputShape, labels, size: labels.length };
}

/** Copies the rows at `indices`, in that order; an index may come more than once. @throws RangeError outside 0..size-1. */
export function select<Inputs extends InputArray>(
  examples: Examples<Inputs>,
  indices: ArrayLike<number>,
): Examples<Inputs> {
  const { inputShape, size } = examples;
  const length = rowLength(inputShape);
  const inputs = emptyLike(examples.inputs, indices.length * length);
  const labels = new Int32Array(indices.length);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row];
    checkIndex(index, size);
    inputs.set(examples.inputs.subarray(index * length, (index + 1) * length), row * length);
    labels[row] = examples.labels[index];
  }
  return { ...examples, inputs, labels, size: indices.length };
}

/** The first `count` examples (all of them where there are fewer), sharing memory with the original. */
export function take<Inputs extends InputArray>(examples: Examples<Inputs>, count: number): Examples<Inputs> {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`take: ${count} is no count of examples`);
  const size = Math.min(count, examples.size);
  const inputs = examples.inputs.subarray(0, size * rowLength(examples.inputShape)) as Inputs;
  return { ...examples, inputs, labels: examples.labels.subarray(0, size), size };
}

/** One example as an image, sharing memory with the examples. @throws RangeError where the inputs are no images. */
export function imageAt(examples: Examples, index: number): Image {
  const [height, width, channels] = examples.inputShape;
  if (examples.inputShape.length !== 3 || (channels !== 1 && channels !== 3)) {
    throw new RangeError(`inputs of shape [${examples.inputShape.join(', ')}] are no images [height, width, 1 or 3]`);
  }
  checkIndex(index, examples.size);
  const length = height * width * channels;
  return image(examples.inputs.subarray(index * length, (index + 1) * length), height, width, channels);
}

/** An array of the same kind, of another length. */
export function emptyLike<Inputs extends InputArray>(array: Inputs, length: number): Inputs {
  return (array instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length)) as Inputs;
}

function rowLength(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function checkIndex(index: number, size: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`there is no example ${index}: ${size} examples are numbered 0 to ${size - 1}`);
  }
}
