import { nameSome } from './name-some';
import type { PartName } from './part-words';

type PartRows = Readonly<Record<PartName, Int32Array>>;

interface Labelled {
  readonly label: number;
  readonly group?: string;
}

/** Names the parts that are empty though something was asked of them, and the classes that a part lacks. */
export function lackNotes(
  examples: readonly Labelled[],
  parts: PartRows,
  { asked, classNames }: { asked: Readonly<Record<PartName, number>>; classNames: readonly string[] },
): string[] {
  const counts = new Map<number, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  return (['train', 'validation', 'test'] as const).flatMap((part) => {
    if (parts[part].length === 0) return asked[part] > 0 ? [`${part} is empty: no class can spare an example`] : [];
    const present = new Set(Array.from(parts[part], (place) => examples[place].label));
    const lacking = [...counts].filter(([label]) => !present.has(label)).sort(([a], [b]) => a - b);
    const names = lacking.map(([label, count]) => `${classNames[label] ?? `class ${label}`} (${count} in all)`);
    return names.length === 0 ? [] : [`${part} has no example of ${nameSome(names)}`];
  });
}

/** Groups on two sides, as authors' own parts and folds may have them: what is tested was seen, at least in part. */
export function tornGroupNotes(examples: readonly Labelled[], parts: PartRows): string[] {
  const groupsIn = (part: PartName) => new Set(Array.from(parts[part]).flatMap((place) => examples[place].group ?? []));
  const [train, validation, test] = [groupsIn('train'), groupsIn('validation'), groupsIn('test')];
  return (
    [
      ['train', 'test', train, test],
      ['train', 'validation', train, validation],
      ['validation', 'test', validation, test],
    ] as const
  ).flatMap(([first, second, one, other]) => {
    const both = [...one].filter((group) => other.has(group));
    if (both.length === 0) return [];
    const stand = both.length === 1 ? 'group stands' : 'groups stand';
    return [`${both.length} ${stand} in ${first} and in ${second}, by the authors' own parts: ${nameSome(both)}`];
  });
}
