/** Answers, each of which counts once. */
export interface IndependentAnswers {
  /** Class indices. */
  readonly labels: readonly number[];
  /** Row-major [units, classes]. */
  readonly probabilities: Float32Array;
  readonly predicted: readonly number[];
}

/**
 * Examples of one group (windows of a recording, pictures of a patient, copies of a file) and one class are no
 * independent trials: they count as one, answered by the mean of their probabilities. An interval over them as they
 * are would be too narrow.
 *
 * @param labels [examples]
 * @param groups [examples]; undefined is a group of its own.
 * @param probabilities row-major [examples, classes]
 */
export function independentAnswers(
  labels: ArrayLike<number>,
  groups: readonly (string | undefined)[],
  probabilities: Float32Array,
): IndependentAnswers {
  const width = probabilities.length / labels.length;
  const members = new Map<string, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const unit = groups[i] === undefined ? `example ${i}` : `group ${labels[i]} ${groups[i]}`;
    members.set(unit, [...(members.get(unit) ?? []), i]);
  }
  const units = [...members.values()];
  const means = new Float32Array(units.length * width);
  units.forEach((rows, unit) => {
    for (const row of rows) {
      for (let i = 0; i < width; i++) means[unit * width + i] += probabilities[row * width + i] / rows.length;
    }
  });
  return {
    labels: units.map(([first]) => labels[first]),
    probabilities: means,
    predicted: units.map((_, unit) => {
      const row = means.subarray(unit * width, (unit + 1) * width);
      return row.indexOf(Math.max(...row));
    }),
  };
}
