import './kernels/computed-gather';
import './layers/add-weight';

export { tensorflowVersion, tf, usesGpu } from './graph/backend';
export { type Compiled, type CompileOptions, compile, type TensorTree } from './graph/compile';
export {
  BOOL,
  bytesTensor,
  FLOAT,
  holdsBytes,
  INT16,
  INT32,
  int,
  native,
  tidyData,
  UINT8,
  valuesTensor,
} from './graph/operation';
export { draw, getSeed, mixSeed, type RandomSource, setSeed, statelessSeed } from './graph/random';
export { compileForOneThread, type SingleThreaded } from './graph/single-thread';
export { variableGradients } from './graph/variable-gradients';
export { addToVariable, assignVariable } from './graph/variables';
export { activationLayer, type FusedActivation } from './kernels/activation';
export { type AttentionOptions, attention } from './kernels/attention';
export { dense } from './kernels/dense';
export { powerSpectrum } from './kernels/fourier';
export { gatherTokens } from './kernels/gather';
export { type Differentiable, withGradient } from './kernels/gradient';
export { qr, symmetricEigen } from './kernels/linear-algebra';
export { softmaxCrossEntropy, softTargetCrossEntropy, squaredError } from './kernels/loss';
export { layerNormalization } from './kernels/normalization';
export { descendingOrder, inverseOrder } from './kernels/permutation';
export { applyAdam, applyMomentum, applyRmsprop, decayWeights } from './kernels/update';
export { type ForwardOptions, forward, forwardAll, type ModelInputs, type ModelOutputs } from './layers/forward';
export { withoutInitialWeights } from './layers/initializers';
export type { ComputedLayer, LayerContext } from './layers/layer-context';
export { outputActivation } from './layers/output-activation';
export { applyConstraints, regularizationLoss } from './layers/regularization';
export { type SplitModel, splitModel } from './layers/split-model';
