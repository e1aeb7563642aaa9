/** @throws RangeError where two arrays that belong together differ in length, or are empty. */
export function checkLengths(a: { name: string; length: number }, b: { name: string; length: number }): void {
  if (a.length !== b.length) {
    throw new RangeError(`${a.name} has ${a.length} values, ${b.name} has ${b.length}: each example needs one of both`);
  }
  if (a.length === 0) throw new RangeError(`${a.name} and ${b.name} are empty: a metric needs at least one example`);
}

/** @throws RangeError where a label is no integer from 0 to numClasses - 1. */
export function checkLabels(name: string, labels: ArrayLike<number>, numClasses: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!(Number.isInteger(label) && label >= 0 && label < numClasses)) {
      throw new RangeError(`${name}[${i}] is ${label}: a label of ${numClasses} classes is 0 to ${numClasses - 1}`);
    }
  }
}

/** @throws RangeError where a value is NaN or infinite: a model that diverged gives such. */
export function checkFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new RangeError(`${name}[${i}] is ${values[i]}: every value must be finite`);
  }
}

/** @throws RangeError unless `value` is an integer of at least `least`. */
export function checkCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} is ${value}: it must be a whole number of at least ${least}`);
  }
}

/** @throws RangeError where values are not one finite row of `numClasses` for each example. */
export function checkRows(name: string, values: ArrayLike<number>, numRows: number, numClasses: number): void {
  checkCount('numClasses', numClasses, 2);
  if (numRows === 0) throw new RangeError('there are no examples: a metric needs at least one');
  if (values.length !== numRows * numClasses) {
    throw new RangeError(
      `${name} has ${values.length} values: ${numRows} examples of ${numClasses} classes need ${numRows * numClasses}`,
    );
  }
  checkFinite(name, values);
}

/** Number of classes that occur: the largest label + 1. */
export function countClasses(...labels: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const array of labels) {
    for (let i = 0; i < array.length; i++) if (array[i] > largest) largest = array[i];
  }
  return Math.floor(largest) + 1;
}

/** @throws RangeError unless the matrix is square, of counts, with one name a class, and counts at least one example. */
export function checkMatrix(matrix: readonly (readonly number[])[], classNames: readonly string[]): void {
  if (matrix.length !== classNames.length) {
    throw new RangeError(`the matrix has ${matrix.length} rows, there are ${classNames.length} class names: one a row`);
  }
  let total = 0;
  matrix.forEach((row, t) => {
    if (row.length !== matrix.length) {
      throw new RangeError(`row ${t} of the matrix has ${row.length} columns, not ${matrix.length}: it must be square`);
    }
    row.forEach((count, p) => {
      checkCount(`matrix[${t}][${p}]`, count, 0);
      total += count;
    });
  });
  if (total === 0) throw new RangeError('the confusion matrix is empty: a metric needs at least one example');
}
