/** Members of others' objects, replaced for a while: what a trace listens with. */

export type Replacement = readonly [object: object, member: string, value: unknown];

/** Replaces members; what is returned puts the former ones back, also those that the object only inherited. */
export function replaceMembers(replacements: readonly Replacement[]): () => void {
  const former = replacements.map(([object, member, value]) => {
    const descriptor = Object.getOwnPropertyDescriptor(object, member);
    Object.defineProperty(object, member, { configurable: true, enumerable: true, writable: true, value });
    return [object, member, descriptor] as const;
  });
  return () => {
    for (const [object, member, descriptor] of former) {
      if (descriptor === undefined) delete (object as Record<string, unknown>)[member];
      else Object.defineProperty(object, member, descriptor);
    }
  };
}
