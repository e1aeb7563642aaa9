export { type Activations, activations, featureMaps, filterImages } from './activations';
export { type GradCamOptions, gradCam, type HeatMaps } from './grad-cam';
export { type LayerSignal, layerSignals } from './layer-signals';
export { fitPca, type Pca, type PcaConfig, project, reconstruct } from './pca';
