import { bestEpoch, type EpochRecord } from './history';

/** Whether `patience` epochs have passed since the best one (Prechelt 1998; Keras' EarlyStopping with min_delta 0). */
export function shouldStop(epochs: readonly EpochRecord[], { patience }: { readonly patience: number }): boolean {
  return epochs.length > 0 && epochs[epochs.length - 1].epoch - bestEpoch(epochs) >= patience;
}
