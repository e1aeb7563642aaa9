import type { Augment } from './augment';

/** Names an augmentation after its settings: a checkpoint goes on only where they are the same. */
export function named(name: string, options: object, augment: Augment): Augment {
  return Object.defineProperty(augment, 'name', { value: `${name} ${JSON.stringify(options)}` });
}
