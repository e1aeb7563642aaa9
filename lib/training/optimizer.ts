import { applyAdam, applyMomentum, tf } from '../tensorflow';

export interface OptimizerOptions {
  readonly optimizer: 'adam' | 'sgd';
  /** Added to the gradient as weightDecay * weight (as torch's Adam; not AdamW). */
  readonly weightDecay?: number;
  /** The gradients are scaled down together where their common norm exceeds this. */
  readonly clipNorm?: number;
}

export interface Optimizer {
  /** What must be kept to go on exactly: moments, velocities. */
  readonly slots: readonly tf.Variable[];
  /** One update. @param step int32 [], from 0. */
  apply(gradients: readonly tf.Tensor[], learningRate: tf.Tensor, step: tf.Tensor): void;
}

/** Keras' defaults: Adam with 0.9, 0.999 and 1e-7; SGD with momentum 0.9. */
export function createOptimizer(variables: readonly tf.Variable[], options: OptimizerOptions): Optimizer {
  const { apply, slots } = options.optimizer === 'adam' ? adam(variables) : sgd(variables);
  return {
    slots,
    apply(gradients, learningRate, step) {
      apply(clipped(decayed(gradients, variables, options.weightDecay), options.clipNorm), learningRate, step);
    },
  };
}

function adam(variables: readonly tf.Variable[], beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7): Optimizer {
  const means = variables.map(zeros);
  const squares = variables.map(zeros);
  return {
    slots: [...means, ...squares],
    apply(gradients, learningRate, step) {
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
        applyAdam(variable, means[i], squares[i], { ...shared, gradient: gradients[i] });
      });
    },
  };
}

function sgd(variables: readonly tf.Variable[], momentum = 0.9): Optimizer {
  const velocities = variables.map(zeros);
  return {
    slots: velocities,
    apply(gradients, learningRate) {
      variables.forEach((variable, i) => {
        applyMomentum(variable, velocities[i], {
          learningRate,
          momentum: tf.scalar(momentum),
          gradient: gradients[i],
        });
      });
    },
  };
}

function zeros(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(variable.shape), false));
}

function decayed(gradients: readonly tf.Tensor[], variables: readonly tf.Variable[], weightDecay = 0): tf.Tensor[] {
  if (weightDecay === 0) return [...gradients];
  return gradients.map((gradient, i) => gradient.add(variables[i].mul(weightDecay)));
}

/** Clipping by the global norm (Pascanu and others 2013). */
function clipped(gradients: tf.Tensor[], clipNorm?: number): tf.Tensor[] {
  if (clipNorm === undefined) return gradients;
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => gradient.square().sum())));
  const scale = tf.div(clipNorm, tf.maximum(norm, clipNorm));
  return gradients.map((gradient) => gradient.mul(scale));
}
