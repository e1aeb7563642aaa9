import { checkOptions, integer, number, object, oneOf } from '../../options';
import { tf } from '../../tensorflow';
import { falling } from './decay';
import { type Schedule, schedule } from './schedule';
import { type WarmUp, warmedUp } from './warm-up';

export interface CosineOptions extends WarmUp {
  /** All updates of the training, its warm-up among them. */
  readonly steps: number;
  /** The rate after the last of them; default 0. */
  readonly end?: number;
}

const RATE = number({ above: 0 });
const END = number({ min: 0 }).default(0);
const WARM_UP = integer({ min: 0 }).default(0);
const COSINE = object({ steps: integer({ min: 1 }), end: END, warmUp: WARM_UP });

/**
 * Half a cosine from `rate` to `end` (Loshchilov and Hutter 2017; torch's CosineAnnealingLR, which then rises again,
 * where this one stays at `end`).
 */
export function cosine(rate: number, options: CosineOptions): Schedule {
  checkOptions('cosine: rate', RATE, rate);
  const { steps, end, warmUp } = checkOptions('cosine', COSINE, options);
  const length = falling('cosine', steps, warmUp);
  const curve = warmedUp({ peak: rate, steps: warmUp }, (step) => between(rate, end, step.div(length)));
  return schedule('cosine', { rate, steps, end, warmUp }, curve);
}

export interface CosineRestartsOptions extends WarmUp {
  /** Updates of the first fall (torch's T_0). */
  readonly first: number;
  /** How many times longer each fall is than the one before it (torch's T_mult); default 1. */
  readonly times?: number;
  readonly end?: number;
}

const RESTARTS = object({
  first: integer({ min: 1 }),
  times: integer({ min: 1 }).default(1),
  end: END,
  warmUp: WARM_UP,
});

/** Cosines that begin anew at `rate` (SGDR, Loshchilov and Hutter 2017; torch's CosineAnnealingWarmRestarts). */
export function cosineRestarts(rate: number, options: CosineRestartsOptions): Schedule {
  checkOptions('cosineRestarts: rate', RATE, rate);
  const { first, times, end, warmUp } = checkOptions('cosineRestarts', RESTARTS, options);
  const curve = warmedUp({ peak: rate, steps: warmUp }, (step) => {
    const { start, length } = cycle(step, first, times);
    return between(rate, end, step.sub(start).div(length));
  });
  return schedule('cosineRestarts', { rate, first, times, end, warmUp }, curve);
}

/** float32 counts steps exactly up to here. */
const MOST_STEPS = 2 ** 24;

/** Where the fall of a step began and how long it is. Starts are compared, for a logarithm would miss one by rounding. */
function cycle(step: tf.Tensor, first: number, times: number): { start: tf.Tensor; length: tf.Tensor } {
  if (times === 1) return { start: tf.floor(step.div(first)).mul(first), length: tf.scalar(first) };
  const starts = [0];
  const lengths = [first];
  for (let next = first; next < MOST_STEPS; next += lengths[lengths.length - 1]) {
    starts.push(next);
    lengths.push(lengths[lengths.length - 1] * times);
  }
  const begun = step.greaterEqual(tf.tensor1d(starts, 'float32')).cast('float32');
  const lastOf = (ascending: readonly number[]) => begun.mul(tf.tensor1d([...ascending], 'float32')).max();
  return { start: lastOf(starts), length: lastOf(lengths) };
}

export interface OneCycleOptions {
  /** All updates of the training. */
  readonly steps: number;
  /** Share of them in which the rate rises; default 0.3. */
  readonly rising?: number;
  /** The first rate is the highest divided by this; default 25. */
  readonly startDivisor?: number;
  /** The last rate is the first divided by this; default 10,000. */
  readonly endDivisor?: number;
  /** Along which curve the rate rises and falls; default 'cosine'. */
  readonly shape?: 'cosine' | 'linear';
}

const ONE_CYCLE = object({
  steps: integer({ min: 2 }),
  rising: number({ above: 0, below: 1 }).default(0.3),
  startDivisor: number({ min: 1 }).default(25),
  endDivisor: number({ min: 1 }).default(1e4),
  shape: oneOf('cosine', 'linear').default('cosine'),
});

/** One rise to `highest` and one fall to nearly nothing (Smith and Topin 2018; torch's OneCycleLR with two phases). */
export function oneCycle(highest: number, options: OneCycleOptions): Schedule {
  checkOptions('oneCycle: highest', RATE, highest);
  const settings = checkOptions('oneCycle', ONE_CYCLE, options);
  const { steps, rising, startDivisor, endDivisor, shape } = settings;
  const start = highest / startDivisor;
  const top = rising * steps - 1;
  const along = shape === 'cosine' ? between : lineBetween;
  const curve = (step: tf.Tensor) =>
    tf.where(
      step.lessEqual(top),
      along(start, highest, step.div(Math.max(top, 1))),
      along(highest, start / endDivisor, step.sub(top).div(steps - 1 - top)),
    );
  return schedule('oneCycle', { highest, ...settings }, curve);
}

/** Half a cosine from one rate to another, where `share` runs from 0 to 1; the second one after it. */
function between(from: number, to: number, share: tf.Tensor): tf.Tensor {
  const up = tf.cos(tf.minimum(share, 1).mul(Math.PI)).add(1);
  return up.mul((from - to) / 2).add(to);
}

function lineBetween(from: number, to: number, share: tf.Tensor): tf.Tensor {
  return tf
    .minimum(share, 1)
    .mul(to - from)
    .add(from);
}
