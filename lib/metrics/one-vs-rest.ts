import { type AucInterval, rocAucInterval } from './auc-interval';
import { checkLabels, checkRows } from './checks';
import { averagePrecisionScore, type PrecisionRecallCurve, precisionRecallCurve } from './precision-recall';
import { type RocCurve, rocCurve } from './roc';

/** How well the probability of one class tells its examples from all others. */
export interface ClassCurves {
  readonly className: string;
  /** Examples of the class. */
  readonly support: number;
  /** Examples of all classes. */
  readonly total: number;
  readonly roc: RocCurve;
  /** Area under the ROC curve, with DeLong's interval. */
  readonly auc: AucInterval;
  readonly precisionRecall: PrecisionRecallCurve;
  readonly averagePrecision: number;
}

export interface OneVsRestOptions {
  readonly classNames: readonly string[];
  /** Of the intervals; default 0.95. */
  readonly confidence?: number;
}

/** The curves of the classes that can be judged, and the names of those that cannot. */
export interface OneVsRest {
  readonly curves: readonly ClassCurves[];
  /** Classes with fewer than two examples, or with fewer than two of all others: no interval can be told. */
  readonly leftOut: readonly { readonly className: string; readonly support: number }[];
}

/**
 * ROC and precision-recall curves of each class against all others.
 *
 * @param yTrue [examples], class indices.
 * @param probabilities row-major [examples, classes], such as the outputs of an evaluation.
 * @throws RangeError where no class can be judged.
 */
export function oneVsRest(
  yTrue: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { classNames, confidence }: OneVsRestOptions,
): OneVsRest {
  const numClasses = classNames.length;
  checkRows('probabilities', probabilities, yTrue.length, numClasses);
  checkLabels('yTrue', yTrue, numClasses);
  const classes = classNames.map((className, label) => ({
    className,
    label,
    support: Array.from(yTrue).filter((own) => own === label).length,
  }));
  const isJudged = ({ support }: { readonly support: number }) => support >= 2 && yTrue.length - support >= 2;
  const leftOut = classes.filter((each) => !isJudged(each)).map(({ className, support }) => ({ className, support }));
  if (leftOut.length === numClasses) {
    const counts = leftOut.map(({ className, support }) => `${className} has ${support}`).join(', ');
    throw new RangeError(`no class can be told from the others: of each two examples are needed, and ${counts}`);
  }
  const curves = classes.filter(isJudged).map(({ className, label, support }) => {
    const isClass = Array.from(yTrue, (own) => Number(own === label));
    const scores = isClass.map((_, example) => probabilities[example * numClasses + label]);
    return {
      className,
      support,
      total: yTrue.length,
      auc: rocAucInterval(isClass, scores, { confidence }),
      roc: rocCurve(isClass, scores),
      precisionRecall: precisionRecallCurve(isClass, scores),
      averagePrecision: averagePrecisionScore(isClass, scores),
    };
  });
  return { curves, leftOut };
}
