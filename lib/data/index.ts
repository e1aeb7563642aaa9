export * from './cifar10';
export * from './dataset';
export * from './digit';
export { readJson, writeFileAtomic } from './files';
export * from './image';
export * from './image-file';
export * from './mnist';
export type { DataOptions } from './source';
export * from './split';
