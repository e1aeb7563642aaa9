/** How many names a sentence lists; the others are counted. */
const MOST = 5;

/** "a, b and c": names in a sentence, or the first of them and a count of the others. */
export function nameSome(names: readonly string[]): string {
  const others = names.length - MOST;
  if (others > 1) return `${names.slice(0, MOST).join(', ')} and ${others} others`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** "1 hidden folder", "4 hidden folders". */
export function countOf(count: number, [one, many]: readonly [one: string, many: string]): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "2 hidden folders (a and b), 1 .txt file (c.txt)": names by their reason, in the order in which reasons come. */
export function nameByReason(
  items: readonly { readonly reason: readonly [one: string, many: string]; readonly name: string }[],
): string {
  const byReason = new Map<string, { reason: readonly [string, string]; names: string[] }>();
  for (const { reason, name } of items) {
    const known = byReason.get(reason[0]) ?? { reason, names: [] };
    known.names.push(name);
    byReason.set(reason[0], known);
  }
  return [...byReason.values()]
    .map(({ reason, names }) => `${countOf(names.length, reason)} (${nameSome(names)})`)
    .join(', ');
}
