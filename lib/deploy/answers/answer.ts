import type { DeployedModel } from '../deployed-model';

/** The answer where no class reaches its threshold. */
export const UNKNOWN = 'unknown_species';

/** What a model says of a picture, of a segment, or of a whole recording. */
export interface Answer {
  /** The classes that are given as an answer; one of them where classes exclude one another; else `unknown_species`. */
  readonly labels: readonly string[];
  /** Of each label; of `unknown_species`, that of the likeliest class. */
  readonly scores: readonly number[];
  /** In the order of the model's classes. */
  readonly probabilities: readonly number[];
}

/** Of classes that do not exclude one another, this is enough where the card has no threshold. */
const HALF = 0.5;

/** The answer to one example. @param probabilities of the model's classes. */
export function answerOf(
  { classNames, facts, exclusive }: Pick<DeployedModel, 'classNames' | 'facts' | 'exclusive'>,
  probabilities: ArrayLike<number>,
): Answer {
  const all = Array.from(probabilities);
  const likeliest = all.indexOf(Math.max(...all));
  const reaches = (i: number) => all[i] >= (facts.thresholds?.[classNames[i]] ?? (exclusive ? 0 : HALF));
  const given = exclusive ? [likeliest].filter(reaches) : all.map((_, i) => i).filter(reaches);
  return {
    labels: given.length === 0 ? [UNKNOWN] : given.map((i) => classNames[i]),
    scores: given.length === 0 ? [all[likeliest]] : given.map((i) => all[i]),
    probabilities: all,
  };
}

/** The mean of several rows, [classes]: what is said of a recording as a whole is the mean over its segments. */
export function meanProbabilities(rows: readonly (readonly number[])[]): number[] {
  return rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
}
