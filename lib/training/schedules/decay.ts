import { checkOptions, integer, listOf, number, object } from '../../options';
import { tf } from '../../tensorflow';
import { type Schedule, schedule } from './schedule';
import { type WarmUp, warmedUp } from './warm-up';

const RATE = number({ above: 0 });
const WARM_UP = integer({ min: 0 }).default(0);

/** The same rate in each step, after its warm-up. */
export function constant(rate: number, options: WarmUp = {}): Schedule {
  checkOptions('constant: rate', RATE, rate);
  const { warmUp } = checkOptions('constant', object({ warmUp: WARM_UP }), options);
  const curve = warmedUp({ peak: rate, steps: warmUp }, (step) => tf.fill(step.shape, rate));
  return schedule('constant', { rate, warmUp }, curve);
}

export interface PolynomialOptions extends WarmUp {
  /** All updates of the training, its warm-up among them. */
  readonly steps: number;
  /** The rate after the last of them; default 0. */
  readonly end?: number;
  /** 1 falls evenly, more falls faster at first; default 1. */
  readonly power?: number;
}

const POLYNOMIAL = object({
  steps: integer({ min: 1 }),
  end: number({ min: 0 }).default(0),
  power: number({ above: 0 }).default(1),
  warmUp: WARM_UP,
});

/** From `rate` to `end`: end + (rate - end) * (1 - t / steps)^power (torch's PolynomialLR where `end` is 0). */
export function polynomial(rate: number, options: PolynomialOptions): Schedule {
  checkOptions('polynomial: rate', RATE, rate);
  const { steps, end, power, warmUp } = checkOptions('polynomial', POLYNOMIAL, options);
  const length = falling('polynomial', steps, warmUp);
  const curve = warmedUp({ peak: rate, steps: warmUp }, (step) =>
    tf
      .sub(1, tf.minimum(step.div(length), 1))
      .pow(power)
      .mul(rate - end)
      .add(end),
  );
  return schedule('polynomial', { rate, steps, end, power, warmUp }, curve);
}

/** From `rate` evenly to `end`: `polynomial` with power 1. */
export const linear = (rate: number, options: Omit<PolynomialOptions, 'power'>): Schedule =>
  polynomial(rate, { ...options, power: 1 });

export interface StepDecayOptions extends WarmUp {
  /** The rate falls each time that so many updates have passed, or after each number of updates of a list. */
  readonly every: number | readonly number[];
  /** What it is multiplied by; default 0.1. */
  readonly factor?: number;
}

const FACTOR = number({ above: 0, below: 1 });

/** A staircase (torch's StepLR, and MultiStepLR for a list). */
export function stepDecay(rate: number, { every, ...options }: StepDecayOptions): Schedule {
  checkOptions('stepDecay: rate', RATE, rate);
  const { factor, warmUp } = checkOptions(
    'stepDecay',
    object({ factor: FACTOR.default(0.1), warmUp: WARM_UP }),
    options,
  );
  const count = integer({ min: 1 });
  const places = checkOptions('stepDecay', object({ every: listOf(count) }), { every: [every].flat() }).every;
  const falls = (step: tf.Tensor) =>
    typeof every === 'number'
      ? tf.floor(step.div(every))
      : step.greaterEqual(tf.tensor1d(places, 'float32')).cast('float32').sum();
  const curve = warmedUp({ peak: rate, steps: warmUp }, (step) => tf.pow(factor, falls(step)).mul(rate));
  return schedule('stepDecay', { rate, every, factor, warmUp }, curve);
}

/** rate * factor^(t / every): falls by `factor` in each `every` updates, a little in each (torch's ExponentialLR). */
export function exponential(
  rate: number,
  options: WarmUp & { readonly factor: number; readonly every?: number },
): Schedule {
  checkOptions('exponential: rate', RATE, rate);
  const schema = object({ factor: FACTOR, every: integer({ min: 1 }).default(1), warmUp: WARM_UP });
  const { factor, every, warmUp } = checkOptions('exponential', schema, options);
  const curve = warmedUp({ peak: rate, steps: warmUp }, (step) => tf.pow(factor, step.div(every)).mul(rate));
  return schedule('exponential', { rate, factor, every, warmUp }, curve);
}

/** Updates that are left for a fall after the warm-up. @throws RangeError where there are none. */
export function falling(name: string, steps: number, warmUp: number): number {
  if (warmUp >= steps) {
    throw new RangeError(`${name}: of ${steps} steps ${warmUp} are warm-up; give fewer, so that some are left`);
  }
  return steps - warmUp;
}
