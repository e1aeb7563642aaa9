export * from './experiment';
export { type LoadOptions, listExperiments, loadConfig } from './load';
