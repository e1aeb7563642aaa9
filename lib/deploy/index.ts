export { type Latency, type LatencyOptions, latency } from './latency';
