/** The parts of a data set: to learn from, to choose by, and to judge by, once. */
export type PartName = 'train' | 'validation' | 'test';
