import { callable, either, number } from '../../options';
import { tf } from '../../tensorflow';

/**
 * A learning rate as a function of the step; part of the compiled step.
 *
 * It is given the number of updates so far, int32 [], and returns float32 []. A checkpoint knows it by its `name`.
 */
export type Schedule = (step: tf.Tensor) => tf.Tensor;

export type LearningRate = number | Schedule;

/** The schema of a learning rate in options. */
export const anyLearningRate = either('a number, above 0, or a schedule such as cosine(1e-3, { steps })', [
  number({ above: 0 }),
  callable<Schedule>(),
]);

/** A learning rate as a checkpoint and an error name it. */
export const nameOfRate = (rate: LearningRate): number | string => (typeof rate === 'number' ? rate : rate.name);

/** Names a schedule after its settings, of which `curve` makes the rate from the step as float32 []. */
export function schedule(name: string, settings: object, curve: (step: tf.Tensor) => tf.Tensor): Schedule {
  const named: Schedule = (step) => curve(step.cast('float32'));
  return Object.defineProperty(named, 'name', { value: `${name} ${JSON.stringify(settings)}` });
}

/** The rate of one step, from 0. */
export function rateAt(rate: LearningRate, step: number): number {
  if (typeof rate === 'number') return rate;
  return tf.tidy(() => rate(tf.scalar(step, 'int32')).dataSync()[0]);
}

/** The rates of the first `steps` steps: a curve to look at before a training is begun. */
export function ratesOf(rate: LearningRate, steps: number): Float32Array {
  return Float32Array.from({ length: steps }, (_, step) => rateAt(rate, step));
}
