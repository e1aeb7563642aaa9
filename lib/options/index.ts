export { checkOptions } from './check-options';
export { nearest } from './nearest';
export * from './schema';
