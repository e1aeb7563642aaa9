/** A value of a configuration, with the place where it was written: so that an error can name it. */
export type Entry = Scalar | Mapping | List;

interface Place {
  /** Such as `configs/01-cifar-cnn.yaml, line 12`, or `CAHIER_SET`. */
  readonly where: string;
  /** The path of keys as written there, such as `profiles.quick.training.epochs`. */
  readonly path: string;
}

export interface Scalar extends Place {
  readonly kind: 'scalar';
  /** null means: as if the key were not there, not even in the values that this one overrides. */
  readonly value: number | string | boolean | null;
}

export interface Mapping extends Place {
  readonly kind: 'mapping';
  readonly children: ReadonlyMap<string, Entry>;
}

export interface List extends Place {
  readonly kind: 'list';
  readonly items: readonly Entry[];
}

/** Lays `over` upon `base`, mapping by mapping; each value keeps the place where it was written. */
export function merge(base: Entry | undefined, over: Entry): Entry {
  if (over.kind !== 'mapping') return over;
  const children = new Map(base?.kind === 'mapping' ? base.children : []);
  for (const [key, child] of over.children) children.set(key, merge(children.get(key), child));
  // A mapping that is complemented stays where it was begun: there a missing key would be looked for.
  return { ...(base?.kind === 'mapping' ? base : over), children };
}

/** Leaves out what is null. */
export function withoutNulls(entry: Entry): Entry {
  if (entry.kind !== 'mapping') return entry;
  const children = [...entry.children].flatMap(([key, child]): [string, Entry][] =>
    child.kind === 'scalar' && child.value === null ? [] : [[key, withoutNulls(child)]],
  );
  return { ...entry, children: new Map(children) };
}

/** The values alone. */
export function plain(entry: Entry): unknown {
  if (entry.kind === 'scalar') return entry.value;
  if (entry.kind === 'list') return entry.items.map(plain);
  return Object.fromEntries([...entry.children].map(([key, child]) => [key, plain(child)]));
}

/** The entry at a path of keys, or the last one on the way that is there. */
export function entryAt(entry: Entry, path: readonly string[]): Entry {
  const [key, ...rest] = path;
  const child =
    entry.kind === 'mapping' ? entry.children.get(key) : entry.kind === 'list' ? entry.items[Number(key)] : undefined;
  return child === undefined ? entry : entryAt(child, rest);
}
