import { checkOptions, flag, number, object } from '../../options';
import { applyMomentum, tf } from '../../tensorflow';
import { anyLearningRate, type LearningRate } from '../schedules/schedule';
import { described, type Optimizer, zerosLike } from './optimizer';

export interface SgdOptions {
  /** Default 0.01. */
  readonly learningRate?: LearningRate;
  /** Share of the last update that goes on; default 0.9. */
  readonly momentum?: number;
  /** Looks ahead by the momentum (Sutskever and others 2013); default false. */
  readonly nesterov?: boolean;
}

const OPTIONS = object({
  learningRate: anyLearningRate.default(0.01),
  momentum: number({ min: 0, below: 1 }).default(0.9),
  nesterov: flag.default(false),
});

/**
 * Stochastic gradient descent with momentum: velocity = momentum * velocity - learningRate * gradient, and the weight
 * moves by it. As Keras' SGD; PyTorch multiplies the rate in later, which is the same while the rate is constant.
 * @throws UserError where an option is out of range.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { learningRate, momentum, nesterov } = checkOptions('sgd', OPTIONS, options);
  return {
    learningRate,
    describe: () => described('sgd', { momentum, nesterov }),
    create(variables) {
      const velocity = zerosLike(variables);
      return {
        slots: { velocity },
        apply(gradients, { learningRate }) {
          variables.forEach((variable, i) => {
            const inputs = { learningRate, momentum: tf.scalar(momentum), gradient: gradients[i] };
            applyMomentum(variable, velocity[i], inputs, { nesterov });
          });
        },
      };
    },
  };
}
