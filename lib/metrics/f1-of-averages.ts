import type { ClassScores } from './report';

/**
 * The harmonic mean of an averaged precision and an averaged recall. It is not the average of the classes' F1: of a
 * class with high precision and low recall this one hardly sees the low recall. A precision of 0.725 and a recall of
 * 0.670 give 0.696, where the mean F1 of the same classes may be 0.624.
 *
 * @param averages macroAverage or weightedAverage of a classification report.
 * @param options zeroDivision is the score where both are 0; default 0.
 */
export function f1OfAverages(
  { precision, recall }: Pick<ClassScores, 'precision' | 'recall'>,
  { zeroDivision = 0 }: { readonly zeroDivision?: number } = {},
): number {
  return precision + recall === 0 ? zeroDivision : (2 * precision * recall) / (precision + recall);
}
