export * from './answers';
export { type DeployedModel, openModel } from './deployed-model';
export { type Latency, type LatencyOptions, latency } from './latency';
export type { ModelFacts, Prepared } from './model-source';
export { modelSummary } from './model-summary';
export * from './onnx';
