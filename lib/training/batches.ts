import { examplesSource } from '../data/array-source';
import type { Examples, InputArray } from '../data/dataset';
import type { Source } from '../data/source';
import { checkOptions, integer, object } from '../options';
import { createRandom } from '../random';
import { mixSeed, tf } from '../tensorflow';
import type { Batch } from './step/batch';

/** Examples in memory, or a source of batches that reads them when their turn comes. */
export type Part = Examples<InputArray> | Source<Batch>;

export const sourceOf = (part: Part): Source<Batch> => ('batch' in part ? part : examplesSource(part));

export interface BatchesOptions {
  /** Examples of a batch; the last of an epoch may have fewer. */
  readonly size: number;
  /** Shuffles; without it the examples come in their order. */
  readonly seed?: number;
  /** From 1: each epoch has an order of its own. */
  readonly epoch?: number;
  /** How many batches a source may read ahead while the ones before are learnt from; default 2. */
  readonly ahead?: number;
}

/** A batch, and which examples it has. */
export type NumberedBatch = Batch & { readonly indices: Int32Array };

const OPTIONS = object({
  size: integer({ min: 1 }),
  seed: integer().optional(),
  epoch: integer({ min: 1 }).default(1),
  ahead: integer({ min: 0 }).default(2),
});

/**
 * The batches of one epoch. Tensors that a source made for a batch live until the next one is asked for.
 * @throws what the source throws, when the batch's turn comes.
 */
export async function* batches(part: Part, options: BatchesOptions): AsyncGenerator<NumberedBatch, void, void> {
  const { size, seed, epoch, ahead } = checkOptions('batches', OPTIONS, options);
  const source = sourceOf(part);
  const order = seed === undefined ? inOrder(source.size) : epochOrder(source.size, seed, epoch);
  const reading: Promise<NumberedBatch>[] = [];
  try {
    for (const indices of batchesOf(order, size)) {
      const batch = source.batch(indices);
      if (reading.length === 0 && !(batch instanceof Promise)) {
        yield* lent({ ...batch, indices });
        continue;
      }
      const read = Promise.resolve(batch).then((made) => ({ ...made, indices }));
      // A failure is told when its turn comes, and not before.
      read.catch(() => undefined);
      reading.push(read);
      if (reading.length > ahead) yield* lent(await (reading.shift() as Promise<NumberedBatch>));
    }
    while (reading.length > 0) yield* lent(await (reading.shift() as Promise<NumberedBatch>));
  } finally {
    for (const read of reading) read.then(disposeBatch, () => undefined);
  }
}

function* lent(batch: NumberedBatch): Generator<NumberedBatch, void, void> {
  try {
    yield batch;
  } finally {
    disposeBatch(batch);
  }
}

function disposeBatch({ inputs, targets, weights, mask }: Batch): void {
  const leaves = [inputs, targets, weights, mask].flatMap((part) =>
    part === undefined || part instanceof tf.Tensor ? [part] : Object.values(part),
  );
  for (const leaf of leaves) if (leaf instanceof tf.Tensor) leaf.dispose();
}

const inOrder = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i);

/** The order of an epoch: a function of seed and epoch alone, so that a resumed run sees the same batches. */
export function epochOrder(size: number, seed: number, epoch: number): Int32Array {
  return createRandom(mixSeed(seed, epoch)).shuffle(inOrder(size));
}

/** Cuts an order into batches; the last may be smaller. */
export function* batchesOf(order: Int32Array, batchSize: number): Generator<Int32Array> {
  for (let start = 0; start < order.length; start += batchSize) yield order.subarray(start, start + batchSize);
}
