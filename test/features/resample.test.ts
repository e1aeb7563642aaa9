import assert from 'node:assert/strict';
import test from 'node:test';
import { canResampleBatch, fitLength, resample, resampleBatch } from '../../lib/features';
import { resampleByPhase } from '../../lib/features/resample';
import { tf } from '../../lib/tensorflow';
import { featuresReference } from '../golden/features-reference';
import { goldenSignal, tone } from '../golden/signals';

/** 44,101 Hz shares no divisor with 16,000 Hz: that pair takes the way for rare rates. */
const pairs = [
  [44_100, 16_000],
  [48_000, 16_000],
  [44_101, 16_000],
  [22_050, 16_000],
  [8000, 16_000],
  [16_000, 44_100],
];

/** Largest difference from `expected(j)` in the middle, where the filter sees the signal alone. */
function worst(output: Float32Array, expected: (j: number) => number): number {
  let error = 0;
  for (let j = Math.floor(output.length / 4); j < (3 * output.length) / 4; j++) {
    error = Math.max(error, Math.abs(output[j] - expected(j)));
  }
  return error;
}

for (const [from, to] of pairs) {
  const nyquist = Math.min(from, to) / 2;
  const length = Math.round(from / 4);

  test(`${from} to ${to} Hz: a tone below 91 % of the Nyquist frequency keeps amplitude and phase to 1e-4`, () => {
    for (const fraction of [0.02, 0.3, 0.6, 0.85, 0.91]) {
      const hz = Math.round(fraction * nyquist);
      const output = resample(tone(hz, length, from), from, to);
      assert.equal(output.length, Math.ceil((length * to) / from));
      const error = worst(output, (j) => Math.sin((2 * Math.PI * hz * j) / to));
      assert.ok(error <= 1e-4, `${hz} Hz: error ${error}`);
    }
  });

  test(`${from} to ${to} Hz: what would be an alias is 80 dB down`, () => {
    // Going down, tones above the new Nyquist frequency vanish; going up, the images of what is there do.
    const highest = from / 2;
    for (const fraction of [1, 1.02, 1.2, 1.6, 2.2]) {
      const hz = Math.round(fraction * nyquist);
      if (to > from || hz > highest) continue;
      const output = resample(tone(hz, length, from, 0.7), from, to);
      const decibels = 20 * Math.log10(worst(output, () => 0));
      assert.ok(decibels <= -80, `${hz} Hz: ${decibels} dB`);
    }
    const constant = worst(resample(new Float32Array(length).fill(1), from, to), () => 1);
    assert.ok(constant <= 1e-4, `a constant: ripple ${constant}`);
  });
}

for (const [key, { values }] of Object.entries(featuresReference.resampled)) {
  test(`${key}: librosa's soxr_hq gives the same`, () => {
    const [from, to] = key.split(' ').map(Number);
    const input = goldenSignal(Math.floor(from / 20), from);
    const output = resample(input, from, to);
    assert.equal(output.length, values.length);
    // The two filters differ between passband and Nyquist, where only the noise has something.
    const error = worst(output, (j) => values[j]);
    assert.ok(error <= 1e-3, `error ${error}`);
  });
}

test('both ways to compute are one filter, for a batch as for each signal', () => {
  const signals = [goldenSignal(3000, 44_100), tone(300, 3000, 44_100)];
  assert.ok(canResampleBatch(44_100, 16_000));
  assert.ok(!canResampleBatch(44_101, 16_000));
  tf.tidy(() => {
    const batch = resampleBatch(tf.tensor2d([...signals[0], ...signals[1]], [2, 3000]), 44_100, 16_000);
    const rows = batch.arraySync();
    signals.forEach((signal, i) => {
      const alone = resample(signal, 44_100, 16_000);
      const byPhase = resampleByPhase(signal, 160, 441);
      // Sums of float32 products in another order.
      assert.ok(Math.max(...alone.map((value, j) => Math.abs(value - rows[i][j]))) <= 1e-6);
      assert.ok(Math.max(...alone.map((value, j) => Math.abs(value - byPhase[j]))) <= 1e-6);
    });
  });
});

test('equal rates change nothing, silence stays silence, and tensors do not leak', () => {
  const signal = goldenSignal(500, 8000);
  assert.deepEqual(resample(signal, 8000, 8000), signal);
  resample(signal, 44_100, 16_000);
  const before = tf.memory().numTensors;
  const silent = resample(new Float32Array(44_100), 44_100, 16_000);
  assert.ok(silent.every((value) => value === 0));
  assert.equal(tf.memory().numTensors, before);
  assert.equal(resample(new Float32Array(0), 44_100, 16_000).length, 0);
});

test('rates that are none are refused', () => {
  for (const rate of [0, -8000, 22_050.5, Number.NaN]) {
    assert.throws(() => resample(new Float32Array(10), rate, 8000), {
      name: 'RangeError',
      message: /rate is a positive/,
    });
  }
  tf.tidy(() => {
    assert.throws(() => resampleBatch(tf.zeros([1, 10]), 44_101, 16_000), /44101 to 16000 Hz.*one by one/);
  });
});

test('fitLength cuts the end, pads with silence, and leaves what fits', () => {
  const signal = Float32Array.from([1, 2, 3]);
  assert.deepEqual(fitLength(signal, 2), Float32Array.from([1, 2]));
  assert.deepEqual(fitLength(signal, 5), Float32Array.from([1, 2, 3, 0, 0]));
  assert.equal(fitLength(signal, 3), signal);
  assert.deepEqual(fitLength(new Float32Array(0), 2), Float32Array.from([0, 0]));
  for (const length of [0, -1, 2.5]) assert.throws(() => fitLength(signal, length), RangeError);
});
