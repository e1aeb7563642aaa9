export { type Answer, answerOf, meanProbabilities, UNKNOWN } from './answer';
export { answerFile } from './answer-file';
export { type AnswerFormat, answerFormats, answersCsv, answersJson, labelFile, labelText } from './answer-table';
export { arrivingFiles, askedFiles, type WatchOptions } from './asked-files';
export type { AnswerOptions, FileAnswer, SegmentAnswer } from './file-answer';
export { audacityLabels, type RavenOptions, ravenTable } from './label-track';
