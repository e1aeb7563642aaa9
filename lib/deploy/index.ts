export { type Latency, type LatencyOptions, latency } from './latency';
export * from './onnx';
