import { independentAnswers } from '../experiments/independent-answers';
import {
  bootstrapInterval,
  type ClassCurves,
  type ClassificationReport,
  classificationReport,
  confusionMatrix,
  type Interval,
  oneVsRest,
  wilsonInterval,
} from '../metrics';

/** How well a model answers; of examples that share a group, together one is counted. */
export interface Judgement {
  /** Independent examples, and examples that they are made of. */
  readonly size: number;
  readonly examples: number;
  /** With Wilson's 95 % interval. */
  readonly accuracy: Interval & { readonly value: number };
  /** With a bootstrap's 95 % interval. */
  readonly macroF1: Interval & { readonly value: number };
  readonly report: ClassificationReport;
  /** Rows true, columns predicted. */
  readonly matrix: number[][];
  /** Of the classes that can be told from the others: two examples on either side are needed. */
  readonly curves: readonly ClassCurves[];
  /** By independent example. */
  readonly right: readonly boolean[];
}

export interface Judged {
  /** [examples] */
  readonly labels: ArrayLike<number>;
  /** [examples]: what shares a recording; undefined is a group of its own. */
  readonly groups: readonly (string | undefined)[];
  /** Row-major [examples, classes]. */
  readonly probabilities: Float32Array;
  readonly classNames: readonly string[];
}

/** Judges answers to test examples. @throws RangeError where there are none. */
export function judge({ labels, groups, probabilities, classNames }: Judged): Judgement {
  const answers = independentAnswers(labels, groups, probabilities);
  const { labels: yTrue, predicted } = answers;
  const right = yTrue.map((label, i) => label === predicted[i]);
  const hits = right.filter(Boolean).length;
  const report = classificationReport(yTrue, predicted, classNames);
  const f1Of = (indices: Int32Array) => {
    const at = (values: readonly number[]) => Array.from(indices, (i) => values[i]);
    return classificationReport(at(yTrue), at(predicted), classNames).macroAverage.f1;
  };
  return {
    size: yTrue.length,
    examples: labels.length,
    accuracy: { value: report.accuracy, ...wilsonInterval(hits, yTrue.length) },
    macroF1: { value: report.macroAverage.f1, ...bootstrapInterval(yTrue.length, f1Of, { seed: 1 }) },
    report,
    matrix: confusionMatrix(yTrue, predicted, classNames.length),
    curves: curvesOf(answers.labels, answers.probabilities, classNames),
    right,
  };
}

function curvesOf(labels: readonly number[], probabilities: Float32Array, classNames: readonly string[]) {
  const canBeJudged = classNames.some((_, label) => {
    const support = labels.filter((own) => own === label).length;
    return support >= 2 && labels.length - support >= 2;
  });
  return canBeJudged ? oneVsRest(labels, probabilities, { classNames }).curves : [];
}
