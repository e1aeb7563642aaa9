import type { Augment } from './augment';

/** What an augmentation makes of the inputs is what the model has to draw too: crops for a masked autoencoder. */
export function asTargets(augment: Augment): Augment {
  const both: Augment = (batch, random) => {
    const { inputs } = augment(batch, random);
    return { inputs, targets: inputs };
  };
  return Object.defineProperty(both, 'name', { value: `asTargets ${augment.name}` });
}
