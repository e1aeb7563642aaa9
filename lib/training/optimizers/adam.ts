import { callable, checkOptions, listOf, number, object } from '../../options';
import { applyAdam, decayWeights, tf } from '../../tensorflow';
import { anyLearningRate, type LearningRate } from '../schedules/schedule';
import { described, type Optimizer, type OptimizerState, zerosLike } from './optimizer';
import { type Decays, decaysKernels, flagsOf } from './weight-decay';

export interface AdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** How fast the running means of gradient and squared gradient forget; default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Keeps the division away from zero; default 1e-7, Keras'. */
  readonly epsilon?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** Share of each weight, times the learning rate, that is taken away in each step; default 0.01. */
  readonly weightDecay?: number;
  /** Which variables decay; default all but biases and the scales and offsets of normalisations. */
  readonly decays?: Decays;
}

const share = number({ min: 0, below: 1 });
const ADAM = {
  learningRate: anyLearningRate.default(1e-3),
  betas: listOf(share, 2).default([0.9, 0.999]),
  epsilon: number({ above: 0 }).default(1e-7),
};
const ADAM_OPTIONS = object(ADAM);
const ADAMW_OPTIONS = object({
  ...ADAM,
  weightDecay: number({ min: 0 }).default(0.01),
  decays: callable<Decays>().default(() => decaysKernels),
});

/**
 * Adam (Kingma and Ba 2015), as Keras has it: epsilon is added to the root before its correction. PyTorch adds it
 * after; the two agree where gradients are large beside epsilon.
 * @throws UserError where an option is out of range.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { learningRate, betas, epsilon } = checkOptions('adam', ADAM_OPTIONS, options);
  return {
    learningRate,
    describe: () => described('adam', { betas, epsilon }),
    create: (variables) => adamState(variables, betas, epsilon),
  };
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): weight -= learningRate * weightDecay * weight, then
 * Adam's update, which knows nothing of it. As torch.optim.AdamW.
 * @throws UserError where an option is out of range.
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const { learningRate, betas, epsilon, weightDecay, decays } = checkOptions('adamW', ADAMW_OPTIONS, options);
  return {
    learningRate,
    describe: (variables) => described('adamW', { betas, epsilon, weightDecay, decaying: flagsOf(variables, decays) }),
    create(variables) {
      const state = adamState(variables, betas, epsilon);
      const decaying = variables.filter(decays);
      return {
        slots: state.slots,
        apply(gradients, context) {
          if (weightDecay > 0) decayWeights(decaying, { learningRate: context.learningRate, weightDecay });
          state.apply(gradients, context);
        },
      };
    },
  };
}

function adamState(variables: readonly tf.Variable[], betas: readonly number[], epsilon: number): OptimizerState {
  const [beta1, beta2] = betas;
  const m = zerosLike(variables);
  const v = zerosLike(variables);
  return {
    slots: { m, v },
    apply(gradients, { learningRate, step }) {
      const count = step.add(1).cast('float32');
      const shared = {
        learningRate,
        beta1Power: tf.pow(tf.scalar(beta1), count),
        beta2Power: tf.pow(tf.scalar(beta2), count),
        beta1: tf.scalar(beta1),
        beta2: tf.scalar(beta2),
        epsilon: tf.scalar(epsilon),
      };
      variables.forEach((variable, i) => {
        applyAdam(variable, m[i], v[i], { ...shared, gradient: gradients[i] });
      });
    },
  };
}
