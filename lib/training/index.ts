export { loadModel, loadModelFolder, saveModel } from '../weights/model-folder';
export { unitInputs } from './batches';
export { type EvaluateOptions, type Evaluation, evaluate, predict } from './evaluate';
export { fit } from './fit';
export type { FitOptions, TrainingData } from './fit-options';
export { freeze, type Predictor } from './freeze';
export type { Callback, EpochRecord, History, TrainingProgress } from './history';
export { defaultLoss, type Loss, type Targets } from './loss';
