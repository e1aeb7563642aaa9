import { mixSeed } from '../tensorflow';
import type { Augment } from './augment';

/** Several augmentations, one after the other; each draws from a seed of its own, so that two of a kind differ. */
export function chain(...steps: readonly Augment[]): Augment {
  const augment: Augment = (batch, random) =>
    steps.reduce((changed, step, i) => step(changed, { ...random, seed: mixSeed(random.seed, i) }), batch);
  return Object.defineProperty(augment, 'name', { value: steps.map(({ name }) => name).join(', ') });
}
