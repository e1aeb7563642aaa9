import type { tf } from '../graph/backend';

export interface Weight {
  read(): tf.Tensor;
}

/** The fields of tf.layers' classes that this folder reads; they are private or untyped there. */
export interface LayerFields {
  readonly name: string;
  readonly trainable: boolean;
  readonly supportsMasking: boolean;
  readonly inboundNodes: readonly LayerNode[];
  readonly activityRegularizer?: unknown;
  /** Those of `addLoss`, and of its weights' regularizers. */
  readonly losses?: readonly (() => tf.Scalar)[];
  readonly kernel: Weight;
  readonly depthwiseKernel: Weight;
  readonly pointwiseKernel: Weight;
  readonly recurrentKernel: Weight;
  readonly bias: Weight | null;
  readonly alpha: Weight;
  readonly gamma: Weight | null;
  readonly beta: Weight | null;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
  readonly embeddings: Weight;
  /** What a wrapper wraps. */
  readonly layer: LayerFields;
  readonly forwardLayer: LayerFields;
  readonly backwardLayer: LayerFields;
  readonly cell: CellFields;
  getClassName(): string;
  getConfig(): tf.serialization.ConfigDict;
  call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor | tf.Tensor[];
  computeMask(
    inputs: tf.Tensor | tf.Tensor[],
    mask: tf.Tensor | null | (tf.Tensor | null)[],
  ): tf.Tensor | null | (tf.Tensor | null)[];
}

/** A step of a recurrent layer. */
export interface CellFields extends LayerFields {
  readonly stateSize: number | number[];
  /** Those of StackedRNNCells, from the input on. */
  readonly cells: readonly CellFields[];
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
  readonly recurrentActivation: { apply(x: tf.Tensor): tf.Tensor };
  readonly dropout?: number;
  readonly recurrentDropout?: number;
  readonly dropoutFunc?: unknown;
}

/** One use of a layer in a model. */
export interface LayerNode {
  readonly inputTensors: readonly tf.SymbolicTensor[];
  readonly outputTensors: readonly tf.SymbolicTensor[];
  readonly callArgs?: Readonly<Record<string, unknown>> | null;
}

export const fieldsOf = (layer: tf.layers.Layer) => layer as unknown as LayerFields;
