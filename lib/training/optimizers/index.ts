export { type AdamOptions, type AdamWOptions, adam, adamW } from './adam';
export { chain } from './chain';
export { addDecay, clipNorm, clipValue, type GradientTransform } from './gradient-transforms';
export { type LionOptions, lion } from './lion';
export type { Optimizer, OptimizerState, UpdateContext } from './optimizer';
export { type RmspropOptions, rmsprop } from './rmsprop';
export { type SgdOptions, sgd } from './sgd';
export { type Decays, decaysKernels } from './weight-decay';
