export * from './dataset';
export * from './files';
export * from './image';
