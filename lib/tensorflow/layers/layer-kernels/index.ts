/**
 * For each class of tf.layers, how the kernels of this library compute it; `forward` looks here.
 *
 * A kernel returns undefined where the layer itself computes right, and refuses by name what would be wrong.
 */

import type { LayerKernel } from '../layer-context';
import { activationKernels } from './activation';
import { convolutionKernels } from './convolution';
import { coreKernels } from './core';
import { normalizationKernels } from './normalization';
import { poolingKernels } from './pooling';
import { randomKernels } from './random';
import { recurrentKernels } from './recurrent';
import { wrapperKernels } from './wrappers';

export const layerKernels: Readonly<Record<string, LayerKernel>> = {
  ...activationKernels,
  ...convolutionKernels,
  ...coreKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...randomKernels,
  ...recurrentKernels,
  ...wrapperKernels,
};
