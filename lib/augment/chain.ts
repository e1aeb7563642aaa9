import type { Augment } from './augment';

/** Several augmentations, one after the other. */
export function chain(...steps: readonly Augment[]): Augment {
  const augment: Augment = (batch, random) => steps.reduce((changed, step) => step(changed, random), batch);
  return Object.defineProperty(augment, 'name', { value: steps.map(({ name }) => name).join(', ') });
}
