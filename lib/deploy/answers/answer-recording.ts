import { readSoundSegments, type SoundSegment } from '../../data/sounds/sound-segments';
import { type FeatureRecipe, featureShape } from '../../features';
import { lengthAt } from '../../features/clip-features';
import { BATCH, FeatureBatches } from '../../features/feature-batches';
import type { DeployedModel } from '../deployed-model';
import { answerOf, meanProbabilities } from './answer';
import { type AnswerOptions, type FileAnswer, faultOf, type SegmentAnswer } from './file-answer';

/** `answerFile` of a recording. */
export async function answerRecording(
  model: DeployedModel,
  recipe: FeatureRecipe,
  file: string,
  { onSegment, ...lengths }: AnswerOptions,
): Promise<FileAnswer> {
  const answers = new SegmentAnswers(model, recipe, onSegment);
  let fault: string | undefined;
  let note: string | undefined;
  try {
    for await (const segment of readSoundSegments(file, lengths)) {
      note = segment.note;
      await answers.add(segment);
    }
  } catch (error) {
    fault = faultOf(error, file);
  }
  const segments = await answers.finish();
  const whole = segments.length === 0 ? undefined : meanProbabilities(segments.map((one) => one.probabilities));
  return {
    file,
    ...(whole && { answer: answerOf(model, whole), segments }),
    ...(fault !== undefined && { fault }),
    ...(note !== undefined && { note }),
  };
}

interface Window {
  readonly segment: number;
  readonly features: Float32Array;
}

/** Segments on their way from samples to answers: features and outputs are computed of some windows at a time. */
class SegmentAnswers {
  private readonly times: Pick<SegmentAnswer, 'start' | 'end'>[] = [];
  private readonly waiting: Window[] = [];
  /** Windows of each segment that are still to be answered, and the outputs of those that are. */
  private readonly missing: number[] = [];
  private readonly rows: number[][][] = [];
  private readonly answers: SegmentAnswer[] = [];
  private readonly batches: FeatureBatches;
  private readonly shape: readonly [number, number, number];

  constructor(
    private readonly model: DeployedModel,
    private readonly recipe: FeatureRecipe,
    private readonly onSegment?: AnswerOptions['onSegment'],
  ) {
    this.shape = featureShape(recipe);
    this.batches = new FeatureBatches(
      recipe,
      this.shape.reduce((product, side) => product * side, 1),
    );
  }

  async add({ start, end, signal, sampleRate }: SoundSegment): Promise<void> {
    const windows = coveringWindows(signal, lengthAt(this.recipe, sampleRate));
    const segment = this.times.push({ start, end }) - 1;
    this.missing.push(windows.length);
    this.rows.push([]);
    for (const window of windows) {
      this.batches.add({ signal: window, sampleRate }, (features) => this.waiting.push({ segment, features }));
    }
    if (this.waiting.length >= BATCH) await this.answer();
  }

  async finish(): Promise<SegmentAnswer[]> {
    this.batches.flush();
    await this.answer();
    return this.answers;
  }

  private async answer(): Promise<void> {
    const windows = this.waiting.splice(0);
    if (windows.length === 0) return;
    const { length } = windows[0].features;
    const inputs = new Float32Array(windows.length * length);
    windows.forEach(({ features }, i) => {
      inputs.set(features, i * length);
    });
    const outputs = await this.model.probabilities({ inputs, inputShape: this.shape });
    const width = outputs.length / windows.length;
    windows.forEach(({ segment }, i) => {
      this.rows[segment].push(Array.from(outputs.subarray(i * width, (i + 1) * width)));
      this.missing[segment]--;
    });
    for (let next = this.answers.length; this.missing[next] === 0; next++) {
      const answer = { ...this.times[next], ...answerOf(this.model, meanProbabilities(this.rows[next])) };
      this.rows[next] = [];
      this.answers.push(answer);
      this.onSegment?.(answer);
    }
  }
}

/** As few windows as cover a signal, evenly spaced from its beginning to its end; a shorter signal is one window. */
function coveringWindows(signal: Float32Array, length: number): Float32Array[] {
  const count = Math.ceil(signal.length / length);
  return Array.from({ length: count }, (_, i) => {
    const start = count === 1 ? 0 : Math.round((i * (signal.length - length)) / (count - 1));
    return signal.subarray(start, start + length);
  });
}
