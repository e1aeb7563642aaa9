/** A file of a collection, with what ties it to others. */
export interface Grouped {
  readonly file: string;
  readonly group?: string;
}

/**
 * Makes one group of groups that share a file's content: what belongs together by its group, by its bytes, or by a
 * chain of both, must not stand on two sides of a split.
 * @param twins sets of places in the list whose files hold the same bytes.
 * @returns the group of each file; undefined for one that is tied to no other.
 */
export function joinGroups(files: readonly Grouped[], twins: readonly (readonly number[])[]): (string | undefined)[] {
  const names = files.map(({ file, group }) => group ?? file);
  const joined = new Map<string, string>();
  const headOf = (name: string): string => {
    let head = name;
    for (let next = joined.get(head); next !== undefined; next = joined.get(head)) head = next;
    return head;
  };
  for (const [first, ...others] of twins) {
    for (const other of others) {
      const [head, tail] = [headOf(names[first]), headOf(names[other])];
      if (head !== tail) joined.set(tail, head);
    }
  }
  const tied = new Set(twins.flat());
  return files.map(({ group }, i) => (group === undefined && !tied.has(i) ? undefined : headOf(names[i])));
}
