export { type ClassificationOptions, classification } from './classification';
export { binary, type LabelOptions, multiLabel } from './labels';
export { type MaskedPatchesOptions, maskedPatches } from './masked-patches';
export { type RegressionOptions, reconstruction, regression } from './regression';
export type { AnyTask, Task, TaskContext, Tensors } from './task';
