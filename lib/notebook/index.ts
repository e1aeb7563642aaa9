export { counted, duration, number, percent, points, probability } from '../locale';
export { type Lesson, lesson } from './lesson';
export { listen } from './listen';
export { progress } from './progress';
export { type Recorded, type ResultFile, readResult } from './result';
export { say, sentence } from './say';
export { type Showable, show } from './show';
