import { UserError } from '../errors';
import { checkOptions, integer, object } from '../options';
import { createRandom } from '../random';

const OPTIONS = object({ k: integer({ min: 2 }), seed: integer() });

/**
 * `k` folds for cross-validation in which no group stands on both sides, each class spread as evenly as groups allow:
 * groups are dealt one by one, the most one-sided first, each to the fold where the classes are then spread most evenly
 * (scikit-learn's StratifiedGroupKFold). Indices ascend.
 *
 * @param labels [size], class indices.
 * @param groups [size]; undefined is a group of its own.
 * @throws UserError where an option is out of range, or there are fewer groups than folds.
 */
export function stratifiedGroupKFold(
  labels: ArrayLike<number>,
  groups: readonly (string | undefined)[],
  options: { readonly k: number; readonly seed: number },
): { train: Int32Array; test: Int32Array }[] {
  const { k, seed } = checkOptions('stratifiedGroupKFold', OPTIONS, options);
  if (groups.length !== labels.length) {
    throw new RangeError(`${labels.length} labels, and ${groups.length} groups: give each example one of each`);
  }
  const names = groups.map((group, i) => group ?? `example ${i}`);
  const different = createRandom(seed).shuffle([...new Set(names)]);
  if (different.length < k) {
    throw new UserError(
      `stratifiedGroupKFold: ${k} folds need ${k} groups, there are ${different.length}: take a smaller k.`,
    );
  }
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const counts = new Map(different.map((name) => [name, classes.map(() => 0)]));
  for (let i = 0; i < labels.length; i++) counts.get(names[i])![classes.indexOf(labels[i])]++;
  classes.forEach((label, i) => {
    if ([...counts.values()].filter((group) => group[i] > 0).length > 1) return;
    throw new UserError(
      `stratifiedGroupKFold: class ${label} is in one group alone: where that is tested, it could not be learnt; leave the class out, or give it more groups.`,
    );
  });
  const dealt = dealGroups(
    different.map((name) => counts.get(name)!),
    k,
  );
  const foldOf = new Map(different.map((name, i) => [name, dealt[i]]));
  const all = Int32Array.from({ length: labels.length }, (_, i) => i);
  return Array.from({ length: k }, (_, fold) => ({
    train: all.filter((i) => foldOf.get(names[i]) !== fold),
    test: all.filter((i) => foldOf.get(names[i]) === fold),
  }));
}

/**
 * The fold of each group, as scikit-learn deals them.
 * @param counts [groups][classes], examples.
 */
export function dealGroups(counts: readonly (readonly number[])[], k: number): Int32Array {
  const totals = counts[0].map((_, label) => sum(counts.map((group) => group[label])));
  const folds = Array.from({ length: k }, () => totals.map(() => 0));
  const foldOf = new Int32Array(counts.length);
  const order = counts.map((_, i) => i).sort((a, b) => deviation(counts[b]) - deviation(counts[a]));
  for (const i of order) {
    let [best, bestSpread, bestSize] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    folds.forEach((fold, candidate) => {
      const spread = spreadWith(folds, candidate, counts[i], totals);
      const size = sum(fold);
      // Where spreads differ by little, the smaller fold is the better; NumPy's isclose says what is little.
      const isClose =
        Math.abs(spread - bestSpread) <= 1e-8 + 1e-5 * bestSpread && bestSpread < Number.POSITIVE_INFINITY;
      if (spread < bestSpread || (isClose && size < bestSize)) [best, bestSpread, bestSize] = [candidate, spread, size];
    });
    counts[i].forEach((n, label) => {
      folds[best][label] += n;
    });
    foldOf[i] = best;
  }
  return foldOf;
}

/** How unevenly the classes would be spread over the folds: the mean, over classes, of the deviation of their shares. */
function spreadWith(
  folds: readonly (readonly number[])[],
  chosen: number,
  group: readonly number[],
  totals: readonly number[],
): number {
  const deviations = totals.map((total, label) =>
    deviation(folds.map((fold, i) => (fold[label] + (i === chosen ? group[label] : 0)) / total)),
  );
  return sum(deviations) / deviations.length;
}

function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
