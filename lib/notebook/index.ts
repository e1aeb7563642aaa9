export { number, percent } from '../plots';
export { type Lesson, lesson } from './lesson';
export { duration, progress } from './progress';
export { type Recorded, type ResultFile, readResult } from './result';
export { say, sentence } from './say';
export { type Showable, show } from './show';
