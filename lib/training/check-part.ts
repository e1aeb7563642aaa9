import type { Examples, InputArray } from '../data/dataset';
import { arraysOf, type ExampleBatch } from '../data/source';
import { UserError } from '../errors';
import type { tf } from '../tensorflow';
import type { NumberedBatch, Part } from './batches';
import { classesOf, foreignLabel, foreignLabelMessage } from './step/check-batch';
import type { Objective } from './step/objective';

/** A part of a data set as a sentence names it. */
export interface NamedPart {
  /** Such as `the training part`. */
  readonly name: string;
  /** What to do where it is empty. */
  readonly remedy: string;
}

const product = (shape: readonly (number | null)[]) => shape.reduce<number>((size, side) => size * (side ?? 1), 1);

/** @throws UserError where there is nothing to learn from or to measure. */
export function checkNotEmpty({ size }: Pick<Part, 'size'>, { name, remedy }: NamedPart): void {
  if (size === 0) throw new UserError(`${name} has no examples: ${remedy}`);
}

/**
 * Examples in memory are looked at before any is learnt from; those of a source when their batch comes.
 * @param cropped augmentation may crop, so only the model can say whether its result fits.
 * @throws UserError naming part and example, where they cannot be fed to the model.
 */
export function checkPart(
  model: tf.LayersModel,
  objective: Objective,
  part: Part,
  named: NamedPart & { readonly cropped?: boolean },
): void {
  checkNotEmpty(part, named);
  if ('batch' in part) return;
  if (!named.cropped) checkShape(model, part, named.name);
  checkLabels(objective, part, named.name);
  checkFinite(part, named.name);
}

/** @throws RangeError where the inputs have not the shape that the model takes. */
export function checkShape(
  model: tf.LayersModel,
  { inputs, inputShape, size }: Examples<InputArray>,
  name: string,
): void {
  const wanted = model.inputs[0].shape.slice(1);
  if (model.inputs.length > 1) {
    throw new RangeError(
      `model ${model.name} has the inputs ${model.inputNames.join(', ')}, ${name} has one: give a source`,
    );
  }
  if (inputs.length === size * product(wanted) || wanted.includes(null)) return;
  throw new RangeError(
    `model ${model.name} takes inputs of shape [${wanted}], ${name} has [${inputShape}]; load the data set that belongs to the model`,
  );
}

function checkLabels({ heads: [head] }: Objective, { labels, size }: Examples<InputArray>, name: string): void {
  if (head.task.targets === 'inputs') return;
  if (labels.length !== size)
    throw new UserError(`${name} has ${size} examples and ${labels.length} labels: give one each`);
  const classes = classesOf(head);
  const place = classes === undefined ? -1 : foreignLabel(labels, classes);
  if (place >= 0) {
    throw new UserError(foreignLabelMessage(labels[place], classes as number, `example ${place} of ${name}`));
  }
}

/** @throws UserError naming the first example with a value that is no finite number. */
export function checkFinite({ inputs, size }: Pick<Examples<InputArray>, 'inputs' | 'size'>, name: string): void {
  const place = firstNotFinite(inputs);
  if (place < 0) return;
  const example = Math.floor(place / (inputs.length / size));
  throw new UserError(notFiniteMessage(inputs[place], `example ${example} of ${name}`));
}

export const notFiniteMessage = (value: number, where: string): string =>
  `${where} has the value ${value}: a model cannot learn from it; mend or leave out this example`;

/** The place of the first NaN or Infinity; -1 where there is none. */
export function firstNotFinite(values: ArrayLike<number>): number {
  if (values instanceof Uint8Array || values instanceof Int32Array) return -1;
  for (let i = 0; i < values.length; i++) {
    // What is no finite number differs from itself less itself; quicker than a call for each of many millions.
    if (values[i] - values[i] !== 0) return i;
  }
  return -1;
}

/** The first value of a batch that is no finite number, as a sentence; undefined where all are, or the batch is of tensors. */
export function notFiniteIn(batch: NumberedBatch, name: string): string | undefined {
  for (const [, array] of arraysOf(batch as ExampleBatch)) {
    if (!ArrayBuffer.isView(array.data)) continue;
    const place = firstNotFinite(array.data);
    if (place < 0) continue;
    const row = Math.floor(place / (array.data.length / array.shape[0]));
    return notFiniteMessage(array.data[place], `example ${batch.indices[row]} of ${name}`);
  }
  return undefined;
}
