import { UserError } from '../errors';
import {
  type ClassificationReport,
  classificationReport,
  confusionMatrix,
  type Interval,
  type McnemarResult,
  mcnemarTest,
  wilsonInterval,
} from '../metrics';
import type { Asked, FoldFile } from './fold-file';

/** All folds of a cross-validation together: each clip was tested once, by the model that had not learnt from its fold. */
export interface PooledAnswers {
  readonly experiment: string;
  readonly classNames: readonly string[];
  /** By fold. */
  readonly accuracies: readonly number[];
  /** Mean of the folds and their standard deviation (n - 1); 0 where there is one fold. */
  readonly mean: number;
  readonly deviation: number;
  /** Share of all clips that were answered right. */
  readonly accuracy: number;
  /** Wilson's 95 % interval of it. */
  readonly interval: Interval;
  readonly names: readonly string[];
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  /** Rows true, columns predicted. */
  readonly matrix: number[][];
  readonly report: ClassificationReport;
}

/**
 * Pools the answers of folds.
 * @param asked in which way; default the main test.
 * @throws UserError where there is no fold, a fold was not asked so, or a clip is in two folds.
 */
export function poolFolds(folds: readonly FoldFile[], asked: Asked = 'main'): PooledAnswers {
  if (folds.length === 0) throw new UserError('there are no folds to pool; train some: see tools/train-sound.ts.');
  const answers = folds.map(({ answers, experiment, fold }) => {
    const found = answers[asked];
    if (found === undefined) {
      throw new UserError(`fold ${fold} of ${experiment} was not asked about "${asked}"; choose another variant.`);
    }
    return found;
  });
  return poolAnswers(
    folds[0],
    folds.map(({ names, labels }, i) => ({ names, labels, ...answers[i] })),
  );
}

/** What was answered to the clips of one fold. */
export interface AnsweredFold {
  readonly names: readonly string[];
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  readonly accuracy: number;
}

/** Pools what one system answered to the clips of several folds. @throws UserError where a clip is in two folds. */
export function poolAnswers(
  { experiment, classNames }: Pick<PooledAnswers, 'experiment' | 'classNames'>,
  answers: readonly AnsweredFold[],
): PooledAnswers {
  const names = answers.flatMap((fold) => fold.names);
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    throw new UserError(`${experiment}: ${twice} is in two folds; the folds of a corpus share no clip.`);
  }
  const labels = answers.flatMap((fold) => fold.labels);
  const predicted = answers.flatMap((answer) => answer.predicted);
  const right = labels.filter((label, i) => label === predicted[i]).length;
  const accuracies = answers.map(({ accuracy }) => accuracy);
  return {
    experiment,
    classNames,
    accuracies,
    ...spread(accuracies),
    accuracy: right / labels.length,
    interval: wilsonInterval(right, labels.length),
    names,
    labels,
    predicted,
    matrix: confusionMatrix(labels, predicted, classNames.length),
    report: classificationReport(labels, predicted, classNames),
  };
}

/** Mean and standard deviation (n - 1) of values: 1, 2 and 3 give 2 and 1. One value has no deviation: 0. */
export function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

export interface ComparedAnswers extends McnemarResult {
  /** Clips that both were asked. */
  readonly clips: number;
  /** Accuracy of the second less that of the first, on these. */
  readonly gain: number;
}

/**
 * Do two systems differ on the clips that both were asked? They are paired by name, whatever their order.
 * @throws UserError where they share no clip, or a clip has another label there.
 */
export function compareAnswers(first: PooledAnswers, second: PooledAnswers): ComparedAnswers {
  const places = new Map(second.names.map((name, place) => [name, place]));
  const pairs = first.names.flatMap((name, i) => {
    const j = places.get(name);
    return j === undefined ? [] : [{ name, i, j }];
  });
  if (pairs.length === 0) {
    throw new UserError(`${first.experiment} and ${second.experiment} share no clip: they are of different corpora.`);
  }
  const odd = pairs.find(({ i, j }) => first.labels[i] !== second.labels[j]);
  if (odd !== undefined) {
    throw new UserError(`${odd.name} has two labels in ${first.experiment} and ${second.experiment}: train them anew.`);
  }
  const rightIn = ({ labels, predicted }: PooledAnswers, places: number[]) =>
    places.map((place) => labels[place] === predicted[place]);
  const result = mcnemarTest(
    rightIn(
      first,
      pairs.map(({ i }) => i),
    ),
    rightIn(
      second,
      pairs.map(({ j }) => j),
    ),
  );
  return { ...result, clips: pairs.length, gain: (result.onlySecond - result.onlyFirst) / pairs.length };
}
