export { loadInceptionWeights } from './inception-weights';
export { loadModel, saveModel } from './model-folder';
export { decodeTensors, encodeTensors, type NamedArray, type TensorFile } from './safetensors';
export { setTorchWeights, type TorchTensor } from './torch-weights';
