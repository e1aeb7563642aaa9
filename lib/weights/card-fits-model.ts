import { UserError } from '../errors';
import { featureShape } from '../features/clip-features';
import type { tf } from '../tensorflow';
import type { CheckedDescription, Preprocessing } from './model-description';

/**
 * Checks that a model has the inputs and outputs that its description speaks of.
 * @param where begins the sentence.
 * @throws UserError `digits: 6 class names, but model mnist_cnn has 7 outputs; ...`
 */
export function checkFitsModel(where: string, model: tf.LayersModel, description: CheckedDescription): void {
  const { classNames, preprocessing } = description;
  if (classNames !== undefined) checkClasses(where, model, classNames);
  if (preprocessing !== undefined && preprocessing.kind !== 'raw') checkInputs(where, model, preprocessing);
}

function checkClasses(where: string, { name, outputs }: tf.LayersModel, classNames: readonly string[]): void {
  if (outputs.length !== 1) {
    throw new UserError(`${where}: classNames are of one output, but model ${name} has ${outputs.length}.`);
  }
  const count = outputs[0].shape.at(-1);
  if (classNames.length !== count) {
    throw new UserError(
      `${where}: ${classNames.length} class names, but model ${name} has ${count} outputs; name each of them, in their order.`,
    );
  }
}

function checkInputs(
  where: string,
  { name, inputs }: tf.LayersModel,
  preprocessing: Exclude<Preprocessing, { kind: 'raw' }>,
) {
  if (inputs.length !== 1) {
    throw new UserError(
      `${where}: preprocessing is of one input, but model ${name} has ${inputs.length}; say { kind: 'raw' }.`,
    );
  }
  const wanted = inputs[0].shape.slice(1);
  const made = preprocessing.kind === 'image' ? imageShape(where, preprocessing) : soundShape(where, preprocessing);
  if (!fits(made, wanted, preprocessing)) {
    throw new UserError(
      `${where}: preprocessing gives inputs [${made.join(', ')}], but model ${name} takes [${wanted.map((side) => side ?? 'any').join(', ')}].`,
    );
  }
}

type Of<Kind extends Preprocessing['kind']> = Extract<Preprocessing, { kind: Kind }>;

function imageShape(where: string, { height, width, channels, mean, deviation }: Of<'image'>): number[] {
  for (const [key, values] of Object.entries({ mean, deviation })) {
    if ((mean === undefined) !== (deviation === undefined)) {
      throw new UserError(`${where}: preprocessing has one of mean and deviation; give both or none.`);
    }
    if (values !== undefined && values.length !== channels) {
      throw new UserError(
        `${where}: preprocessing.${key} has ${values.length} values for pictures of ${channels} channels; give one of each.`,
      );
    }
  }
  return [height, width, channels];
}

function soundShape(where: string, { recipe, statistics }: Of<'sound'>): number[] {
  const shape = shapeOf(where, recipe);
  const [bands, , channels] = shape;
  for (const [key, values] of Object.entries(statistics ?? {})) {
    if (values.length !== bands * channels) {
      throw new UserError(
        `${where}: preprocessing.statistics.${key} has ${values.length} values, but the recipe gives ${bands} bands of ${channels} channels; give statistics of the same recipe.`,
      );
    }
  }
  return shape;
}

function shapeOf(where: string, recipe: Of<'sound'>['recipe']): number[] {
  try {
    return featureShape(recipe);
  } catch (error) {
    throw new UserError(`${where}: preprocessing.recipe: ${(error as Error).message}.`);
  }
}

/** Images may be taken as rows or flat, as `forward` does; of a sound the model may see fewer frames, as crops. */
function fits(made: readonly number[], wanted: readonly (number | null)[], { kind }: Preprocessing): boolean {
  const same = made.length === wanted.length;
  const isCrop = (side: number, index: number) => kind === 'sound' && index === 1 && side < made[index];
  if (same && wanted.every((side, i) => side === null || side === made[i] || isCrop(side, i))) return true;
  const size = (shape: readonly (number | null)[]) =>
    shape.reduce<number>((product, side) => product * (side ?? Number.NaN), 1);
  return !same && size(made) === size(wanted);
}
