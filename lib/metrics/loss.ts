import { checkFinite, checkLabels, checkLengths, checkRows } from './checks';

/** Mean of the squared differences; several values an example are given one after the other. */
export function meanSquaredError(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  checkLengths({ name: 'yTrue', length: yTrue.length }, { name: 'yPred', length: yPred.length });
  checkFinite('yTrue', yTrue);
  checkFinite('yPred', yPred);
  let total = 0;
  for (let i = 0; i < yTrue.length; i++) total += (yTrue[i] - yPred[i]) ** 2;
  return total / yTrue.length;
}

/** How far from 1 the probabilities of an example may sum: 32-bit rounding over a thousand classes stays well below. */
const SUM_TOLERANCE = 1e-3;

/**
 * Mean cross-entropy in nats: minus the logarithm of the probability given to the true class. Chance among n classes
 * gives ln n. Probabilities are kept from 0 by the precision of their type, as in scikit-learn.
 *
 * @param probabilities row-major [examples, numClasses].
 * @throws RangeError where a row does not sum to 1: these are logits.
 */
export function logLoss(yTrue: ArrayLike<number>, probabilities: ArrayLike<number>, numClasses: number): number {
  checkRows('probabilities', probabilities, yTrue.length, numClasses);
  checkLabels('yTrue', yTrue, numClasses);
  const epsilon = probabilities instanceof Float32Array ? 2 ** -23 : Number.EPSILON;
  let total = 0;
  for (let i = 0; i < yTrue.length; i++) {
    let sum = 0;
    for (let c = 0; c < numClasses; c++) sum += probabilities[i * numClasses + c];
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new RangeError(
        `the probabilities of example ${i} sum to ${sum.toPrecision(4)}, not 1: pass the softmax, not logits`,
      );
    }
    const probability = probabilities[i * numClasses + yTrue[i]];
    total -= Math.log(Math.min(Math.max(probability, epsilon), 1 - epsilon));
  }
  return total / yTrue.length;
}
