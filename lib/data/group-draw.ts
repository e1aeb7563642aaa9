import type { Random } from '../random';

/** What a split must know of an example. */
export interface Grouped {
  readonly label: number;
  /** Examples of one group stay together; one without a group is a group of its own. */
  readonly group?: string;
}

/** Members of one group, and how many of them each class has. */
interface Group {
  readonly members: readonly number[];
  readonly counts: ReadonlyMap<number, number>;
}

/**
 * Draws whole groups until each class has as near its share as groups allow; a group of several classes counts for each
 * of them. Groups of several classes are drawn first, so that those of one can make up for them. The last examples of a
 * class are never drawn.
 * @param from places in `examples` that may be drawn.
 * @returns the places drawn, ascending.
 */
export function drawGroups(
  examples: readonly Grouped[],
  from: readonly number[],
  { share, random }: { share: number; random: Random },
): number[] {
  const groups = groupsOf(examples, from);
  const totals = new Map<number, number>();
  for (const { counts } of groups) for (const [label, n] of counts) totals.set(label, (totals.get(label) ?? 0) + n);
  const missing = new Map([...totals].map(([label, total]) => [label, share * total]));
  const left = new Map(totals);
  const take = ({ counts }: Group): boolean => {
    for (const [label, n] of counts) if (left.get(label) === n) return false;
    for (const [label, n] of counts) {
      left.set(label, left.get(label)! - n);
      missing.set(label, missing.get(label)! - n);
    }
    return true;
  };
  const order = inOrder(groups, random);
  const drawn = order.filter((group) => comesNearer(group, missing, totals) && take(group));
  // Where each class is too small to spare a group, the groups of all together are not.
  if (share > 0 && drawn.length === 0) drawn.push(...someOf(order, share * from.length, take));
  return drawn.flatMap(({ members }) => members).sort((a, b) => a - b);
}

function groupsOf(examples: readonly Grouped[], from: readonly number[]): Group[] {
  const members = new Map<string, number[]>();
  for (const place of from) {
    const name = examples[place].group ?? `example ${place}`;
    const known = members.get(name);
    if (known === undefined) members.set(name, [place]);
    else known.push(place);
  }
  return [...members.values()].map((places) => {
    const counts = new Map<number, number>();
    for (const place of places) counts.set(examples[place].label, (counts.get(examples[place].label) ?? 0) + 1);
    return { members: places, counts };
  });
}

/** Groups of several classes, shuffled, and then class by class those of one. */
function inOrder(groups: readonly Group[], random: Random): Group[] {
  const [mixed, pure] = [
    groups.filter(({ counts }) => counts.size > 1),
    groups.filter(({ counts }) => counts.size === 1),
  ];
  const labelOf = ({ counts }: Group): number => [...counts.keys()][0];
  const labels = [...new Set(pure.map(labelOf))].sort((a, b) => a - b);
  return [mixed, ...labels.map((label) => pure.filter((group) => labelOf(group) === label))].flatMap((some) =>
    random.shuffle(some),
  );
}

/** True where the classes' shares, each measured by its own size, are better met with the group than without. */
function comesNearer(
  { counts }: Group,
  missing: ReadonlyMap<number, number>,
  totals: ReadonlyMap<number, number>,
): boolean {
  let change = 0;
  for (const [label, n] of counts) change += (n * (n - 2 * missing.get(label)!)) / totals.get(label)! ** 2;
  return change <= 0;
}

/** Groups in their order, each that may be taken, until `wanted` examples are drawn as nearly as groups allow. */
function someOf(order: readonly Group[], wanted: number, take: (group: Group) => boolean): Group[] {
  let missing = wanted;
  return order.filter((group) => {
    if (group.members.length / 2 > missing || !take(group)) return false;
    missing -= group.members.length;
    return true;
  });
}
