import { evenCrops, meanOverCrops, shuffleFrames } from '../augment';
import type { Examples } from '../data/dataset';
import { type Interval, wilsonInterval } from '../metrics';
import type { tf } from '../tensorflow';
import { predict } from '../training/predict';

export interface ClipQuestion {
  /** Evenly spaced crops of each clip, as long as the model's input, whose probabilities are averaged. */
  readonly crops: number;
  /** Shuffles the frames of each crop by this seed: what does the model lose without their order? */
  readonly shuffleSeed?: number;
}

/** What a model answers to clips, and how often it is right. */
export interface ClipAnswers {
  /** Mean probabilities over the crops, row-major [clips, classes]. */
  readonly outputs: Float32Array;
  /** The class with the highest one, [clips]. */
  readonly predicted: Int32Array;
  readonly accuracy: number;
  /** Wilson's 95 % interval. */
  readonly interval: Interval;
}

/**
 * Asks a model of sounds about whole clips.
 * @param clips standardised features [size, bands, frames, channels], at least as many frames as the model takes.
 */
export async function answerClips(
  model: tf.LayersModel,
  clips: Examples<Float32Array>,
  { crops, shuffleSeed }: ClipQuestion,
): Promise<ClipAnswers> {
  const frames = model.inputs[0].shape[2] as number;
  const width = model.outputs[0].shape[1] as number;
  const cropped = evenCrops(clips, { frames, count: crops });
  const asked = shuffleSeed === undefined ? cropped : shuffleFrames(cropped, { seed: shuffleSeed });
  const outputs = meanOverCrops(await predict(model, asked), { count: crops, width });
  const predicted = Int32Array.from({ length: clips.size }, (_, i) => {
    const row = outputs.subarray(i * width, (i + 1) * width);
    return row.indexOf(Math.max(...row));
  });
  const right = predicted.filter((label, i) => label === clips.labels[i]).length;
  return { outputs, predicted, accuracy: right / clips.size, interval: wilsonInterval(right, clips.size) };
}
