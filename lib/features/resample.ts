import { compile, tf } from '../tensorflow';

/** Alias rejection of the filter in decibels: 20 below the -80 that is promised, for the sum of all images. */
const ATTENUATION = 100;
/** The filter leaves frequencies below this fraction of the lower Nyquist frequency as they are (soxr's HQ recipe). */
const PASSBAND = 0.913;
/** Outputs of one row of the matrix product; fewer would waste it. */
const MIN_ROW = 128;
/** Largest matrix of weights; rates with few common divisors are computed output by output. */
const MAX_WEIGHTS = 2 ** 21;

/**
 * Changes the sample rate by a band-limited filter: a sinc under a Kaiser window, evaluated for each phase
 * (J. O. Smith, Digital Audio Resampling, 2002; window by Kaiser, 1974). Linear phase, no delay. Below 91.3 % of the
 * lower of both Nyquist frequencies nothing changes by more than 1e-4, and what lies above it is 80 dB down or more,
 * as of librosa's soxr_hq.
 *
 * @param signal samples at `from` Hz.
 * @returns ceil(length x to / from) samples at `to` Hz.
 * @throws RangeError where a rate is no positive whole number of Hz.
 */
export function resample(signal: Float32Array, from: number, to: number): Float32Array {
  const { up, down } = ratio(from, to);
  if (up === down || signal.length === 0) return signal;
  if (!isCommon(up, down)) return resampleByPhase(signal, up, down);
  return tf.tidy(() => {
    const signals = tf.tensor2d(signal, [1, signal.length]);
    return resampleBatch(signals, from, to).dataSync() as Float32Array;
  });
}

/** Whether `resampleBatch` takes these rates: all usual ones, whose ratio in lowest terms has small numbers. */
export function canResampleBatch(from: number, to: number): boolean {
  const { up, down } = ratio(from, to);
  return isCommon(up, down);
}

/**
 * `resample` for many signals at once, on native ops: as much as one matrix product.
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
  return product(up, down)(signals);
}

function isCommon(up: number, down: number): boolean {
  const { outputs, width } = rowSizes(up, down);
  return width * outputs <= MAX_WEIGHTS;
}

/** `to / from` in lowest terms. */
function ratio(from: number, to: number): { up: number; down: number } {
  for (const rate of [from, to]) {
    if (!Number.isInteger(rate) || rate < 1)
      throw new RangeError(`resample: a rate is a positive whole number of Hz, not ${rate}`);
  }
  let [divisor, rest] = [from, to];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
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

/** A row takes `step` new input samples, with those around them `width`, and gives `outputs` samples. */
function rowSizes(up: number, down: number): { step: number; outputs: number; width: number } {
  const periods = Math.ceil(MIN_ROW / up);
  const step = periods * down;
  const overlap = Math.ceil((2 * halfWidth(up, down)) / step);
  return { step, outputs: periods * up, width: (1 + overlap) * step };
}

const products = new Map<string, (signals: tf.Tensor2D) => tf.Tensor2D>();

/** The compiled product for one ratio of rates; its weights are a constant of the graph. */
function product(up: number, down: number): (signals: tf.Tensor2D) => tf.Tensor2D {
  const key = `${up}/${down}`;
  let compiled = products.get(key);
  if (compiled === undefined) {
    compiled = compile((signals: tf.Tensor2D) => multiply(signals, up, down));
    products.set(key, compiled);
  }
  return compiled;
}

function multiply(signals: tf.Tensor2D, up: number, down: number): tf.Tensor2D {
  const [batch, length] = signals.shape;
  const { step, outputs, width } = rowSizes(up, down);
  const half = halfWidth(up, down);
  const outputLength = Math.ceil((length * up) / down);
  const rows = Math.ceil(outputLength / outputs);
  const blocks = rows - 1 + width / step;
  const padded = signals.pad([
    [0, 0],
    [half, Math.max(0, blocks * step - half - length)],
  ]) as tf.Tensor2D;
  const cut = padded.slice([0, 0], [batch, blocks * step]).reshape([batch, blocks, step]);
  // Rows overlap: each is its own block and the following ones, side by side.
  const parts = Array.from({ length: width / step }, (_, i) => cut.slice([0, i, 0], [batch, rows, step]));
  const windows = tf.concat(parts, 2).reshape([batch * rows, width]) as tf.Tensor2D;
  const weights = tf.tensor2d(rowWeights(up, down), [width, outputs]);
  return tf
    .matMul(windows, weights)
    .reshape([batch, rows * outputs])
    .slice([0, 0], [batch, outputLength]) as tf.Tensor2D;
}

/** [width, outputs], row-major: output j of a row lies `half + j x down / up` input samples after the row's start. */
function rowWeights(up: number, down: number): Float32Array {
  const { outputs, width } = rowSizes(up, down);
  const half = halfWidth(up, down);
  const value = filter(up, down);
  const weights = new Float32Array(width * outputs);
  for (let j = 0; j < outputs; j++) {
    const centre = half + (j * down) / up;
    const last = Math.min(width - 1, Math.floor(centre + half));
    for (let i = Math.ceil(centre - half); i <= last; i++) weights[i * outputs + j] = value(i - centre);
  }
  return weights;
}

/** The same sums for any ratio, in lowest terms: each phase's filter is evaluated once and used for all its outputs. */
export function resampleByPhase(signal: Float32Array, up: number, down: number): Float32Array {
  const value = filter(up, down);
  const half = halfWidth(up, down);
  const output = new Float32Array(Math.ceil((signal.length * up) / down));
  const weights = new Float64Array(2 * half + 1);
  for (let phase = 0; phase < Math.min(up, output.length); phase++) {
    const shift = (phase * down) / up;
    const first = Math.floor(shift);
    for (let i = 0; i < weights.length; i++) weights[i] = value(i - half - (shift - first));
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
