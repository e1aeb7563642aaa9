import { UserError } from '../errors';
import type { History } from './history';

/** A training that cannot go on. What was learnt until then is not lost: the model keeps its weights. */
export class FitFailure extends UserError {
  constructor(
    message: string,
    /** Of the epochs that were completed. */
    readonly history: History,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
