/** What a file may say of each family's config. The types beside them are the builders' own. */

import { z } from 'zod';
import { fraction, integer, listOf, number, object, oneOf } from '../options';
import type { AisfxConfig } from './aisfx';
import type { BrainTumorCnnConfig } from './brain-tumor-cnn';
import type { CifarCnnConfig } from './cifar-cnn';
import type { CnnMfccConfig } from './cnn-mfcc';
import type { CrnnMfccConfig } from './crnn-mfcc';
import type { DenseAutoencoderConfig } from './dense-autoencoder';
import type { EfficientNetConfig } from './efficientnet';
import type { InceptionV3Config } from './inception-v3';
import type { MnistCnnConfig } from './mnist-cnn';
import type { MnistLstmConfig } from './mnist-lstm';
import type { PooledCnnConfig } from './pooled-cnn';
import type { ResNet18Config } from './resnet18';

const size = integer({ min: 1 });
const pair = z.tuple([size, size], { error: 'a list of 2' });
const triple = z.tuple([size, size, size], { error: 'a list of 3' });
const four = z.tuple([size, size, size, size], { error: 'a list of 4' });

/** A rate of 1 would leave nothing. */
const rate = fraction({ min: 0, below: 1 }).optional();
const sizes = { inputShape: triple.optional(), numClasses: size.optional() };
const normalization = object({ mean: listOf(number()), deviation: listOf(number({ above: 0 })) }).optional();

export const cifarCnnConfig: z.ZodType<CifarCnnConfig> = object({
  ...sizes,
  filters: listOf(size).optional(),
  blockDropout: rate,
  units: pair.optional(),
  denseDropout: rate,
});

export const mnistCnnConfig: z.ZodType<MnistCnnConfig> = object({
  numClasses: size.optional(),
  filters: pair.optional(),
  units: size.optional(),
  dropoutRate: rate,
});

export const mnistLstmConfig: z.ZodType<MnistLstmConfig> = object({
  numClasses: size.optional(),
  lstmUnits: pair.optional(),
  units: size.optional(),
});

export const denseAutoencoderConfig: z.ZodType<DenseAutoencoderConfig> = object({
  inputSize: size.optional(),
  units: listOf(size).optional(),
});

export const brainTumorCnnConfig: z.ZodType<BrainTumorCnnConfig> = object({
  ...sizes,
  activation: oneOf('relu', 'sigmoid').optional(),
  filters: four.optional(),
  units: size.optional(),
  dropoutRate: rate,
});

export const pooledCnnConfig: z.ZodType<PooledCnnConfig> = object({
  ...sizes,
  filters: listOf(listOf(size)).optional(),
  dropoutRate: rate,
});

export const cnnMfccConfig: z.ZodType<CnnMfccConfig> = object({
  ...sizes,
  filters: triple.optional(),
  units: size.optional(),
});

export const crnnMfccConfig: z.ZodType<CrnnMfccConfig> = object({
  ...sizes,
  filters: triple.optional(),
  lstmUnits: pair.optional(),
  units: size.optional(),
  stepOrder: listOf(integer({ min: 0 })).optional(),
});

export const inceptionV3Config: z.ZodType<InceptionV3Config> = object({
  ...sizes,
  width: number({ above: 0 }).optional(),
  dropoutRate: rate,
});

export const efficientNetConfig: z.ZodType<EfficientNetConfig> = object({
  ...sizes,
  dropoutRate: rate,
  dropPathRate: rate,
  normalization,
  convention: oneOf('tensorflow', 'pytorch').optional(),
});

export const resNet18Config: z.ZodType<ResNet18Config> = object({ ...sizes, normalization });

export const aisfxConfig: z.ZodType<AisfxConfig> = object({ inputShape: triple.optional() });
