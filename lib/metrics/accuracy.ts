import { checkCount, checkLabels, checkLengths, checkRows, countClasses } from './checks';
import { confusionMatrix } from './confusion';

/** Share of the examples that are classified rightly, 0 to 1. @throws RangeError where lengths differ or are 0. */
export function accuracyScore(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  checkLengths({ name: 'yTrue', length: yTrue.length }, { name: 'yPred', length: yPred.length });
  let correct = 0;
  for (let i = 0; i < yTrue.length; i++) if (yTrue[i] === yPred[i]) correct++;
  return correct / yTrue.length;
}

/** Mean recall of the classes that occur in yTrue: chance gives 1 / classes, however unequal they are. */
export function balancedAccuracyScore(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  const recalls = confusionMatrix(yTrue, yPred, countClasses(yTrue, yPred)).flatMap((row, c) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return support > 0 ? [row[c] / support] : [];
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

export interface TopKOptions {
  numClasses: number;
  /** Default 5. */
  k?: number;
}

/**
 * Share of the examples whose class is among the k most probable. Of equal scores the higher class index goes first,
 * as in scikit-learn.
 *
 * @param scores probabilities or logits, row-major [examples, numClasses].
 */
export function topKAccuracyScore(
  yTrue: ArrayLike<number>,
  scores: ArrayLike<number>,
  { numClasses, k = 5 }: TopKOptions,
): number {
  checkRows('scores', scores, yTrue.length, numClasses);
  checkLabels('yTrue', yTrue, numClasses);
  checkCount('k', k, 1);
  let hits = 0;
  for (let i = 0; i < yTrue.length; i++) {
    const row = i * numClasses;
    const own = scores[row + yTrue[i]];
    let better = 0;
    for (let c = 0; c < numClasses; c++) {
      if (scores[row + c] > own || (scores[row + c] === own && c > yTrue[i])) better++;
    }
    if (better < k) hits++;
  }
  return hits / yTrue.length;
}
