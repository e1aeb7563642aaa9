import { type Examples, examples, type InputArray } from '../data/dataset';
import { UserError } from '../errors';
import { standardize } from '../features';
import { outputActivation } from '../tensorflow';
import { predict } from '../training/predict';
import { loadModelFolder } from '../weights';
import type { Preprocessing } from '../weights/model-description';
import type { ModelSource, Prepared } from './model-source';

/** A model of a folder that `saveModel` wrote, computed by TensorFlow. @throws UserError where it has no card. */
export async function folderModel(folder: string): Promise<ModelSource> {
  const { model, card } = await loadModelFolder(folder);
  if (card === undefined) {
    model.dispose();
    throw new UserError(
      `${folder} has no card that says what the model takes; save it by saveModel with a description (docs/models.md).`,
    );
  }
  return {
    facts: card,
    inputShape: model.inputs[0].shape.slice(1),
    numClasses: model.outputs[0].shape.at(-1) as number,
    activation: outputActivation(model) as ModelSource['activation'],
    outputs: (prepared) => predict(model, scaled(prepared, card.preprocessing)),
    close: () => model.dispose(),
  };
}

/** As the card says: z-scores of sounds, ranges of pictures. Bytes in [0, 1] are scaled by `predict`. */
function scaled({ inputs, inputShape }: Prepared, preprocessing?: Preprocessing): Examples<InputArray> {
  const size = inputs.length / inputShape.reduce((product, side) => product * side, 1);
  const given = examples(inputs, inputShape, new Int32Array(size));
  if (preprocessing?.kind === 'sound') {
    const { statistics } = preprocessing;
    return statistics === undefined ? given : standardize(given as Examples<Float32Array>, statistics);
  }
  if (preprocessing?.kind !== 'image') return given;
  const { range, mean, deviation, channels } = preprocessing;
  const [low, high] = range;
  if (low === 0 && high === 1 && mean === undefined) return given;
  const values = Float32Array.from(inputs, (byte, i) => {
    const channel = i % channels;
    return (low + ((high - low) * byte) / 255 - (mean?.[channel] ?? 0)) / (deviation?.[channel] ?? 1);
  });
  return examples(values, inputShape, new Int32Array(size));
}
