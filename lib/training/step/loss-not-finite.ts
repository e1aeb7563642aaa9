import { UserError } from '../../errors';

/** A batch's loss is no number any more: what is learnt from there on is worthless. */
export class LossNotFinite extends UserError {
  constructor(
    /** The first such batch since the metrics were reset, from 1. */
    readonly batch: number,
  ) {
    super(`the loss of batch ${batch} is NaN or infinite: ${REMEDY}`);
  }
}

export const REMEDY = 'lower the learning rate, clip the gradients (clipNorm), or look for a fault in the data';
