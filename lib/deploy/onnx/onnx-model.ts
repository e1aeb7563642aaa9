import { UserError } from '../../errors';
import { type CheckedDescription, checkDescription } from '../../weights/model-description';
import type { ModelSource } from '../model-source';
import { readOnnxFacts } from './onnx-file';
import { runOnnx } from './onnx-tool';

/** The key of the file's metadata under which `cahier export` keeps what a card says, as JSON. */
export const CARD_KEY = 'cahier';

/** What `cahier export` keeps of a model beside its graph. */
export interface OnnxCard extends Pick<ModelSource, 'inputShape' | 'numClasses' | 'activation'> {
  readonly facts: CheckedDescription;
}

/** What an ONNX file says of its model. @throws UserError where `cahier export` did not write it. */
export function readOnnxCard(file: string): OnnxCard {
  const text = readOnnxFacts(file).metadata[CARD_KEY];
  if (text === undefined) {
    throw new UserError(
      `${file} does not say what its model takes; export it by cahier export, which keeps the model's card in it.`,
    );
  }
  const card = JSON.parse(text) as OnnxCard;
  return { ...card, facts: checkDescription(file, card.facts) };
}

/** A model of an ONNX file, computed by onnxruntime; scaling and z-scores are in its graph. */
export async function onnxModel(file: string): Promise<ModelSource> {
  const { facts, ...rest } = readOnnxCard(file);
  return {
    ...rest,
    facts,
    outputs: async ({ inputs, inputShape }) => {
      const size = inputs.length / inputShape.reduce((product, side) => product * side, 1);
      // A model may take pictures as rows, or flat.
      const own = rest.inputShape.every((side) => side !== null) ? (rest.inputShape as number[]) : inputShape;
      const [{ values }] = await runOnnx(file, { values: inputs, shape: [size, ...own] });
      return values;
    },
    close: () => {},
  };
}
