export { type CifarCnnConfig, cifarCnn } from './cifar-cnn';
export { type DenseAutoencoderConfig, denseAutoencoder } from './dense-autoencoder';
export { type MnistCnnConfig, mnistCnn } from './mnist-cnn';
export { type MnistLstmConfig, mnistLstm } from './mnist-lstm';
export { fitPca, type Pca, type PcaConfig, reconstruct } from './pca';
export { modelRegistry, type RegisteredModel } from './registry';
