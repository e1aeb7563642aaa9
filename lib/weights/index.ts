export { loadInceptionWeights } from './inception-weights';
export { loadModel, saveModel } from './model-folder';
export { setPretrainedWeights } from './pretrained-weights';
export { decodeTensors, encodeTensors, type NamedArray, type TensorFile } from './safetensors';
export { readTorchFile } from './torch-file';
export { setTorchWeights, type TorchTensor, type TorchWeightsOptions } from './torch-weights';
