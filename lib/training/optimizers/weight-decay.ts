import type { tf } from '../../tensorflow';

/** Which variables decay. */
export type Decays = (variable: tf.Variable) => boolean;

/** Kernels and embeddings; not biases, nor the scales and offsets of normalisations, which are of rank 1. */
export const decaysKernels: Decays = ({ shape, name }) => shape.length > 1 && !/(bias|gamma|beta)(_\d+)?$/.test(name);

/** One letter a variable, for a checkpoint: what decays is a part of the optimiser. */
export const flagsOf = (variables: readonly tf.Variable[], decays: Decays): string =>
  variables.map((variable) => (decays(variable) ? 'd' : '-')).join('');
