export { checkOptions } from './check-options';
export { instead, nearest } from './nearest';
export * from './schema';
