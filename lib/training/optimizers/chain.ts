import type { GradientTransform } from './gradient-transforms';
import type { Optimizer } from './optimizer';

/**
 * An optimiser behind transformations of its gradients, in the order in which they are applied:
 * `chain(clipNorm(1), adamW({ learningRate: 1e-3 }))`.
 */
export function chain(...steps: readonly [...GradientTransform[], Optimizer]): Optimizer {
  const transforms = steps.slice(0, -1) as GradientTransform[];
  const optimizer = steps[steps.length - 1] as Optimizer;
  checkOrder(transforms, optimizer);
  return {
    learningRate: optimizer.learningRate,
    describe: (variables) => steps.map((step) => step.describe(variables)).join(', '),
    create(variables) {
      const { slots, apply } = optimizer.create(variables);
      return {
        slots,
        apply(gradients, context) {
          const transformed = transforms.reduce((changed, step) => step.apply(changed, variables), gradients);
          apply(transformed, context);
        },
      };
    },
  };
}

/** A program without types may end a chain with a transformation, or put an optimiser in its middle. */
function checkOrder(transforms: readonly GradientTransform[], optimizer: Optimizer | undefined): void {
  if (optimizer === undefined || !('create' in optimizer) || transforms.some((step) => !('apply' in step))) {
    throw new RangeError(
      'chain takes transformations such as clipNorm(1), and at its end one optimiser such as adam()',
    );
  }
}
