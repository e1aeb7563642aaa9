import { checkMatrix } from './checks';
import { type ConfusionMatrix, confusionMatrix } from './confusion';

export type ClassMetric = 'precision' | 'recall' | 'f1';

export interface ClassScores {
  /** Share of the examples given this class that belong to it. */
  readonly precision: number;
  /** Share of the examples of this class that were found. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** Number of examples of this class. */
  readonly support: number;
}

/** A metric that has no value for some classes, and so is `zeroDivision` there. */
export interface UndefinedMetric {
  readonly metric: ClassMetric;
  readonly classNames: readonly string[];
  /** The same as an English sentence. */
  readonly message: string;
}

export interface ClassificationReport {
  readonly classes: readonly (ClassScores & { readonly className: string })[];
  readonly accuracy: number;
  /** Each class counts the same. Its support is the number of examples. */
  readonly macroAverage: ClassScores;
  /** Each class counts by its support. */
  readonly weightedAverage: ClassScores;
  /** What is undefined here, each metric once; empty where all is defined. */
  readonly warnings: readonly UndefinedMetric[];
}

export interface ReportOptions {
  /** What stands for a metric that divides by zero, such as the precision of a class never predicted; default 0. */
  zeroDivision?: 0 | 1;
}

/**
 * Precision, recall, F1 and support of each class, accuracy, macro and weighted averages: scikit-learn's
 * `classification_report` with all classes listed, also those that do not occur.
 *
 * @throws RangeError where lengths differ, nothing is given, or a label has no class name.
 */
export function classificationReport(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  classNames: readonly string[],
  options: ReportOptions = {},
): ClassificationReport {
  return reportFromMatrix(confusionMatrix(yTrue, yPred, classNames.length), classNames, options);
}

/** The same from a confusion matrix, rows true. @throws RangeError where it is no square matrix of counts. */
export function reportFromMatrix(
  matrix: ConfusionMatrix,
  classNames: readonly string[],
  { zeroDivision = 0 }: ReportOptions = {},
): ClassificationReport {
  checkMatrix(matrix, classNames);
  const undefinedIn: Record<ClassMetric, string[]> = { precision: [], recall: [], f1: [] };
  const classes = classNames.map((className, c) => {
    const ratio = (metric: ClassMetric, numerator: number, denominator: number) => {
      if (denominator > 0) return numerator / denominator;
      undefinedIn[metric].push(className);
      return zeroDivision;
    };
    const hits = matrix[c][c];
    const support = sum(matrix[c]);
    const predicted = sum(matrix.map((row) => row[c]));
    return {
      className,
      precision: ratio('precision', hits, predicted),
      recall: ratio('recall', hits, support),
      f1: ratio('f1', 2 * hits, support + predicted),
      support,
    };
  });
  const size = sum(classes.map(({ support }) => support));
  const average = (weight: (scores: ClassScores) => number): ClassScores => {
    const mean = (metric: ClassMetric) => sum(classes.map((scores) => weight(scores) * scores[metric]));
    return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), support: size };
  };
  return {
    classes,
    accuracy: sum(matrix.map((row, c) => row[c])) / size,
    macroAverage: average(() => 1 / classes.length),
    weightedAverage: average(({ support }) => support / size),
    warnings: (Object.keys(undefinedIn) as ClassMetric[])
      .filter((metric) => undefinedIn[metric].length > 0)
      .map((metric) => describe(metric, undefinedIn[metric], zeroDivision)),
  };
}

const WHY: Record<ClassMetric, string> = {
  precision: 'never predicted',
  recall: 'without examples',
  f1: 'without examples and never predicted',
};

function describe(metric: ClassMetric, classNames: string[], zeroDivision: number): UndefinedMetric {
  const message = `The ${metric} of ${classNames.join(', ')} is undefined (${WHY[metric]}) and given as ${zeroDivision}.`;
  return { metric, classNames, message };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
