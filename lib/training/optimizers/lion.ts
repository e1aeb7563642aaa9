import { callable, checkOptions, listOf, number, object } from '../../options';
import { addToVariable, assignVariable, decayWeights } from '../../tensorflow';
import { anyLearningRate, type LearningRate } from '../schedules/schedule';
import { described, type Optimizer, zerosLike } from './optimizer';
import { type Decays, decaysKernels, flagsOf } from './weight-decay';

export interface LionOptions {
  /** Default 1e-4: three to ten times less than Adam's. */
  readonly learningRate?: LearningRate;
  /** Of the mixture whose sign is taken, and of the running mean; default [0.9, 0.99]. */
  readonly betas?: readonly [number, number];
  /** Decoupled, as AdamW's; default 0. */
  readonly weightDecay?: number;
  /** Which variables decay; default all but biases and the scales and offsets of normalisations. */
  readonly decays?: Decays;
}

const share = number({ min: 0, below: 1 });
const OPTIONS = object({
  learningRate: anyLearningRate.default(1e-4),
  betas: listOf(share, 2).default([0.9, 0.99]),
  weightDecay: number({ min: 0 }).default(0),
  decays: callable<Decays>().default(() => decaysKernels),
});

/**
 * Lion (Chen and others 2023): each weight moves by the learning rate in the direction of the sign of a running mean,
 * so one slot a weight is enough.
 * @throws UserError where an option is out of range.
 */
export function lion(options: LionOptions = {}): Optimizer {
  const { learningRate, betas, weightDecay, decays } = checkOptions('lion', OPTIONS, options);
  const [beta1, beta2] = betas;
  return {
    learningRate,
    describe: (variables) => described('lion', { betas, weightDecay, decaying: flagsOf(variables, decays) }),
    create(variables) {
      const m = zerosLike(variables);
      const decaying = variables.filter(decays);
      return {
        slots: { m },
        apply(gradients, { learningRate }) {
          if (weightDecay > 0) decayWeights(decaying, { learningRate, weightDecay });
          variables.forEach((variable, i) => {
            const mixture = m[i].mul(beta1).add(gradients[i].mul(1 - beta1));
            addToVariable(variable, mixture.sign().mul(learningRate.neg()));
            assignVariable(m[i], m[i].mul(beta2).add(gradients[i].mul(1 - beta2)));
          });
        },
      };
    },
  };
}
