import type { z } from 'zod';
import { UserError } from '../errors';
import { checkOptions, instead } from '../options';
import type { tf } from '../tensorflow';
import { type AisfxConfig, aisfx } from './aisfx';
import { type BrainTumorCnnConfig, brainTumorCnn } from './brain-tumor-cnn';
import { type CifarCnnConfig, cifarCnn } from './cifar-cnn';
import { type CnnMfccConfig, cnnMfcc } from './cnn-mfcc';
import { type CrnnMfccConfig, crnnMfcc } from './crnn-mfcc';
import { type DenseAutoencoderConfig, denseAutoencoder } from './dense-autoencoder';
import { type EfficientNetConfig, efficientNet } from './efficientnet';
import { type InceptionV3Config, inceptionV3 } from './inception-v3';
import { type MnistCnnConfig, mnistCnn } from './mnist-cnn';
import { type MnistLstmConfig, mnistLstm } from './mnist-lstm';
import {
  aisfxConfig,
  brainTumorCnnConfig,
  cifarCnnConfig,
  cnnMfccConfig,
  crnnMfccConfig,
  denseAutoencoderConfig,
  efficientNetConfig,
  inceptionV3Config,
  mnistCnnConfig,
  mnistLstmConfig,
  pooledCnnConfig,
  resNet18Config,
} from './model-configs';
import { type ModelName, modelNames } from './model-names';
import { type PooledCnnConfig, pooledCnn } from './pooled-cnn';
import { type ResNet18Config, resNet18 } from './resnet18';

export interface RegisteredModel<Config> {
  /** Without a config the model has the defaults of its family. */
  readonly build: (config?: Config) => tf.LayersModel;
  /** What a config may say. */
  readonly config: z.ZodType<Config>;
  /** By default, without the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly parameters: number;
  readonly trainableParameters: number;
}

/** Each family's config by the model's name. */
interface Configs {
  cifarCnn: CifarCnnConfig;
  mnistCnn: MnistCnnConfig;
  mnistLstm: MnistLstmConfig;
  denseAutoencoder: DenseAutoencoderConfig;
  brainTumorCnn: BrainTumorCnnConfig;
  pooledCnn: PooledCnnConfig;
  cnnMfcc: CnnMfccConfig;
  crnnMfcc: CrnnMfccConfig;
  inceptionV3: InceptionV3Config;
  efficientNetB0: EfficientNetConfig;
  efficientNetB1: EfficientNetConfig;
  efficientNetB2: EfficientNetConfig;
  efficientNetB3: EfficientNetConfig;
  efficientNetLite0: EfficientNetConfig;
  resNet18: ResNet18Config;
  aisfx: AisfxConfig;
}

/** All models with the figures that are tested of each; whatever stands here is tested for free (test/models). */
export const modelRegistry: { readonly [Name in ModelName]: RegisteredModel<Configs[Name]> } = {
  cifarCnn: {
    build: cifarCnn,
    config: cifarCnnConfig,
    inputShape: [32, 32, 3],
    outputShape: [10],
    parameters: 686_506,
    trainableParameters: 685_034,
  },
  mnistCnn: {
    build: mnistCnn,
    config: mnistCnnConfig,
    inputShape: [28, 28, 1],
    outputShape: [10],
    parameters: 225_418,
    trainableParameters: 225_226,
  },
  mnistLstm: {
    build: mnistLstm,
    config: mnistLstmConfig,
    inputShape: [28, 28],
    outputShape: [10],
    parameters: 139_402,
    trainableParameters: 139_402,
  },
  denseAutoencoder: {
    build: denseAutoencoder,
    config: denseAutoencoderConfig,
    inputShape: [3072],
    outputShape: [3072],
    parameters: 7_411_776,
    trainableParameters: 7_411_776,
  },
  brainTumorCnn: {
    build: brainTumorCnn,
    config: brainTumorCnnConfig,
    inputShape: [64, 64, 1],
    outputShape: [4],
    parameters: 718_164,
    trainableParameters: 718_164,
  },
  pooledCnn: {
    build: pooledCnn,
    config: pooledCnnConfig,
    inputShape: [64, 64, 1],
    outputShape: [4],
    parameters: 293_284,
    trainableParameters: 292_356,
  },
  cnnMfcc: {
    build: cnnMfcc,
    config: cnnMfccConfig,
    inputShape: [40, 92, 3],
    outputShape: [7],
    parameters: 242_343,
    trainableParameters: 241_671,
  },
  crnnMfcc: {
    build: crnnMfcc,
    config: crnnMfccConfig,
    inputShape: [40, 124, 3],
    outputShape: [7],
    parameters: 1_532_071,
    trainableParameters: 1_531_399,
  },
  inceptionV3: {
    build: inceptionV3,
    config: inceptionV3Config,
    inputShape: [299, 299, 3],
    outputShape: [1000],
    parameters: 23_886_216,
    trainableParameters: 23_851_784,
  },
  efficientNetB0: {
    build: (config) => efficientNet('b0', config),
    config: efficientNetConfig,
    inputShape: [224, 224, 3],
    outputShape: [1000],
    parameters: 5_330_564,
    trainableParameters: 5_288_548,
  },
  efficientNetB1: {
    build: (config) => efficientNet('b1', config),
    config: efficientNetConfig,
    inputShape: [240, 240, 3],
    outputShape: [1000],
    parameters: 7_856_232,
    trainableParameters: 7_794_184,
  },
  efficientNetB2: {
    build: (config) => efficientNet('b2', config),
    config: efficientNetConfig,
    inputShape: [260, 260, 3],
    outputShape: [1000],
    parameters: 9_177_562,
    trainableParameters: 9_109_994,
  },
  efficientNetB3: {
    build: (config) => efficientNet('b3', config),
    config: efficientNetConfig,
    inputShape: [300, 300, 3],
    outputShape: [1000],
    parameters: 12_320_528,
    trainableParameters: 12_233_232,
  },
  efficientNetLite0: {
    build: (config) => efficientNet('lite0', config),
    config: efficientNetConfig,
    inputShape: [224, 224, 3],
    outputShape: [1000],
    parameters: 4_694_024,
    trainableParameters: 4_652_008,
  },
  resNet18: {
    build: resNet18,
    config: resNet18Config,
    inputShape: [224, 224, 3],
    outputShape: [1000],
    parameters: 11_699_112,
    trainableParameters: 11_689_512,
  },
  aisfx: {
    build: aisfx,
    config: aisfxConfig,
    inputShape: [100, 96, 1],
    outputShape: [512],
    parameters: 4_689_984,
    trainableParameters: 4_686_144,
  },
};

/** A model's name and its config: `{ name: 'cnnMfcc', numClasses: 10 }`. */
export type ModelConfig = { [Name in ModelName]: { readonly name: Name } & Configs[Name] }[ModelName];

/**
 * Builds the model that a config names.
 * @throws UserError where no model has the name, or its config is not what the family takes.
 */
export function buildModel({ name, ...config }: ModelConfig): tf.LayersModel {
  const { build, config: schema } = modelNamed(name);
  return build(checkOptions(name, schema, config));
}

/** @throws UserError `crnnMfc: there is no such model; did you mean crnnMfcc?` */
export function modelNamed(name: string): RegisteredModel<unknown> {
  if (Object.hasOwn(modelRegistry, name)) return modelRegistry[name as ModelName] as RegisteredModel<unknown>;
  throw new UserError(`${name}: there is no such model; ${instead(name, modelNames, 'models')}`);
}
