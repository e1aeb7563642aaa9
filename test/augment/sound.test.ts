import assert from 'node:assert/strict';
import test from 'node:test';
import type { Augment } from '../../lib/augment';
import {
  addNoise,
  changeWaveform,
  cropFrames,
  evenCrops,
  gain,
  meanOverCrops,
  pitchShift,
  shuffleFrames,
  specAugment,
  timeStretch,
} from '../../lib/augment';
import { frameDescriptors } from '../../lib/features';
import { createRandom } from '../../lib/random';
import { compile, tf } from '../../lib/tensorflow';
import { tone } from '../golden/signals';

const RATE = 16_000;
const numbered = (count: number) => Array.from({ length: count }, (_, i) => i);

/** One augmented batch, compiled as training does it. */
function augmented(augment: Augment, inputs: tf.Tensor, step: number, seed = 3) {
  return tf.tidy(() => {
    const targets = tf.zeros([inputs.shape[0], 2]);
    const run = compile((x: tf.Tensor, step: tf.Tensor) => augment({ inputs: x, targets }, { seed, step }).inputs);
    const result = run(inputs, tf.scalar(step, 'int32'));
    return { values: result.dataSync() as Float32Array, shape: result.shape };
  });
}

test('SpecAugment zeroes whole bands and stretches of at most their share, in as many examples as asked', () => {
  const [batch, bands, frames] = [200, 40, 50];
  const ones = tf.ones([batch, bands, frames, 1]);
  const { values } = augmented(specAugment({ probability: 0.8 }), ones, 1);
  let changed = 0;
  let zeroBands = 0;
  for (let example = 0; example < batch; example++) {
    const at = (band: number, frame: number) => values[(example * bands + band) * frames + frame];
    const maskedBands = numbered(bands).filter((band) => numbered(frames).every((frame) => at(band, frame) === 0));
    const maskedFrames = numbered(frames).filter((frame) => numbered(bands).every((band) => at(band, frame) === 0));
    // Two masks of up to 15 % of 40 bands and of up to 10 % of 50 frames.
    assert.ok(maskedBands.length <= 12 && maskedFrames.length <= 10);
    for (const band of numbered(bands)) {
      for (const frame of numbered(frames)) {
        assert.equal(at(band, frame), maskedBands.includes(band) || maskedFrames.includes(frame) ? 0 : 1);
      }
    }
    if (maskedBands.length + maskedFrames.length > 0) changed++;
    zeroBands += maskedBands.length;
  }
  // 0.8 of 200, less the few whose masks are all empty; three deviations of 5.7.
  assert.ok(changed >= 140 && changed <= 177, `${changed} examples`);
  // Two masks of 3 bands on average, overlapping a little, in 0.8 of the examples.
  assert.ok(Math.abs(zeroBands / batch - 4.6) < 0.9, `${zeroBands / batch} bands`);
  ones.dispose();
});

test('random changes follow from seed and step, and probability 0 changes nothing', () => {
  const x = tf.randomNormal([4, 8, 20, 3]);
  for (const augment of [specAugment({ probability: 1 }), cropFrames(12)]) {
    const once = augmented(augment, x, 1).values;
    assert.deepEqual(augmented(augment, x, 1).values, once);
    assert.notDeepEqual(augmented(augment, x, 2).values, once);
    assert.notDeepEqual(augmented(augment, x, 1, 4).values, once);
  }
  assert.deepEqual(augmented(specAugment({ probability: 0 }), x, 1).values, x.dataSync());
  x.dispose();
});

test('random crops are whole stretches from every possible place', () => {
  const [batch, bands, frames] = [300, 2, 6];
  const row = numbered(bands * frames).map((i) => 100 * Math.floor(i / frames) + (i % frames));
  const x = tf.tensor4d(
    numbered(batch).flatMap(() => row),
    [batch, bands, frames, 1],
  );
  const { values, shape } = augmented(cropFrames(4), x, 1);
  assert.deepEqual(shape, [batch, bands, 4, 1]);
  const counts = [0, 0, 0];
  for (let example = 0; example < batch; example++) {
    const start = values[example * 8];
    counts[start]++;
    for (let i = 0; i < 4; i++) {
      assert.equal(values[example * 8 + i], start + i);
      assert.equal(values[example * 8 + 4 + i], 100 + start + i);
    }
  }
  // 100 of each expected; five deviations of 8.
  assert.ok(
    counts.every((count) => Math.abs(count - 100) < 42),
    counts.join(),
  );
  assert.throws(
    () => cropFrames(Number.NaN),
    /^UserError: cropFrames: frames is NaN; expected a whole number, at least 1/,
  );
  assert.throws(() => augmented(cropFrames(7), x, 1), /a crop has 1 to 6 frames, as many as there are, not 7/);
  x.dispose();
});

test('even crops go from the first frame to the last, and their outputs are averaged', () => {
  const inputs = Float32Array.from(numbered(2 * 2 * 5));
  const examples = { inputs, inputShape: [2, 5, 1], labels: Int32Array.from([3, 4]), size: 2 };
  const crops = evenCrops(examples, { frames: 3, count: 3 });
  assert.deepEqual(crops.inputShape, [2, 3, 1]);
  assert.deepEqual([...crops.labels], [3, 3, 3, 4, 4, 4]);
  assert.deepEqual([...crops.inputs.slice(0, 18)], [0, 1, 2, 5, 6, 7, 1, 2, 3, 6, 7, 8, 2, 3, 4, 7, 8, 9]);
  assert.deepEqual([...evenCrops(examples, { frames: 3, count: 1 }).inputs.slice(0, 6)], [1, 2, 3, 6, 7, 8]);
  assert.throws(() => evenCrops(examples, { frames: 6, count: 1 }), RangeError);
  assert.throws(() => evenCrops(examples, { frames: 2, count: 0 }), RangeError);
  const outputs = Float32Array.from([1, 0, 0, 1, 0.5, 0.5, 0.2, 0.8, 0.4, 0.6, 0.6, 0.4]);
  const mean = meanOverCrops(outputs, { count: 3, width: 2 });
  for (const [i, value] of [0.5, 0.5, 0.4, 0.6].entries()) assert.ok(Math.abs(mean[i] - value) < 1e-6);
  assert.throws(() => meanOverCrops(outputs, { count: 5, width: 2 }), /12 values are no 5 crops of 2 outputs/);
});

test('gain and noise have the decibels that were asked for', () => {
  const sound = { signal: tone(440, RATE, RATE), sampleRate: RATE };
  const power = (signal: Float32Array) => signal.reduce((sum, value) => sum + value * value, 0) / signal.length;
  const louder = gain(sound, 6);
  assert.ok(Math.abs(10 * Math.log10(power(louder.signal) / power(sound.signal)) - 6) < 1e-4);
  const noisy = addNoise(sound, 20, createRandom(1));
  const noise = noisy.signal.map((value, i) => value - sound.signal[i]);
  // The power of 16,000 normal numbers is known to 1.1 %, 0.05 dB; three deviations.
  assert.ok(Math.abs(10 * Math.log10(power(sound.signal) / power(noise)) - 20) < 0.15);
  assert.deepEqual(addNoise(sound, 20, createRandom(1)).signal, noisy.signal);
  const silence = addNoise({ signal: new Float32Array(100), sampleRate: RATE }, 20, createRandom(1));
  assert.ok(silence.signal.every((value) => value === 0));
});

/** Frequency of a tone by its zero crossings in the middle of the signal. */
function pitch(signal: Float32Array): number {
  const middle = signal.subarray(Math.floor(signal.length / 4), Math.floor((3 * signal.length) / 4));
  const { zeroCrossingRate } = frameDescriptors(middle, { sampleRate: RATE, nFft: 4096, hopLength: 4096 });
  return (zeroCrossingRate[0] * RATE) / 2;
}

test('a stretched tone lasts longer at its pitch, a shifted one keeps its length', () => {
  const sound = { signal: tone(440, RATE, RATE), sampleRate: RATE };
  for (const rate of [0.8, 1.25]) {
    const { signal } = timeStretch(sound, rate);
    assert.equal(signal.length, Math.round(RATE / rate));
    // A crossing more or less in 4096 samples is 2 Hz.
    assert.ok(Math.abs(pitch(signal) - 440) < 5, `${rate}: ${pitch(signal)} Hz`);
    const loudest = Math.max(...signal.subarray(2000, signal.length - 2000).map(Math.abs));
    assert.ok(loudest > 0.9 && loudest < 1.1, `${rate}: loudest ${loudest}`);
  }
  for (const semitones of [-5, 3, 12]) {
    const { signal } = pitchShift(sound, semitones);
    assert.equal(signal.length, RATE);
    const wanted = 440 * 2 ** (semitones / 12);
    assert.ok(Math.abs(pitch(signal) / wanted - 1) < 0.01, `${semitones}: ${pitch(signal)} Hz, wanted ${wanted}`);
  }
  assert.equal(timeStretch(sound, 1).signal, sound.signal);
  assert.equal(pitchShift(sound, 0).signal, sound.signal);
  assert.throws(
    () => timeStretch(sound, 5),
    /^UserError: timeStretch: rate is 5; expected a number, at least 0\.25 and at most 4/,
  );
  assert.throws(
    () => pitchShift(sound, 13),
    /^UserError: pitchShift: semitones is 13; expected a number, at least -12 and at most 12/,
  );
});

test('a chain of changes is drawn by its random numbers', () => {
  const sound = { signal: tone(440, RATE, RATE), sampleRate: RATE };
  const change = changeWaveform({ gain: [-6, 6], noise: [10, 30], stretch: [0.9, 1.1], pitch: [-2, 2] });
  const drawnBy = (seed: number) => change.apply(sound, createRandom(seed));
  assert.deepEqual(drawnBy(5), drawnBy(5));
  assert.notDeepEqual(drawnBy(5).signal, drawnBy(6).signal);
  // Pitch and tempo in one go, and nothing else: a tone at its new pitch, as long as its new tempo makes it.
  const both = changeWaveform({ stretch: [1.25, 1.25], pitch: [3, 3] }).apply(sound, createRandom(1)).signal;
  // A ratio of small numbers shifts the pitch to within a twentieth of a semitone, and the length by as little.
  assert.ok(Math.abs(both.length / (RATE / 1.25) - 1) < 0.003, `${both.length} samples`);
  assert.ok(Math.abs(pitch(both) / (440 * 2 ** (3 / 12)) - 1) < 0.01, `${pitch(both)} Hz`);
  assert.notEqual(change.key, changeWaveform({ gain: [-6, 6] }).key);
  assert.deepEqual(changeWaveform({}).apply(sound, createRandom(1)), sound);
});

test('masks and shares out of range are refused', () => {
  assert.throws(() => specAugment({ probability: 2 }), /probability is 2; expected a number, at least 0 and at most 1/);
  assert.throws(() => specAugment({ timeWidth: -0.1 }), /timeWidth is -0\.1/);
  assert.throws(() => specAugment({ frequencyMasks: 1.5 }), /frequencyMasks is 1\.5; expected a whole number/);
});

test('shuffled frames are whole frames, each there once, in an order of their own for each example', () => {
  const [bands, frames] = [2, 50];
  // Band, frame and example can be read from each value.
  const inputs = Float32Array.from({ length: 2 * bands * frames }, (_, i) => i);
  const all = { inputs, inputShape: [bands, frames, 1], labels: Int32Array.from([0, 1]), size: 2 };
  const shuffled = shuffleFrames(all, { seed: 4 }).inputs;
  const orders = [0, 1].map((example) => {
    const row = (band: number) => Array.from(shuffled.subarray((example * bands + band) * frames).slice(0, frames));
    const [first, second] = [row(0), row(1)];
    assert.deepEqual(
      second,
      first.map((value) => value + frames),
    );
    const order = first.map((value) => value - example * bands * frames);
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      numbered(frames),
    );
    return order;
  });
  assert.notDeepEqual(orders[0], orders[1]);
  assert.notDeepEqual(orders[0], numbered(frames));
  assert.deepEqual(shuffleFrames(all, { seed: 4 }).inputs, shuffled);
  assert.equal(inputs[7], 7);
});
