import assert from 'node:assert/strict';
import test from 'node:test';
import {
  delta,
  frameCount,
  type MfccOptions,
  melSpectrogram,
  melSpectrogramBatch,
  mfcc,
  mfccBatch,
  powerToDb,
  spectrogram,
} from '../../lib/features';
import { compile, tf } from '../../lib/tensorflow';
import { featuresReference, type Stored } from '../golden/features-reference';
import { relativeError } from '../golden/numbers';
import { goldenSignal, tone } from '../golden/signals';

const { librosa, torchaudio, deltas } = featuresReference;

function assertEqual(actual: tf.Tensor, { shape, values }: Stored, tolerance: number): void {
  assert.deepEqual(actual.shape, shape);
  const error = relativeError(actual.dataSync(), values);
  assert.ok(error <= tolerance, `error ${error}`);
}

const sets: Record<keyof typeof librosa, MfccOptions & { length: number }> = {
  document: { sampleRate: 16_000, length: 6400, nFft: 1024, hopLength: 512, numMels: 64, numMfcc: 40 },
  defaults: { length: 6000 },
  centred: {
    sampleRate: 16_000,
    length: 4000,
    nFft: 512,
    hopLength: 160,
    winLength: 400,
    center: true,
    numMels: 40,
    fMin: 50,
    fMax: 7000,
    numMfcc: 13,
  },
};

for (const [name, expected] of Object.entries(librosa)) {
  const { length, ...options } = sets[name as keyof typeof sets];
  const signal = goldenSignal(length, options.sampleRate ?? 22_050);

  // Float32 transforms and sums in another order: 1e-5 of the largest value, a tenth of what is promised.
  test(`${name}: powers, mels, decibels and coefficients are librosa's`, () => {
    tf.tidy(() => {
      const power = spectrogram(signal, options);
      const rows = Array.from({ length: Math.ceil(power.shape[0] / 16) }, (_, i) => 16 * i);
      assertEqual(tf.gather(power, rows), expected.power, 1e-5);
      const mels = melSpectrogram(signal, options);
      assertEqual(mels, expected.mel, 1e-5);
      assertEqual(powerToDb(mels), expected.decibels, 1e-5);
      assertEqual(powerToDb(mels, { ref: 'max', topDb: 60 }), expected.decibelsToMax, 1e-5);
      assertEqual(mfcc(signal, options), expected.mfcc, 1e-5);
    });
  });

  test(`${name}: each coefficient by itself is librosa's to 1e-4, or 1e-3 dB`, () => {
    const coefficients = tf.tidy(() => mfcc(signal, options).dataSync());
    expected.mfcc.values.forEach((value, i) => {
      // A float32 FFT leaves about 1e-3 dB in bands 60 dB below the loudest; a coefficient sums them all.
      assert.ok(
        Math.abs(coefficients[i] - value) <= 1e-4 * Math.max(10, Math.abs(value)),
        `${i}: ${coefficients[i]}, ${value}`,
      );
    });
  });
}

test("HTK's scale without norm, centred and mirrored, gives torchaudio's numbers", () => {
  const options = {
    sampleRate: 16_000,
    nFft: 400,
    hopLength: 200,
    numMels: 40,
    melScale: 'htk',
    norm: null,
    center: true,
    padMode: 'reflect',
  } as const;
  const signal = goldenSignal(4000, 16_000);
  tf.tidy(() => {
    assertEqual(melSpectrogram(signal, options), torchaudio.mel, 1e-5);
    const coefficients = mfcc(signal, options);
    assertEqual(coefficients, torchaudio.mfcc, 1e-5);
    assertEqual(delta(coefficients, { width: 5 }), torchaudio.delta, 1e-5);
  });
});

for (const [key, expected] of Object.entries(deltas)) {
  test(`delta "${key}" is librosa's`, () => {
    const [mode, width, order] = key.split(' ');
    tf.tidy(() => {
      const features = tf.tensor2d(goldenSignal(36, 100), [3, 12]);
      const options = { mode: mode as 'nearest', width: Number(width), order: Number(order) as 1 | 2 };
      assertEqual(delta(features, options), expected, 1e-5);
    });
  });
}

test('3 s at 16 kHz are 92 frames and 4 s are 124', () => {
  const options = { nFft: 1024, hopLength: 512 };
  assert.equal(frameCount(48_000, options), 92);
  assert.equal(frameCount(64_000, options), 124);
  assert.equal(frameCount(1024, options), 1);
  assert.equal(frameCount(22_050, { center: true }), 44);
});

test('a tone has its energy in its own bin: half the window squared', () => {
  const [nFft, bin] = [512, 40];
  const power = tf.tidy(() => spectrogram(tone((bin * 16_000) / nFft, 2048, 16_000), { nFft, hopLength: 512 }));
  const values = power.arraySync();
  power.dispose();
  // A sine of amplitude 1 under a Hann window of n samples: |X|^2 = (n / 4)^2 at its bin, a quarter beside it.
  assert.ok(Math.abs(values[bin][1] / (nFft / 4) ** 2 - 1) <= 1e-5);
  assert.ok(Math.abs(values[bin + 1][1] / (nFft / 8) ** 2 - 1) <= 1e-5);
  assert.ok(values[bin + 3][1] <= 1e-6 * values[bin][1]);
});

test('the slope of a ramp is its step, and its curvature nothing; of a parabola it is two', () => {
  tf.tidy(() => {
    const ramp = tf.tensor1d(Array.from({ length: 20 }, (_, i) => 3 * i));
    const parabola = tf.tensor1d(Array.from({ length: 20 }, (_, i) => i * i));
    for (const width of [3, 5, 9]) {
      for (const value of delta(ramp, { width, mode: 'interp' }).dataSync()) assert.ok(Math.abs(value - 3) < 1e-5);
      for (const value of delta(ramp, { width, order: 2, mode: 'interp' }).dataSync())
        assert.ok(Math.abs(value) < 1e-5);
      const curvature = delta(parabola, { width, order: 2 }).dataSync().slice(8, 12);
      for (const value of curvature) assert.ok(Math.abs(value - 2) < 1e-4);
    }
    assert.ok(delta(ramp, { width: 5 }).dataSync()[0] < 3, 'a repeated first frame flattens the slope');
  });
});

test('silence is finite everywhere', () => {
  tf.tidy(() => {
    const silence = new Float32Array(4096);
    assert.ok(
      spectrogram(silence)
        .dataSync()
        .every((value) => value === 0),
    );
    // 10 log10(1e-10) = -100 dB in each band; the first coefficient is their sum over the root of their number.
    for (const value of powerToDb(melSpectrogram(silence)).dataSync()) assert.ok(Math.abs(value + 100) < 1e-4);
    const coefficients = mfcc(silence, { numMfcc: 5 }).arraySync();
    assert.ok(Math.abs(coefficients[0][0] + 100 * Math.sqrt(128)) < 1e-2);
    assert.ok(Math.abs(coefficients[1][0]) < 1e-3);
    assert.ok(delta(mfcc(silence)).dataSync().every(Number.isFinite));
  });
});

test('a batch gives what each signal gives alone, eagerly and compiled, each with a maximum of its own', () => {
  const signals = [
    goldenSignal(4000, 16_000),
    goldenSignal(4000, 16_000).map((value) => value / 1000),
    new Float32Array(4000),
  ];
  const options: MfccOptions = { sampleRate: 16_000, nFft: 512, hopLength: 256, numMels: 32, numMfcc: 12 };
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const batch = tf.stack(signals.map((signal) => tf.tensor1d(signal))) as tf.Tensor2D;
    const mels = tf.stack(signals.map((signal) => melSpectrogram(signal, options)));
    // A product of other sizes may add in another order, as it does on processors without AVX-512.
    assert.ok(relativeError(melSpectrogramBatch(batch, options).dataSync(), mels.dataSync()) <= 1e-6);
    const alone = tf.stack(signals.map((signal) => mfcc(signal, options))).dataSync();
    assert.ok(relativeError(mfccBatch(batch, options).dataSync(), alone) <= 1e-6);
    const compiled = compile((x: tf.Tensor2D) => mfccBatch(x, options));
    for (let run = 0; run < 2; run++) assert.ok(relativeError(compiled(batch).dataSync(), alone) <= 1e-6);
  });
  assert.equal(tf.memory().numTensors, before);
});

test('what cannot be computed is refused in one sentence', () => {
  const signal = new Float32Array(1000);
  assert.throws(() => mfcc(signal), /1000 samples is shorter than one frame of 2048: pad it with fitLength/);
  assert.throws(() => mfcc(new Float32Array(0), { center: true }), /0 samples is shorter than one frame/);
  assert.throws(
    () => spectrogram(signal, { nFft: 512, winLength: 600 }),
    /winLength is a whole number of samples from 1 to nFft \(512\), not 600/,
  );
  assert.throws(
    () => spectrogram(signal, { nFft: 512, hopLength: 0 }),
    /hopLength is 0; expected a whole number, at least 1/,
  );
  assert.throws(
    () => spectrogram(new Float32Array(200), { nFft: 512, center: true, padMode: 'reflect' }),
    /cannot be mirrored over 256/,
  );
  assert.throws(
    () => mfcc(signal, { nFft: 512, numMfcc: 200 }),
    /numMfcc is a whole number from 1 to numMels \(128\), not 200/,
  );
  tf.tidy(() => {
    assert.throws(
      () => delta(tf.zeros([2, 4]), { width: 4 }),
      /delta: width is 4; expected an odd number of frames, at least 3/,
    );
    assert.throws(() => delta(tf.zeros([2, 4]), { mode: 'interp' }), /4 frames are fewer than width 9/);
    assert.throws(() => powerToDb(tf.zeros([2, 4]), { amin: 0 }), /powerToDb: amin is 0; expected a number, above 0/);
    assert.throws(
      () => powerToDb(tf.zeros([2, 4]), { topDb: -1 }),
      /powerToDb: topDb is -1; expected a number, at least 0/,
    );
  });
});
