import { type AucInterval, rocAucInterval } from './auc-interval';
import { checkLabels, checkRows } from './checks';
import { averagePrecisionScore, type PrecisionRecallCurve, precisionRecallCurve } from './precision-recall';
import { type RocCurve, rocCurve } from './roc';

/** How well the probability of one class tells its examples from all others. */
export interface ClassCurves {
  readonly className: string;
  /** Examples of the class. */
  readonly support: number;
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

/**
 * ROC and precision-recall curves of each class against all others.
 *
 * @param yTrue [examples], class indices.
 * @param probabilities row-major [examples, classes], such as the outputs of an evaluation.
 * @throws RangeError where a class has fewer than two examples, or all are of one class.
 */
export function oneVsRest(
  yTrue: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { classNames, confidence }: OneVsRestOptions,
): ClassCurves[] {
  const numClasses = classNames.length;
  checkRows('probabilities', probabilities, yTrue.length, numClasses);
  checkLabels('yTrue', yTrue, numClasses);
  return classNames.map((className, label) => {
    const isClass = Array.from(yTrue, (own) => Number(own === label));
    const scores = isClass.map((_, example) => probabilities[example * numClasses + label]);
    return {
      className,
      support: isClass.reduce((sum, own) => sum + own, 0),
      auc: rocAucInterval(isClass, scores, { confidence }),
      roc: rocCurve(isClass, scores),
      precisionRecall: precisionRecallCurve(isClass, scores),
      averagePrecision: averagePrecisionScore(isClass, scores),
    };
  });
}
