import { checkLabels, checkRows } from './checks';

export interface ErrorCase {
  readonly example: number;
  readonly predicted: number;
  /** Probability given to the wrong class. */
  readonly confidence: number;
}

/** The wrong answers that were given with most confidence, highest first. @param probabilities [examples, classes] */
export function worstErrors(
  yTrue: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { numClasses, limit = 12 }: { readonly numClasses: number; readonly limit?: number },
): ErrorCase[] {
  checkRows('probabilities', probabilities, yTrue.length, numClasses);
  checkLabels('yTrue', yTrue, numClasses);
  const errors = Array.from({ length: yTrue.length }, (_, example): ErrorCase => {
    let predicted = 0;
    const at = (label: number) => probabilities[example * numClasses + label];
    for (let label = 1; label < numClasses; label++) if (at(label) > at(predicted)) predicted = label;
    return { example, predicted, confidence: at(predicted) };
  }).filter(({ example, predicted }) => predicted !== yTrue[example]);
  return errors.sort((a, b) => b.confidence - a.confidence || a.example - b.example).slice(0, limit);
}
