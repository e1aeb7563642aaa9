export { type AudioMaeFold, type AudioMaeFoldOptions, trainAudioMaeFold } from './audio-mae-fold';
export { type AudioMaeFoldFile, type PretrainedEncoder, readEncoder, writeAudioMaeFold } from './audio-mae-record';
export {
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  crossValidationFolds,
  type Fold,
  type FoldOptions,
  type FoldScore,
} from './cross-validate';
export {
  type AnsweredFold,
  type ComparedAnswers,
  compareAnswers,
  type PooledAnswers,
  poolAnswers,
  poolFolds,
  spread,
} from './cross-validation';
export { type Detection, joinDetections, type SegmentOptions, segmentClips } from './detect-segments';
export {
  type Asked,
  type FoldAnswers,
  type FoldFile,
  foldPath,
  type RecordedFolds,
  readFolds,
  writeFold,
} from './fold-file';
export { type IndependentAnswers, independentAnswers } from './independent-answers';
export { kindOf, type LabelledExamples, labelledExamples } from './labelled-examples';
export {
  AUDIO_MAE_FRAMES,
  AUDIO_MAE_RECIPE,
  type Pretraining,
  type PretrainingOptions,
  pretrain,
  WINDOW_FRAMES,
} from './pretraining';
export { type PretrainingRecord, writePretraining } from './pretraining-record';
export { pretrainingWindows } from './pretraining-windows';
export { answerClips, type ClipAnswers, type ClipQuestion } from './sound-answers';
export { hearing, soundCorpus, soundFoldOptions } from './sound-experiment';
export { type SoundFoldOptions, type SoundFoldResult, trainSoundFold } from './sound-fold';
export { askVariants, type SoundVariants, type VariantOptions } from './sound-variants';
export { type SpectrogramFolder, spectrogramFolder } from './spectrogram-folder';
export { type ClassifierRows, type ClassifierRun, type TrainedClassifier, trainClassifier } from './train-classifier';
export { type PlanOptions, planNames, type TrainingPlan, trainingPlan } from './training-plan';
export {
  aisfxFeatures,
  type FineTuned,
  type FineTuneOptions,
  fineTune,
  foldRows,
  type Pretrained,
  type PretrainedOptions,
  partsOf,
  pictureDataset,
  pretrainedEfficientNet,
  spectrumPictures,
} from './transfer';
export {
  answersOf,
  type ProbeFoldOptions,
  poolTransfer,
  probeFold,
  readTransfer,
  type TransferAnswers,
  type TransferFold,
  transferPath,
  writeTransfer,
} from './transfer-fold';
export { type TransferOptions, transferOptions } from './transfer-options';
