import type { Converter } from './converter';
import { activation, elu, leakyRelu, prelu, relu, softmax, thresholdedRelu } from './layers/activation-layers';
import { convolution, depthwise, globalPooling, pooling, separable, transposed } from './layers/convolution';
import { dense, embedding } from './layers/dense';
import { concatenate, merge } from './layers/merge';
import { batchNormalization, inputNormalization, layerNormalization, rescaling } from './layers/normalization';
import { bidirectional, recurrent } from './layers/recurrent';
import { cropping, flatten, identity, permute, repeatVector, reshape, upSampling, zeroPadding } from './layers/shape';

/** For each class of layers what writes it as ONNX; what is not here is refused by name. */
export const converters: Readonly<Record<string, Converter>> = {
  InputLayer: identity,
  Dropout: identity,
  SpatialDropout1D: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  AlphaDropout: identity,
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  Conv2DTranspose: transposed,
  MaxPooling1D: pooling('MaxPool'),
  MaxPooling2D: pooling('MaxPool'),
  MaxPooling3D: pooling('MaxPool'),
  AveragePooling1D: pooling('AveragePool'),
  AveragePooling2D: pooling('AveragePool'),
  AveragePooling3D: pooling('AveragePool'),
  GlobalAveragePooling1D: globalPooling('ReduceMean'),
  GlobalAveragePooling2D: globalPooling('ReduceMean'),
  GlobalMaxPooling1D: globalPooling('ReduceMax'),
  GlobalMaxPooling2D: globalPooling('ReduceMax'),
  Dense: dense,
  Embedding: embedding,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  InputNormalization: inputNormalization,
  Rescaling: rescaling,
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  ZeroPadding2D: zeroPadding,
  Cropping2D: cropping,
  UpSampling2D: upSampling,
  Activation: activation,
  Softmax: softmax,
  ReLU: relu,
  LeakyReLU: leakyRelu,
  ELU: elu,
  PReLU: prelu,
  ThresholdedReLU: thresholdedRelu,
  Add: merge('Add'),
  Multiply: merge('Mul'),
  Average: merge('Mean'),
  Maximum: merge('Max'),
  Minimum: merge('Min'),
  Concatenate: concatenate,
  LSTM: recurrent,
  GRU: recurrent,
  SimpleRNN: recurrent,
  Bidirectional: bidirectional,
};
