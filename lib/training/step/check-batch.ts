import { isNumericArray, type NumericArray } from '../../data/source';
import { tf } from '../../tensorflow';
import type { Batch } from './batch';
import type { Head, Objective } from './objective';

/** The classes that a head's targets may name; undefined where they are no class numbers. */
export function classesOf({ task, shape }: Head): number | undefined {
  return task.targets === 'classes' ? (task.classes ?? (shape[shape.length - 1] as number)) : undefined;
}

/** The place of the first label outside of 0..classes-1; -1 where there is none. */
export const foreignLabel = (labels: Int32Array, classes: number): number =>
  labels.findIndex((label) => label < 0 || label >= classes);

/**
 * Class numbers that no class has are refused before the batch is learnt from: a GPU gives a loss of NaN for them, and
 * as probabilities they are all zero.
 * @throws RangeError naming the label and its place.
 */
export function checkBatch({ heads }: Objective, batch: Batch): void {
  for (const head of heads) {
    const classes = classesOf(head);
    const labels = classes === undefined ? undefined : labelsOf(batch.targets, head.output);
    if (labels === undefined || classes === undefined) continue;
    const place = foreignLabel(labels, classes);
    if (place >= 0) throw new RangeError(foreignLabelMessage(labels[place], classes, `example ${place} of the batch`));
  }
}

export const foreignLabelMessage = (label: number, classes: number, where: string): string =>
  `${where} has label ${label}: the classes of the model are numbered 0 to ${classes - 1}`;

function labelsOf(targets: Batch['targets'], output: string | undefined): Int32Array | undefined {
  if (targets === undefined) return undefined;
  const own = (
    output === undefined || targets instanceof tf.Tensor || isNumericArray(targets as NumericArray)
      ? targets
      : (targets as Record<string, NumericArray | tf.Tensor>)[output]
  ) as NumericArray | tf.Tensor | undefined;
  if (own instanceof tf.Tensor) return own.dtype === 'int32' ? (own.dataSync() as Int32Array) : undefined;
  return own?.data instanceof Int32Array ? own.data : undefined;
}
