import type { tf } from '../tensorflow';
import { frozenInference } from './inference';
import { onlyOutput, type PredictInputs, type PredictOptions, runBatches } from './predict';

/** A trained model made ready for answers. */
export interface Predictor {
  /** As `predict` of lib/training: the outputs, row-major [size, ...outputShape]. */
  predict(asked: PredictInputs, options?: PredictOptions): Promise<Float32Array>;
  /** Gives back the memory of its graphs and weights. */
  dispose(): void;
}

/**
 * The model with the weights of this moment: training on does not change the predictor.
 *
 * What cannot change can be computed in advance: batch normalisation is multiplied into the layer after it, and each
 * kernel is laid out once as the processor wants it. Outputs equal `predict`'s but for rounding. Each batch size is a
 * graph of its own with a copy of the weights, made at its first use: serve few sizes. Keep the model meanwhile.
 *
 * A single example is answered by the calling thread alone, unless the model is large: that is much quicker.
 */
export function freeze(model: tf.LayersModel): Predictor {
  const { infer, dispose } = frozenInference(model);
  let disposed = false;
  return {
    async predict(asked, options = {}) {
      if (disposed) throw new Error(`the predictor of model ${model.name} is disposed; freeze the model again`);
      return onlyOutput(model, await runBatches(model, infer, asked, options));
    },
    dispose() {
      disposed = true;
      dispose();
    },
  };
}
