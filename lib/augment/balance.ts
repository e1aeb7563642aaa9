import { type Examples, emptyLike, examples, type InputArray, select } from '../data/dataset';
import { createRandom } from '../random';
import type { Augment } from './augment';
import { syntheticImages } from './synthetic-images';

/** Number of examples of each class, by label. */
export function classCounts(labels: ArrayLike<number>, numClasses: number): number[] {
  const counts = new Array<number>(numClasses).fill(0);
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] in counts)) throw new RangeError(`labels[${i}] is ${labels[i]}: there are ${numClasses} classes`);
    counts[labels[i]]++;
  }
  return counts;
}

/**
 * Weights for the loss by which each class counts the same in sum: examples / (classes * examples of the class), so
 * that their mean over the examples is 1 (scikit-learn's 'balanced'). Three of one and one of another: 2/3 and 2.
 * @throws RangeError where a class has no example.
 */
export function balancedClassWeights(labels: ArrayLike<number>, numClasses: number): number[] {
  return classCounts(labels, numClasses).map((count, label) => {
    if (count === 0) throw new RangeError(`class ${label} has no example: no weight can balance it`);
    return labels.length / (numClasses * count);
  });
}

/** Repeats examples of the smaller classes, in turn, until each class has as many as the largest. Mixed by the seed. */
export function overSample<Inputs extends InputArray>(
  all: Examples<Inputs>,
  { seed }: { readonly seed: number },
): Examples<Inputs> {
  const random = createRandom(seed);
  const classes = rowsByClass(all.labels).map((rows) => random.shuffle(rows));
  const largest = Math.max(...classes.map((rows) => rows.length));
  const rows = classes.flatMap((own) => Array.from({ length: largest }, (_, i) => own[i % own.length]));
  return select(all, random.shuffle(rows));
}

/** Draws as many examples of each class as the smallest has; the others are left out. Mixed by the seed. */
export function underSample<Inputs extends InputArray>(
  all: Examples<Inputs>,
  { seed }: { readonly seed: number },
): Examples<Inputs> {
  const random = createRandom(seed);
  const classes = rowsByClass(all.labels).map((rows) => random.shuffle(rows));
  const smallest = Math.min(...classes.map((rows) => rows.length));
  return select(all, random.shuffle(classes.flatMap((rows) => rows.slice(0, smallest))));
}

/**
 * Adds synthetic pictures to the smaller classes until each class has as many as the largest: copies of their own
 * pictures, each changed by `augment`. Mixed by the seed.
 */
export function addSynthetic(
  all: Examples,
  { augment, seed }: { readonly augment: Augment; readonly seed: number },
): Examples {
  const classes = rowsByClass(all.labels);
  const largest = Math.max(...classes.map((rows) => rows.length));
  const length = all.inputs.length / all.size;
  const total = largest * classes.length;
  const inputs = emptyLike(all.inputs, total * length);
  const labels = new Int32Array(total);
  inputs.set(all.inputs);
  labels.set(all.labels);
  let next = all.size;
  for (const rows of classes) {
    if (rows.length === largest) continue;
    const source = syntheticImages(select(all, rows), { augment, seed });
    for (let missing = largest - rows.length; missing > 0; missing--, next++) {
      const { image, label } = source.next().value;
      inputs.set(image.pixels, next * length);
      labels[next] = label;
    }
  }
  const together = examples(inputs, all.inputShape, labels);
  return select(together, createRandom(seed).shuffle(Array.from({ length: total }, (_, i) => i)));
}

/** Rows of each class that occurs, classes ascending. @throws RangeError where there are no examples. */
function rowsByClass(labels: Int32Array): number[][] {
  if (labels.length === 0) throw new RangeError('there are no examples to balance');
  const classes = new Map<number, number[]>();
  labels.forEach((label, row) => {
    const rows = classes.get(label);
    if (rows) rows.push(row);
    else classes.set(label, [row]);
  });
  return [...classes.entries()].sort(([a], [b]) => a - b).map(([, rows]) => rows);
}
