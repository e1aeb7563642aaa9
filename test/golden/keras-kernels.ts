import fs from 'node:fs';
import path from 'node:path';

/** The output, and the gradients of the input and of each trainable weight. */
export interface KerasCase {
  readonly output: number[];
  readonly gradients: number[][];
}

export interface KerasKernels {
  readonly versions: Record<string, string>;
  readonly layers: Record<string, KerasCase>;
  readonly attention: Record<'plain' | 'masked', KerasCase>;
  readonly adamW: { readonly kernel: number[]; readonly bias: number[] };
}

/** Values of Keras, made by keras_kernels.py. */
export const kerasKernels: KerasKernels = JSON.parse(
  fs.readFileSync(path.join(__dirname, 'keras_kernels.json'), 'utf8'),
);
