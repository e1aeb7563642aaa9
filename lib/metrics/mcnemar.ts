import { checkLengths } from './checks';

export interface McnemarResult {
  /** Examples that only the first model got right, and only the second. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Probability of so unequal a split, or a more unequal one, if both models were equally good. */
  readonly pValue: number;
}

/**
 * Do two models differ on the same test examples? (McNemar, 1947.) Examples that both get right, or both get wrong, say
 * nothing; the others are a coin's throws. Exact, by the binomial distribution, for any count.
 * 1 against 6 gives p = 0.125.
 *
 * @param firstCorrect, secondCorrect 1 or true where that model was right, same examples in the same order.
 */
export function mcnemarTest(
  firstCorrect: ArrayLike<number | boolean>,
  secondCorrect: ArrayLike<number | boolean>,
): McnemarResult {
  checkLengths(
    { name: 'firstCorrect', length: firstCorrect.length },
    { name: 'secondCorrect', length: secondCorrect.length },
  );
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < firstCorrect.length; i++) {
    if (firstCorrect[i] && !secondCorrect[i]) onlyFirst++;
    if (secondCorrect[i] && !firstCorrect[i]) onlySecond++;
  }
  const pValue = Math.min(1, 2 * coinTail(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond));
  return { onlyFirst, onlySecond, pValue };
}

/** Probability of at most k heads in n throws: the largest term by logarithms, the others by their ratios to it. */
function coinTail(k: number, n: number): number {
  let logLargest = -n * Math.LN2;
  for (let i = 1; i <= k; i++) logLargest += Math.log((n - k + i) / i);
  let sum = 1;
  for (let i = k, ratio = 1; i > 0; i--) {
    ratio *= i / (n - i + 1);
    sum += ratio;
  }
  return Math.exp(logLargest) * sum;
}
