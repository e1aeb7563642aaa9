export { type Latency, type LatencyOptions, latency } from './latency';
export { type Converter, type OnnxInput, type OnnxModel, type OnnxOptions, toOnnx } from './onnx';
