import { UserError } from '../errors';
import { createRandom } from '../random';

export interface StratifiedSplitOptions {
  /** How many go into `chosen`. */
  readonly count: number;
  readonly seed: number;
  /** The side that a class of one example goes to; default 'rest', which is what stays for training. */
  readonly whole?: 'chosen' | 'rest';
}

/**
 * Splits indices in two, each class in the same proportion (largest remainders, so `count` is met exactly and each
 * class is within one example of its share). As far as `count` allows, each class of two or more is on both sides, and
 * each at all on the side that is to be whole. Both lists ascend, so the original order stays.
 *
 * @param labels [size], class indices.
 * @returns `chosen` and `rest`: disjoint, together 0..size-1.
 * @throws RangeError unless count is an integer from 0 to size.
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  { count, seed, whole = 'rest' }: StratifiedSplitOptions,
): { chosen: Int32Array; rest: Int32Array } {
  const size = labels.length;
  if (!Number.isInteger(count) || count < 0 || count > size) {
    throw new RangeError(`a split of ${size} examples takes 0 to ${size} of them, not ${count}`);
  }
  const random = createRandom(seed);
  const classes = indicesByClass(labels);
  const counts = shares(
    classes.map((members) => members.length),
    count,
    whole,
  );
  const isChosen = new Uint8Array(size);
  classes.forEach((members, i) => {
    for (const index of random.shuffle(members).slice(0, counts[i])) isChosen[index] = 1;
  });
  const chosen = new Int32Array(count);
  const rest = new Int32Array(size - count);
  for (let index = 0, c = 0, r = 0; index < size; index++) {
    if (isChosen[index]) chosen[c++] = index;
    else rest[r++] = index;
  }
  return { chosen, rest };
}

/**
 * `k` folds for cross-validation: every example is tested once; each class and each fold as a whole are spread over
 * the folds within one example. Indices ascend.
 *
 * @param labels [size], class indices.
 * @throws UserError where k is no integer of at least 2, or a class has fewer than k examples.
 */
export function stratifiedKFold(
  labels: ArrayLike<number>,
  { k, seed }: { k: number; seed: number },
): { train: Int32Array; test: Int32Array }[] {
  if (!Number.isInteger(k) || k < 2) throw new UserError(`k folds: k is an integer of at least 2, not ${k}.`);
  const random = createRandom(seed);
  const foldOf = new Int32Array(labels.length);
  let dealt = 0;
  for (const members of indicesByClass(labels)) {
    if (members.length < k) {
      throw new UserError(
        `${k} folds need ${k} examples of each class, class ${labels[members[0]]} has ${members.length}: take a smaller k.`,
      );
    }
    // Dealt like cards, going on from class to class, so that the folds' sizes differ by one at most.
    for (const index of random.shuffle(members)) foldOf[index] = dealt++ % k;
  }
  const all = Int32Array.from(foldOf, (_, index) => index);
  return Array.from({ length: k }, (_, fold) => ({
    train: all.filter((index) => foldOf[index] !== fold),
    test: all.filter((index) => foldOf[index] === fold),
  }));
}

/** Indices of each class, classes and indices ascending. */
function indicesByClass(labels: ArrayLike<number>): number[][] {
  const classes = new Map<number, number[]>();
  for (let index = 0; index < labels.length; index++) {
    const members = classes.get(labels[index]);
    if (members) members.push(index);
    else classes.set(labels[index], [index]);
  }
  return [...classes.entries()].sort(([a], [b]) => a - b).map(([, members]) => members);
}

/**
 * Shares of `count` in proportion to `sizes`, by largest remainders; ties go to the earlier class. No class is left out
 * of a side that it can be on, as far as `count` allows.
 */
function shares(sizes: readonly number[], count: number, whole: 'chosen' | 'rest'): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const [least, most] = boundsOf(sizes, count, whole);
  const counts = sizes.map((size, i) => Math.min(most[i], Math.max(least[i], Math.floor((size * count) / total))));
  /** How far a class is below its share, in whole numbers. */
  const lack = (i: number) => sizes[i] * count - counts[i] * total;
  let missing = count - sum(counts);
  while (missing !== 0) {
    const step = Math.sign(missing);
    const open = counts.flatMap((n, i) => ((step > 0 ? n < most[i] : n > least[i]) ? [i] : []));
    const next = open.reduce((best, i) => (step * (lack(i) - lack(best)) > 0 ? i : best));
    counts[next] += step;
    missing -= step;
  }
  return counts;
}

/** The fewest and the most that may be chosen of each class. */
function boundsOf(sizes: readonly number[], count: number, whole: 'chosen' | 'rest'): [number[], number[]] {
  const least = sizes.map((size) => (whole === 'chosen' ? 1 : Math.min(1, size - 1)));
  const most = sizes.map((size, i) => Math.max(least[i], size - 1));
  return [sum(least) > count ? sizes.map(() => 0) : least, sum(most) < count ? [...sizes] : most];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** `count` different indices below `size`, in random order, the same for the same seed. @throws RangeError where size is smaller. */
export function randomIndices(size: number, { count, seed }: { count: number; seed: number }): number[] {
  if (count > size) throw new RangeError(`there are ${size} examples, ${count} different ones cannot be drawn`);
  const indices = Array.from({ length: size }, (_, i) => i);
  return createRandom(seed).shuffle(indices).slice(0, count);
}
