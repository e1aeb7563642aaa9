import { UserError } from '../errors';
import { adam, adamW, addDecay, chain, clipNorm, lion, type Optimizer, rmsprop, sgd } from './optimizers';
import type { LearningRate } from './schedules';

/** Optimisers that a config may name. */
export const optimizerNames = ['adam', 'adamW', 'sgd', 'rmsprop', 'lion'] as const;

export type OptimizerName = (typeof optimizerNames)[number];

export interface OptimizerChoice {
  /** A name, with the settings below, or an optimiser, which has its own; default 'adam'. */
  readonly optimizer?: OptimizerName | Optimizer;
  /** Default: the optimiser's own. */
  readonly learningRate?: LearningRate;
  /** Largest global norm of the gradient. */
  readonly clipNorm?: number;
  /** Of adamW and lion decoupled from the gradient; of the others weightDecay * weight added to it, as in torch. */
  readonly weightDecay?: number;
}

/** @throws UserError where an optimiser is given and beside it what it has itself. */
export function chosenOptimizer(choice: OptimizerChoice): Optimizer {
  const { optimizer = 'adam', learningRate, clipNorm: norm, weightDecay } = choice;
  if (typeof optimizer !== 'string') {
    const other = Object.entries({ learningRate, clipNorm: norm, weightDecay }).find(
      ([, value]) => value !== undefined,
    );
    if (other === undefined) return optimizer;
    throw new UserError(
      `${other[0]} and an optimiser are both given: the optimiser has its own, such as chain(clipNorm(1), adam({ learningRate: 1e-3 }))`,
    );
  }
  const rate = learningRate === undefined ? {} : { learningRate };
  const decay = weightDecay === undefined ? {} : { weightDecay };
  const plain = { adam, sgd, rmsprop };
  const rule =
    optimizer === 'adamW' || optimizer === 'lion'
      ? { adamW, lion }[optimizer]({ ...rate, ...decay })
      : plain[optimizer](rate);
  const added = optimizer in plain && weightDecay !== undefined && weightDecay > 0 ? [addDecay(weightDecay)] : [];
  return chain(...added, ...(norm === undefined ? [] : [clipNorm(norm)]), rule);
}
