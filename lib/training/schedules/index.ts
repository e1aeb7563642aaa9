export {
  type CosineOptions,
  type CosineRestartsOptions,
  cosine,
  cosineRestarts,
  type OneCycleOptions,
  oneCycle,
} from './cosine';
export {
  constant,
  exponential,
  linear,
  type PolynomialOptions,
  polynomial,
  type StepDecayOptions,
  stepDecay,
} from './decay';
export { type LearningRate, ratesOf, type Schedule } from './schedule';
export type { WarmUp } from './warm-up';
