import type { tf } from '../tensorflow';
import { brainTumorCnn } from './brain-tumor-cnn';
import { cifarCnn } from './cifar-cnn';
import { cnnMfcc } from './cnn-mfcc';
import { crnnMfcc } from './crnn-mfcc';
import { denseAutoencoder } from './dense-autoencoder';
import { mnistCnn } from './mnist-cnn';
import { mnistLstm } from './mnist-lstm';
import { pooledCnn } from './pooled-cnn';

export interface RegisteredModel {
  /** Builds the model with the defaults of its family. */
  readonly build: () => tf.LayersModel;
  /** Without the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly trainableParameters: number;
}

/** All models with the figures that are tested of each; whatever stands here is tested for free (test/models). */
export const modelRegistry: Readonly<Record<string, RegisteredModel>> = {
  cifarCnn: {
    build: cifarCnn,
    inputShape: [32, 32, 3],
    outputShape: [10],
    parameters: 686_506,
    trainableParameters: 685_034,
  },
  mnistCnn: {
    build: mnistCnn,
    inputShape: [28, 28, 1],
    outputShape: [10],
    parameters: 225_418,
    trainableParameters: 225_226,
  },
  mnistLstm: {
    build: mnistLstm,
    inputShape: [28, 28],
    outputShape: [10],
    parameters: 139_402,
    trainableParameters: 139_402,
  },
  denseAutoencoder: {
    build: denseAutoencoder,
    inputShape: [3072],
    outputShape: [3072],
    parameters: 7_411_776,
    trainableParameters: 7_411_776,
  },
  brainTumorCnn: {
    build: brainTumorCnn,
    inputShape: [64, 64, 1],
    outputShape: [4],
    parameters: 718_164,
    trainableParameters: 718_164,
  },
  pooledCnn: {
    build: pooledCnn,
    inputShape: [64, 64, 1],
    outputShape: [4],
    parameters: 293_284,
    trainableParameters: 292_356,
  },
  cnnMfcc: {
    build: cnnMfcc,
    inputShape: [40, 92, 3],
    outputShape: [7],
    parameters: 242_343,
    trainableParameters: 241_671,
  },
  crnnMfcc: {
    build: crnnMfcc,
    inputShape: [40, 124, 3],
    outputShape: [7],
    parameters: 1_532_071,
    trainableParameters: 1_531_399,
  },
};
