export type { Converter, ExportedLayer, Place } from './converter';
export { inOrder, type LaidValue, plain, settled } from './laid-value';
export { OnnxFloats, OnnxGraph, type OnnxValue } from './onnx-graph';
export { halveOnnx, type OnnxExamples, type OnnxOutputs, onnxLatency, quantizeOnnx, runOnnx } from './onnx-tool';
export { type OnnxFeatures, type OnnxInput, type OnnxModel, type OnnxOptions, toOnnx } from './to-onnx';
