/** Members of others' objects, replaced for a while: what a trace listens with. */

export type Replacement = readonly [object: object, members: Readonly<Record<string, unknown>>];

/** Replaces members; what is returned puts the former ones back, also those that the object only inherited. */
export function replaceMembers(replacements: readonly Replacement[]): () => void {
  const former = replacements.flatMap(([object, members]) =>
    Object.entries(members).map(([member, value]) => {
      const descriptor = Object.getOwnPropertyDescriptor(object, member);
      Object.defineProperty(object, member, { configurable: true, enumerable: true, writable: true, value });
      return { object, member, descriptor };
    }),
  );
  return () => {
    for (const { object, member, descriptor } of former) {
      if (descriptor === undefined) delete (object as Record<string, unknown>)[member];
      else Object.defineProperty(object, member, descriptor);
    }
  };
}
