import { UserError } from '../../errors';
import { tf } from '../../tensorflow';

/** A batch's loss is no number any more: what is learnt from here on is worthless. */
export class LossNotFinite extends UserError {
  constructor(
    readonly loss: number,
    /** Of all batches so far, from 1. */
    readonly batch: number,
  ) {
    super(`the loss of batch ${batch} is ${loss}: ${REMEDY}`);
  }
}

export const REMEDY = 'lower the learning rate, clip the gradients (clipNorm), or look for a fault in the data';

/**
 * Notices a loss of NaN or Infinity. The loss of a batch is read when the next one is under way, so that a GPU does
 * not wait for that; hence it is noticed one batch late, and told of the batch that it was.
 */
export class LossWatch {
  private last: tf.Tensor | undefined;
  private batches = 0;

  /** Takes the loss of the next batch, float32 [], and checks the one before. */
  add(loss: tf.Tensor): void {
    const before = this.last;
    this.last = tf.keep(loss);
    this.batches++;
    if (before !== undefined) check(before, this.batches - 1);
  }

  /** Checks the last batch. @throws LossNotFinite */
  settle(): void {
    const { last } = this;
    this.last = undefined;
    if (last !== undefined) check(last, this.batches);
  }

  dispose(): void {
    this.last?.dispose();
    this.last = undefined;
  }
}

function check(loss: tf.Tensor, batch: number): void {
  const [value] = loss.dataSync();
  loss.dispose();
  if (!Number.isFinite(value)) throw new LossNotFinite(value, batch);
}
