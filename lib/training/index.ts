export { unitInputs } from './batches';
export { type Circumstances, circumstances, type Device, device } from './circumstances';
export { type ComparedAnswers, compareAnswers, type PooledAnswers, poolFolds, spread } from './cross-validation';
export { type EvaluateOptions, type Evaluation, evaluate, predict } from './evaluate';
export { type FitOptions, fit, type TrainingData } from './fit';
export {
  type Asked,
  type FoldAnswers,
  type FoldFile,
  foldPath,
  type RecordedFolds,
  readFolds,
  writeFold,
} from './fold-file';
export { freeze, type Predictor } from './freeze';
export type { Callback, EpochRecord, History, TrainingProgress } from './history';
export { type NamedHistories, readHistories, writeHistories } from './history-file';
export { loadInceptionWeights } from './inception-weights';
export { defaultLoss, type Loss, type Targets } from './loss';
export { loadModel, saveModel } from './model-file';
export { decodeTensors, encodeTensors, type NamedArray, type TensorFile } from './safetensors';
export { answerClips, type ClipAnswers, type ClipQuestion } from './sound-answers';
export { hearing, soundCorpus, soundFoldOptions } from './sound-experiment';
export { type SoundFoldOptions, type SoundFoldResult, trainSoundFold } from './sound-fold';
export { askVariants, type SoundVariants, type VariantOptions } from './sound-variants';
