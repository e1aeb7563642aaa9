import fs from 'node:fs';
import path from 'node:path';
import { stratifiedGroupKFold } from '../data/group-k-fold';
import { readJson, writeFileAtomic } from '../data/storage/files';
import { UserError } from '../errors';
import { classificationReport, confusionMatrix, type Interval, wilsonInterval } from '../metrics';
import { spread } from './cross-validation';
import { independentAnswers } from './independent-answers';

/** One fold: rows to learn from, and rows to be asked about once. */
export interface Fold {
  /** From 1. */
  readonly number: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface FoldOptions {
  /** [examples], class indices. */
  readonly labels: ArrayLike<number>;
  /** [examples]: windows of a recording, copies of a clip; they stay in one fold. Undefined is a group of its own. */
  readonly groups: readonly (string | undefined)[];
  /** [examples]: the authors' own folds, from 1; taken where every example has one. */
  readonly folds?: readonly (number | undefined)[];
  /** Folds to draw, stratified, where the authors have none; default 5. */
  readonly k?: number;
  /** Default 42. */
  readonly seed?: number;
}

export interface CrossValidationOptions extends FoldOptions {
  readonly classNames: readonly string[];
  /** Learns from the one part, and answers the other: probabilities, row-major [test rows, classes]. */
  answer(fold: Fold): Promise<Float32Array>;
  /** Where each fold's answers are kept: what is there is not trained again, by whichever process. */
  readonly folder?: string;
  /** Stands for data, model and settings: answers that were kept of another are made anew. */
  readonly fingerprint?: string;
  /** Folds to train here, by number; default all. The others' answers may come from other processes. */
  readonly only?: readonly number[];
  readonly onFold?: (score: FoldScore) => void;
}

/** Of one fold, each group counted once. */
export interface FoldScore {
  readonly fold: number;
  /** Examples that were asked about, and groups that they make. */
  readonly examples: number;
  readonly size: number;
  readonly accuracy: number;
  readonly macroF1: number;
}

export interface CrossValidation {
  readonly folds: readonly FoldScore[];
  /** Folds that were not trained, here or elsewhere. */
  readonly missing: readonly number[];
  /** Means of the folds, and their standard deviations (n - 1). */
  readonly accuracy: { readonly mean: number; readonly deviation: number };
  readonly macroF1: { readonly mean: number; readonly deviation: number };
  /** Of all groups together: share answered right, and Wilson's 95 % interval of it. */
  readonly pooled: { readonly accuracy: number; readonly interval: Interval; readonly size: number };
  /** Of all groups together, rows true. */
  readonly matrix: number[][];
}

/**
 * The folds of a collection: its authors' own, or `k` stratified ones that part no group.
 * @throws UserError where there are fewer groups than folds, or the authors parted a group.
 */
export function crossValidationFolds({ labels, groups, folds, k = 5, seed = 42 }: FoldOptions): Fold[] {
  if (folds === undefined || folds.length === 0 || folds.some((fold) => fold === undefined)) {
    return stratifiedGroupKFold(labels, groups, { k, seed }).map((fold, i) => ({ number: i + 1, ...fold }));
  }
  const foldOf = new Map<string, number>();
  groups.forEach((group, i) => {
    if (group === undefined) return;
    const known = foldOf.get(group) ?? folds[i]!;
    foldOf.set(group, known);
    if (known !== folds[i]) {
      throw new UserError(`group ${group} is in the folds ${known} and ${folds[i]}; put it into one of them.`);
    }
  });
  const all = Int32Array.from(folds, (_, i) => i);
  const numbers = [...new Set(folds as number[])].sort((a, b) => a - b);
  if (numbers.length < 2) throw new UserError(`there is fold ${numbers[0]} alone; a cross-validation has two or more.`);
  return numbers.map((number) => ({
    number,
    train: all.filter((i) => folds[i] !== number),
    test: all.filter((i) => folds[i] === number),
  }));
}

/**
 * Each fold in turn is left out of the training and asked about once. What knows nothing of pictures or sounds: `answer`
 * trains. Interrupted, it goes on with the fold it was at; several processes may share a folder, each with its own
 * folds (`only`).
 *
 * ```ts
 * const { accuracy } = await crossValidate({ labels, groups, classNames, answer: async ({ train, test }) => ... });
 * ```
 */
export async function crossValidate(options: CrossValidationOptions): Promise<CrossValidation> {
  const { labels, groups, classNames, only, onFold } = options;
  const folds = crossValidationFolds(options);
  const numbers = folds.map(({ number }) => number);
  const unknown = only?.find((number) => !numbers.includes(number));
  if (unknown !== undefined) {
    throw new UserError(`there is no fold ${unknown}; the folds are ${numbers.join(', ')}.`);
  }
  const answered: { readonly fold: Fold; readonly probabilities: Float32Array }[] = [];
  for (const fold of folds) {
    const kept = keptAnswers(options, fold);
    if (kept === undefined && only !== undefined && !only.includes(fold.number)) continue;
    const probabilities = kept ?? (await options.answer(fold));
    if (probabilities.length !== fold.test.length * classNames.length) {
      throw new RangeError(
        `fold ${fold.number}: ${probabilities.length} probabilities for ${fold.test.length} examples of ${classNames.length} classes`,
      );
    }
    if (kept === undefined) keepAnswers(options, fold, probabilities);
    answered.push({ fold, probabilities });
    onFold?.(scoreOf(options, { fold, probabilities }));
  }
  const scores = answered.map((one) => scoreOf(options, one));
  const rows = answered.flatMap(({ fold }) => Array.from(fold.test));
  const { labels: yTrue, predicted } = independentAnswers(
    rows.map((row) => labels[row]),
    rows.map((row) => groups[row]),
    Float32Array.from(answered.flatMap(({ probabilities }) => Array.from(probabilities))),
  );
  const right = yTrue.filter((label, i) => label === predicted[i]).length;
  return {
    folds: scores,
    missing: numbers.filter((number) => !answered.some(({ fold }) => fold.number === number)),
    accuracy: spread(scores.map(({ accuracy }) => accuracy)),
    macroF1: spread(scores.map(({ macroF1 }) => macroF1)),
    pooled: { accuracy: right / yTrue.length, interval: wilsonInterval(right, yTrue.length), size: yTrue.length },
    matrix: confusionMatrix(yTrue, predicted, classNames.length),
  };
}

function scoreOf(
  { labels, groups, classNames }: CrossValidationOptions,
  { fold, probabilities }: { readonly fold: Fold; readonly probabilities: Float32Array },
): FoldScore {
  const rows = Array.from(fold.test);
  const answers = independentAnswers(
    rows.map((row) => labels[row]),
    rows.map((row) => groups[row]),
    probabilities,
  );
  const { accuracy, macroAverage } = classificationReport(answers.labels, answers.predicted, classNames);
  return {
    fold: fold.number,
    examples: rows.length,
    size: answers.labels.length,
    accuracy,
    macroF1: macroAverage.f1,
  };
}

interface KeptFold {
  readonly fold: number;
  readonly fingerprint: string;
  readonly rows: readonly number[];
  readonly probabilities: readonly number[];
}

const foldFile = (folder: string, { number }: Fold) => path.join(folder, `fold-${number}.json`);

function keptAnswers({ folder, fingerprint = '' }: CrossValidationOptions, fold: Fold): Float32Array | undefined {
  if (folder === undefined || !fs.existsSync(foldFile(folder, fold))) return undefined;
  const kept = readJson<KeptFold>(foldFile(folder, fold));
  const isOfThis = kept.fingerprint === fingerprint && kept.rows?.join() === fold.test.join();
  return isOfThis ? Float32Array.from(kept.probabilities) : undefined;
}

function keepAnswers({ folder, fingerprint = '' }: CrossValidationOptions, fold: Fold, outputs: Float32Array): void {
  if (folder === undefined) return;
  const kept: KeptFold = {
    fold: fold.number,
    fingerprint,
    rows: Array.from(fold.test),
    probabilities: Array.from(outputs, (value) => Number(value.toPrecision(7))),
  };
  writeFileAtomic(foldFile(folder, fold), `${JSON.stringify(kept)}\n`);
}
