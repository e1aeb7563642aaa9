export { encodeHalves } from './halves';
export { loadInceptionWeights } from './inception-weights';
export { type ModelCard, readModelCard } from './model-card';
export type { ModelDescription, Preprocessing, PretrainedWeights } from './model-description';
export { loadModel, loadModelFolder, type ModelFolder, saveModel } from './model-folder';
export {
  readPretrained,
  type StoredWeights,
  type WeightsDescription,
  weightsFolder,
  writePretrained,
} from './pretrained';
export { setPretrainedWeights } from './pretrained-weights';
export { decodeTensors, encodeTensors, type NamedArray, type TensorFile } from './safetensors';
export { readTorchFile } from './torch-file';
export { torchState } from './torch-state';
export { setTorchWeights, type TorchTensor, type TorchWeightsOptions } from './torch-weights';
export { setTransformerWeights, type TransformerWeightsOptions } from './transformer-weights';
