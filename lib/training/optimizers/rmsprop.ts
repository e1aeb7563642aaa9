import { checkOptions, number, object } from '../../options';
import { applyRmsprop, tf } from '../../tensorflow';
import { anyLearningRate, type LearningRate } from '../schedules/schedule';
import { described, type Optimizer, zerosLike } from './optimizer';

export interface RmspropOptions {
  /** Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** How slowly the running mean of the squared gradient forgets; default 0.9. */
  readonly rho?: number;
  /** Share of the last update that goes on; default 0. */
  readonly momentum?: number;
  /** Default 1e-7. */
  readonly epsilon?: number;
}

const OPTIONS = object({
  learningRate: anyLearningRate.default(1e-3),
  rho: number({ min: 0, below: 1 }).default(0.9),
  momentum: number({ min: 0, below: 1 }).default(0),
  epsilon: number({ above: 0 }).default(1e-7),
});

/**
 * RMSprop (Tieleman and Hinton 2012), as Keras and TensorFlow have it: epsilon stands within the root. PyTorch adds it
 * outside; the two agree where gradients are large beside epsilon.
 * @throws UserError where an option is out of range.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const { learningRate, rho, momentum, epsilon } = checkOptions('rmsprop', OPTIONS, options);
  return {
    learningRate,
    describe: () => described('rmsprop', { rho, momentum, epsilon }),
    create(variables) {
      const square = zerosLike(variables);
      const velocity = zerosLike(variables);
      return {
        slots: { square, velocity },
        apply(gradients, { learningRate }) {
          const scalars = { rho: tf.scalar(rho), momentum: tf.scalar(momentum), epsilon: tf.scalar(epsilon) };
          variables.forEach((variable, i) => {
            applyRmsprop(variable, square[i], velocity[i], { learningRate, ...scalars, gradient: gradients[i] });
          });
        },
      };
    },
  };
}
