export { unitInputs } from './batches';
export { type EvaluateOptions, type Evaluation, evaluate, predict } from './evaluate';
export { type FitOptions, fit, type TrainingData } from './fit';
export type { Callback, EpochRecord, History, TrainingProgress } from './history';
export { type NamedHistories, readHistories, writeHistories } from './history-file';
export { loadInceptionWeights } from './inception-weights';
export { defaultLoss, type Loss, type Targets } from './loss';
export { loadModel, saveModel } from './model-file';
export { decodeTensors, encodeTensors, type NamedArray, type TensorFile } from './safetensors';
