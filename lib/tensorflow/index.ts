import './initializers';

export { tensorflowVersion, tf, usesGpu } from './backend';
export { type Compiled, type CompileOptions, compile, type TensorTree } from './compile';
export { type ForwardOptions, forward } from './forward';
export { activationLayer, type FusedActivation } from './kernels/activation';
export { type AttentionOptions, attention } from './kernels/attention';
export { dense } from './kernels/dense';
export { powerSpectrum } from './kernels/fourier';
export { qr, symmetricEigen } from './kernels/linear-algebra';
export { softmaxCrossEntropy, softTargetCrossEntropy, squaredError } from './kernels/loss';
export { layerNormalization } from './kernels/normalization';
export { applyAdam, applyMomentum, decayWeights } from './kernels/update';
export { BOOL, bytesTensor, FLOAT, INT16, INT32, int, native, tidyData, UINT8, valuesTensor } from './native';
export { draw, getSeed, mixSeed, type RandomSource, setSeed, statelessSeed } from './random';
export { compileForOneThread, type SingleThreaded } from './single-thread';
export { addToVariable, assignVariable } from './variables';
