import { int, native, tf, tidyData } from '../tensorflow';
import { greatestCommonDivisor } from './greatest-common-divisor';

/** Alias rejection of the filter in decibels: 20 below the -80 that is promised, for the sum of all images. */
const ATTENUATION = 100;
/** The filter leaves frequencies below this fraction of the lower Nyquist frequency as they are (soxr's HQ recipe). */
const PASSBAND = 0.913;
/** Phases that the native operation computes side by side (lib/tensorflow/native/resample.cc). */
const GROUP = 16;
/** From so many phases on, a last group that is not full costs little. */
const MANY_PHASES = 128;
/** Places of the filter's table from one of its zeros to the next. */
const TABLE_STEPS = 2048;
/** Rates further apart than this are no two rates of one sound, and want filters of millions of samples. */
const LARGEST_FACTOR = 10_000;
/** Samples of a result, 4 GiB. */
const LARGEST_LENGTH = 2 ** 30;
/** Largest set of weights; rates with few common divisors are computed output by output. */
const MAX_WEIGHTS = 2 ** 21;

/**
 * Changes the sample rate by a band-limited filter: a sinc under a Kaiser window, evaluated for each phase
 * (J. O. Smith, Digital Audio Resampling, 2002; window by Kaiser, 1974). Linear phase, no delay. Below 91.3 % of the
 * lower of both Nyquist frequencies nothing changes by more than 1e-4, and what lies above it is 80 dB down or more,
 * as of librosa's soxr_hq.
 *
 * @param signal samples at `from` Hz.
 * @returns ceil(length x to / from) samples at `to` Hz.
 * @throws RangeError where a rate is no positive whole number of Hz, the rates differ by more than a factor of 10,000,
 * or the result would have more than 2^30 samples.
 */
export function resample(signal: Float32Array, from: number, to: number): Float32Array {
  const { up, down } = ratio(from, to);
  if (up === down || signal.length === 0) return signal;
  const length = Math.ceil((signal.length * up) / down);
  if (length > LARGEST_LENGTH) {
    throw new RangeError(
      `resample: ${signal.length} samples of ${from} Hz would become ${length} of ${to} Hz; cut the signal first`,
    );
  }
  if (!isCommon(up, down)) return resampleByPhase(signal, up, down);
  return tidyData(() => resampleBatch(tf.tensor2d(signal, [1, signal.length]), from, to));
}

/** Whether `resampleBatch` takes these rates: all usual ones, whose ratio in lowest terms has small numbers. */
export function canResampleBatch(from: number, to: number): boolean {
  const { up, down } = ratio(from, to);
  return isCommon(up, down);
}

/**
 * `resample` for many signals at once, by a native operation of our own.
 * @param signals float32 [batch, samples]
 * @returns float32 [batch, ceil(samples x to / from)]
 * @throws RangeError where the ratio of the rates has large numbers; `canResampleBatch` tells.
 */
export function resampleBatch(signals: tf.Tensor2D, from: number, to: number): tf.Tensor2D {
  const { up, down } = ratio(from, to);
  if (up === down) return signals.clone();
  if (!isCommon(up, down)) {
    throw new RangeError(
      `resampleBatch: ${from} to ${to} Hz is ${up}/${down} in lowest terms; resample such signals one by one`,
    );
  }
  const { row, weights } = filterBank(up, down);
  return tf.tidy(() => {
    const bank = tf.tensor2d(weights, [row.groups, row.taps * GROUP]);
    const rates = { up: int(row.up), down: int(row.down), delay: int(halfWidth(up, down)) };
    return native('CahierResample', [signals, bank], rates) as tf.Tensor2D;
  });
}

function isCommon(up: number, down: number): boolean {
  const { groups, taps } = rowOf(up, down);
  return groups * taps * GROUP <= MAX_WEIGHTS;
}

/** `to / from` in lowest terms. */
function ratio(from: number, to: number): { up: number; down: number } {
  for (const rate of [from, to]) {
    if (!Number.isInteger(rate) || rate < 1)
      throw new RangeError(`resample: a rate is a positive whole number of Hz, not ${rate}`);
  }
  if (Math.max(from / to, to / from) > LARGEST_FACTOR) {
    throw new RangeError(`resample: ${from} and ${to} Hz differ by more than a factor of ${LARGEST_FACTOR}`);
  }
  const divisor = greatestCommonDivisor(from, to);
  return { up: to / divisor, down: from / divisor };
}

/** Half the length of the filter in input samples (Kaiser's formula for a transition from the passband to Nyquist). */
function halfWidth(up: number, down: number): number {
  const nyquist = Math.PI * Math.min(1, up / down);
  return Math.ceil((ATTENUATION - 7.95) / (2.285 * (1 - PASSBAND) * nyquist) / 2);
}

/** The filter's value at a distance of `time` input samples from its centre. */
function filter(up: number, down: number): (time: number) => number {
  const half = halfWidth(up, down);
  // The -6 dB point lies amid the transition; frequencies in cycles an input sample.
  const cutoff = 0.5 * Math.min(1, up / down) * ((1 + PASSBAND) / 2);
  const beta = 0.1102 * (ATTENUATION - 8.7);
  const peak = besselI0(beta);
  return (time) => {
    const position = time / half;
    if (Math.abs(position) >= 1) return 0;
    const angle = 2 * Math.PI * cutoff * time;
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    return (2 * cutoff * sinc * besselI0(beta * Math.sqrt(1 - position * position))) / peak;
  };
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** A row: `up` outputs from `down` new samples, whole groups of phases where there are few. */
interface Row {
  readonly up: number;
  readonly down: number;
  readonly groups: number;
  /** Samples that a group's filters reach over, from the first one's beginning to the last one's end. */
  readonly taps: number;
}

function rowOf(up: number, down: number): Row {
  const periods = up < MANY_PHASES ? GROUP / greatestCommonDivisor(up, GROUP) : 1;
  const taps = 2 * halfWidth(up, down) + 1 + Math.ceil(((GROUP - 1) * down) / up);
  return { up: periods * up, down: periods * down, groups: Math.ceil((periods * up) / GROUP), taps };
}

interface FilterBank {
  readonly row: Row;
  /** [groups, taps, GROUP], row-major. */
  readonly weights: Float32Array;
}

const banks = new Map<string, FilterBank>();
/** Banks that are kept: one may take 8 MiB, and a folder may hold clips of any rate. */
const MOST_BANKS = 16;

/** The filter of each phase, once computed. */
function filterBank(up: number, down: number): FilterBank {
  const key = `${up}/${down}`;
  const known = banks.get(key);
  if (known !== undefined) return known;
  const row = rowOf(up, down);
  const bank = { row, weights: bankWeights(row, filter(up, down), halfWidth(up, down)) };
  const [oldest] = banks.keys();
  if (banks.size >= MOST_BANKS) banks.delete(oldest);
  banks.set(key, bank);
  return bank;
}

function bankWeights({ up, down, groups, taps }: Row, value: (time: number) => number, half: number): Float32Array {
  const weights = new Float32Array(groups * taps * GROUP);
  for (let phase = 0; phase < up; phase++) {
    const group = Math.floor(phase / GROUP);
    const first = Math.floor((group * GROUP * down) / up);
    const centre = half + (phase * down) / up;
    for (let tap = 0; tap < taps; tap++) {
      weights[(group * taps + tap) * GROUP + (phase % GROUP)] = value(first + tap - centre);
    }
  }
  return weights;
}

/**
 * The same sums for any ratio, in lowest terms. However many phases there are, the filter is tabulated once and read
 * between two places along a straight line, which is within 2e-7 of its peak.
 */
export function resampleByPhase(signal: Float32Array, up: number, down: number): Float32Array {
  const half = halfWidth(up, down);
  const fill = phaseWeights(up, down);
  const output = new Float32Array(Math.ceil((signal.length * up) / down));
  const weights = new Float64Array(2 * half + 1);
  for (let phase = 0; phase < Math.min(up, output.length); phase++) {
    const first = Math.floor((phase * down) / up);
    fill(weights, half + (phase * down) / up - first);
    for (let j = phase, base = first - half; j < output.length; j += up, base += down) {
      const begin = Math.max(0, -base);
      const end = Math.min(weights.length, signal.length - base);
      let sum = 0;
      for (let i = begin; i < end; i++) sum += weights[i] * signal[base + i];
      output[j] = sum;
    }
  }
  return output;
}

/** Fills weights with the filter around a centre, out of a table. */
function phaseWeights(up: number, down: number): (weights: Float64Array, centre: number) => void {
  const value = filter(up, down);
  const perSample = TABLE_STEPS * Math.min(1, up / down);
  const table = Float64Array.from({ length: Math.ceil((halfWidth(up, down) + 1) * perSample) + 2 }, (_, i) =>
    value(i / perSample),
  );
  return (weights, centre) => {
    for (let i = 0; i < weights.length; i++) {
      const position = (i < centre ? centre - i : i - centre) * perSample;
      const at = position | 0;
      weights[i] = table[at] + (position - at) * (table[at + 1] - table[at]);
    }
  };
}
