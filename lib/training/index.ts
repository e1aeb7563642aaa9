export type { Augment, TrainingBatch } from './augment';
export { unitInputs } from './batches';
export { type EvaluateOptions, type Evaluation, evaluate, predict } from './evaluate';
export { type FitOptions, fit, type TrainingData } from './fit';
export type { Callback, EpochRecord, History, TrainingProgress } from './history';
export { defaultLoss, type Loss, type Targets } from './loss';
export { loadModel, saveModel } from './model-file';
