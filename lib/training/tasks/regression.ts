import { checkOptions, number, object, oneOf } from '../../options';
import { squaredError, tf } from '../../tensorflow';
import { asFloat, perExample } from './per-example';
import { knownTask, type Task, type TaskContext } from './task';

export interface RegressionOptions {
  /** Mean squared error, mean absolute error, or Huber's: squared up to `delta`, absolute beyond. Default 'mse'. */
  readonly loss?: 'mse' | 'mae' | 'huber';
  /** Where Huber's loss passes from one to the other; default 1. */
  readonly delta?: number;
  /** What this loss counts beside those of other outputs; default 1. */
  readonly weight?: number;
}

const OPTIONS = object({
  loss: oneOf('mse', 'mae', 'huber').default('mse'),
  delta: number({ above: 0 }).default(1),
  weight: number({ above: 0 }).default(1),
});

/**
 * Numbers: targets float32 of the output's shape; [batch] will do for [batch, 1].
 * @throws UserError where an option is out of range.
 */
export function regression(options: RegressionOptions = {}): Task {
  const settings = checkOptions('regression', OPTIONS, options);
  const { loss, weight } = settings;
  const metric = (kind: ElementLoss) => (context: TaskContext) => measured(context, kind, settings.delta).sum();
  return knownTask('regression', settings, {
    weight,
    loss: (context) => measured(context, loss, settings.delta),
    metrics: {
      ...(loss !== 'mae' && { meanAbsoluteError: metric('mae') }),
      ...(loss !== 'mse' && { meanSquaredError: metric('mse') }),
    },
  });
}

/** The input again, as an autoencoder: how far the outputs are from the inputs, before an augmentation changed those. */
export function reconstruction(options: RegressionOptions = {}): Task {
  const settings = checkOptions('reconstruction', OPTIONS, options);
  return knownTask('reconstruction', settings, {
    targets: 'inputs',
    weight: settings.weight,
    loss: (context) => measured(context, settings.loss, settings.delta),
  });
}

type ElementLoss = 'mse' | 'mae' | 'huber';

/** The mean of an example's element losses, float32 [batch]. */
function measured({ outputs, targets, mask }: TaskContext, kind: ElementLoss, delta: number): tf.Tensor {
  const wanted = alike(targets, outputs);
  if (kind === 'mse' && mask === undefined) return squaredError(outputs, wanted);
  return perExample(elementLoss(outputs.sub(wanted), kind, delta), mask);
}

function elementLoss(difference: tf.Tensor, kind: ElementLoss, delta: number): tf.Tensor {
  if (kind === 'mse') return difference.square();
  const size = difference.abs();
  if (kind === 'mae') return size;
  const within = tf.minimum(size, delta);
  return within.square().mul(0.5).add(size.sub(within).mul(delta));
}

/** Targets in the outputs' shape, as float32. */
function alike(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor {
  if (targets.size !== outputs.size) {
    throw new RangeError(
      `the outputs have shape [${outputs.shape}], the targets [${targets.shape}]: give one for each`,
    );
  }
  return asFloat(targets).reshape(outputs.shape);
}
