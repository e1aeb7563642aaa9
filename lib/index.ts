/** The library's table of contents. Notebooks import from the folder that they need: `import { mnist } from './lib/data'`. */

export * from './augment';
export { chain } from './augment';
export * from './config';
export * from './data';
export * from './deploy';
export * from './errors';
export * from './experiments';
export * from './explain';
export * from './features';
export * from './live';
export { getLocale, type Locale, setLocale } from './locale';
export * from './metrics';
export * from './models';
export * from './notebook';
export * as plots from './plots';
export * from './results';
export * from './tensorflow';
export * from './training';
// Both augmentations and gradients are chained.
export { chain as chainGradients } from './training';
export * from './weights';
