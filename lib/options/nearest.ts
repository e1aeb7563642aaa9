/** The word most like `wanted`, where one is like it enough to have been meant. */
export function nearest(wanted: string, words: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const word of words) {
    const distance = editDistance(wanted.toLowerCase(), word.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  return best;
}

/** The end of a sentence about a word that is not known: `did you mean mnist?`, or all that are, as `the data sets are ...`. */
export function instead(wanted: string, words: readonly string[], what: string): string {
  const near = nearest(wanted, words);
  return near ? `did you mean ${near}?` : `the ${what} are ${words.join(', ') || 'none'}.`;
}

/** Fewest letters to insert, delete or replace to turn `a` into `b` (Levenshtein, 1966). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}
