import '../../models/aisfx';
import '../../models/input-normalization';
import '../../models/reorder-steps';
import { tf } from '../../tensorflow';
import type { PageModel } from '../page-content';

/** A model that answers. */
export interface LiveModel {
  readonly name: string;
  /** Of its input, where that is a sound's features [bands, frames, channels]. */
  readonly inputFrames: number;
  /** Outputs of several inputs, averaged: crops of one clip. Each is as long as the model's input. */
  answer(inputs: readonly Float32Array[]): Float32Array;
}

export async function loadModel({ name, topology, weightSpecs, weights, logits }: PageModel): Promise<LiveModel> {
  const bytes = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0));
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: topology,
      weightSpecs: weightSpecs as Parameters<typeof tf.io.decodeWeights>[1],
      weightData: bytes.buffer as ArrayBuffer,
    }),
  );
  const shape = model.inputs[0].shape.slice(1) as number[];
  return {
    name,
    inputFrames: shape[1],
    answer: (inputs) => {
      const mean = tf.tidy(() => {
        const batch = tf.stack(inputs.map((input) => tf.tensor(input, shape)));
        const outputs = model.predict(batch) as tf.Tensor;
        return (logits ? tf.softmax(outputs) : outputs).mean(0);
      });
      const values = mean.dataSync() as Float32Array;
      mean.dispose();
      return values;
    },
  };
}
