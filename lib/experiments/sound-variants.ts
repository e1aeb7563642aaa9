import { select } from '../data/dataset';
import { buildModel } from '../models';
import { createRandom } from '../random';
import type { tf } from '../tensorflow';
import { answerClips, type ClipAnswers } from './sound-answers';
import type { SoundFoldResult } from './sound-fold';

export interface VariantOptions {
  /** Crops of the main test. */
  readonly crops: number;
  /** How another model hears the same clips. */
  readonly other: { readonly frames: number; readonly crops: number };
  readonly seed: number;
}

/** The same weights asked in other ways; the test clips choose nothing by it. */
export interface SoundVariants {
  /** The training clips as they are, without copies, masks or dropout. */
  readonly train: ClipAnswers;
  /** One crop, the middle of each clip, instead of the mean over several. */
  readonly oneCrop: ClipAnswers;
  /** As many frames and crops as the other model has; no layer depends on their number. */
  readonly otherLength: ClipAnswers;
  /** The frames of each crop shuffled. */
  readonly shuffledFrames: ClipAnswers;
  /** The convolutions hear the frames in order, the recurrence gets them shuffled. Of the CRNN alone. */
  readonly shuffledSteps?: ClipAnswers;
}

/** Asks a trained model of a fold about its clips in other ways than its main test. */
export async function askVariants(
  { kind, model, dataset, originals }: Pick<SoundFoldResult, 'kind' | 'model' | 'dataset' | 'originals'>,
  { crops, other, seed }: VariantOptions,
): Promise<SoundVariants> {
  const { test, train } = dataset;
  const rows = Array.from({ length: originals }, (_, i) => i);
  const frames = model.inputs[0].shape[2] as number;
  const order = createRandom(seed).shuffle(Array.from({ length: frames }, (_, i) => i));
  return {
    train: await answerClips(model, select(train, rows), { crops }),
    oneCrop: await answerClips(model, test, { crops: 1 }),
    otherLength: await asking(rebuilt(kind, model, { frames: other.frames }), (longer) =>
      answerClips(longer, test, { crops: other.crops }),
    ),
    shuffledFrames: await answerClips(model, test, { crops, shuffleSeed: seed }),
    ...(kind === 'crnnMfcc' && {
      shuffledSteps: await asking(rebuilt(kind, model, { frames, stepOrder: order }), (shuffled) =>
        answerClips(shuffled, test, { crops }),
      ),
    }),
  };
}

/** The same weights in a model of another length, or with another order of steps. */
function rebuilt(
  kind: SoundFoldResult['kind'],
  model: tf.LayersModel,
  { frames, stepOrder }: { readonly frames: number; readonly stepOrder?: readonly number[] },
): tf.LayersModel {
  const [, bands, , channels] = model.inputs[0].shape as number[];
  const copy = buildModel({
    name: kind,
    inputShape: [bands, frames, channels],
    numClasses: model.outputs[0].shape[1] as number,
    ...(stepOrder && { stepOrder }),
  });
  copy.setWeights(model.getWeights());
  return copy;
}

async function asking(model: tf.LayersModel, ask: (model: tf.LayersModel) => Promise<ClipAnswers>) {
  try {
    return await ask(model);
  } finally {
    model.dispose();
  }
}
