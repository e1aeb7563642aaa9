export { type Answer, answerOf, meanProbabilities, UNKNOWN } from './answer';
export { type AnswerOptions, answerFile, type FileAnswer, type SegmentAnswer } from './answer-file';
export { type AnswerFormat, answerFormats, answersCsv, answersJson, labelFile, labelText } from './answer-table';
export { arrivingFiles, askedFiles, type WatchOptions } from './asked-files';
export { audacityLabels, type RavenOptions, ravenTable } from './label-track';
