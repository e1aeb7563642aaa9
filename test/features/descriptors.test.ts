import assert from 'node:assert/strict';
import test from 'node:test';
import { frameDescriptors, meydaMfcc, mfcc } from '../../lib/features';
import { createRandom } from '../../lib/random';
import { tf } from '../../lib/tensorflow';
import { goldenSignal, tone } from '../golden/signals';

const RATE = 16_000;

test('a tone: its root mean square, crossings, centroid and pitch class are known on paper', () => {
  // Bin 28 of 1024 is 437.5 Hz: an A, 0.7 % flat.
  const found = frameDescriptors(
    tone(437.5, 4096, RATE).map((value) => 0.5 * value),
    { sampleRate: RATE },
  );
  assert.equal(found.rms.length, 7);
  assert.deepEqual(found.times.slice(0, 2), [512 / RATE, 1024 / RATE]);
  found.rms.forEach((rms, frame) => {
    assert.ok(Math.abs(rms - 0.5 / Math.SQRT2) < 1e-3);
    // Two crossings a period, one more or less in a frame.
    assert.ok(Math.abs(found.zeroCrossingRate[frame] - (2 * 437.5) / RATE) < 1.1 / 1023);
    // Meyda's Hann window is the symmetric one: a little leaks into distant bins.
    assert.ok(Math.abs(found.centroid[frame] - 437.5) < 10, `centroid ${found.centroid[frame]}`);
    assert.ok(found.rolloff[frame] < 1000, `rolloff ${found.rolloff[frame]}`);
    assert.ok(found.flatness[frame] < 0.01, `flatness ${found.flatness[frame]}`);
    assert.equal(found.chroma[frame].indexOf(1), 9, 'A is the tenth pitch class from C');
  });
});

test('white noise is flat, and its centroid lies amid the band', () => {
  const random = createRandom(1);
  const noise = Float32Array.from({ length: 16_384 }, () => 2 * random.next() - 1);
  const { flatness, centroid, zeroCrossingRate } = frameDescriptors(noise, { sampleRate: RATE });
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Magnitudes of noise are Rayleigh distributed: exp(E ln) / E = sqrt(2) exp(-gamma / 2) / sqrt(pi / 2) = 0.845.
  assert.ok(Math.abs(mean(flatness) - 0.845) < 0.02, `flatness ${mean(flatness)}`);
  assert.ok(Math.abs(mean(centroid) - RATE / 4) < 150, `centroid ${mean(centroid)}`);
  assert.ok(Math.abs(mean(zeroCrossingRate) - 0.5) < 0.02);
});

test('silence gives zeros, and another rate after it is measured by its own', () => {
  const silent = frameDescriptors(new Float32Array(2048), { sampleRate: RATE });
  for (const values of [silent.rms, silent.zeroCrossingRate, silent.centroid, silent.rolloff, silent.flatness]) {
    assert.ok(values.every((value) => value === 0));
  }
  assert.ok(silent.chroma[0].every((value) => value === 0));
  const { centroid } = frameDescriptors(tone(1000, 4096, 44_100), { sampleRate: 44_100 });
  assert.ok(Math.abs(centroid[0] - 1000) < 40, `centroid ${centroid[0]}`);
});

test("Meyda's MFCC is another number than librosa's", () => {
  const frame = goldenSignal(1024, RATE);
  const meyda = meydaMfcc(frame, { sampleRate: RATE, numMels: 26, numMfcc: 13 });
  const ours = tf.tidy(() => mfcc(frame, { sampleRate: RATE, nFft: 1024, numMels: 26, numMfcc: 13 }).dataSync());
  assert.equal(meyda.length, 13);
  assert.ok(Math.abs(meyda[0] - ours[0]) > 1, `${meyda[0]} and ${ours[0]}`);
});

test('frames that cannot be are refused', () => {
  assert.throws(
    () => frameDescriptors(new Float32Array(2000), { sampleRate: RATE, nFft: 1000 }),
    /power of two, not 1000/,
  );
  assert.throws(() => frameDescriptors(new Float32Array(100), { sampleRate: RATE }), /shorter than one frame/);
});
