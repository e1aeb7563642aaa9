import type { tf } from '../../tensorflow';
import type { LaidValue } from './laid-value';
import type { OnnxGraph } from './onnx-graph';

interface Weight {
  readonly shape: readonly number[];
  read(): tf.Tensor;
}

/** The fields of tf.layers' classes that are exported; they are private or untyped there. */
export interface ExportedLayer {
  readonly name: string;
  readonly kernel: Weight;
  readonly depthwiseKernel: Weight;
  readonly pointwiseKernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias?: Weight | null;
  readonly embeddings: Weight;
  readonly alpha: Weight;
  /** Of a class token, and of what says where tokens stand. */
  readonly token: Weight;
  readonly positions: Weight;
  readonly gamma?: Weight | null;
  readonly beta?: Weight | null;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
  readonly cell: ExportedLayer & { readonly units: number };
  readonly forwardLayer: ExportedLayer;
  readonly backwardLayer: ExportedLayer;
  readonly layer: ExportedLayer;
  getClassName(): string;
  getConfig(): tf.serialization.ConfigDict;
}

/** A layer at one place of the model, and the graph that it is to be written into. */
export interface Place {
  readonly graph: OnnxGraph;
  readonly layer: ExportedLayer;
  readonly config: tf.serialization.ConfigDict;
  /** As tf.layers has it; -1 is the batch, and what else may vary. */
  readonly outputShape: readonly number[];
  /** Whether the value comes straight from a convolution or dense layer without activation. */
  readonly afterLinear: boolean;
  /** Refuses the layer: `sentence` says which option of it has no twin. */
  refuse(sentence: string): never;
}

/** Writes a layer; one value a layer, or several where it has several outputs. */
export type Converter = (place: Place, ...inputs: LaidValue[]) => LaidValue | LaidValue[];

/** A weight's numbers as they are now. */
export const numbersOf = (weight: Weight): Float32Array => weight.read().dataSync() as Float32Array;

/** The same with its axes in another order. */
export function permuted(weight: Weight, axes: number[]): Float32Array {
  const tensor = weight.read().transpose(axes);
  const numbers = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return numbers;
}
