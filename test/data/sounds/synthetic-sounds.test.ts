import assert from 'node:assert/strict';
import test from 'node:test';
import { type SoundKind, soundKinds, syntheticSound, syntheticSounds } from '../../../lib/data';
import { spectrogram } from '../../../lib/features';
import { tf } from '../../../lib/tensorflow';

const RATE = 16_000;
const kinds = Object.keys(soundKinds) as SoundKind[];

/** Mean power by frequency, and the frequency of a bin in Hz. */
function spectrum(signal: Float32Array, nFft: number): { power: number[]; hz: number } {
  const power = tf.tidy(() =>
    Array.from(
      spectrogram(signal, { nFft, hopLength: nFft / 2 })
        .mean(1)
        .dataSync(),
    ),
  );
  return { power, hz: RATE / nFft };
}

/** Frequency of the strongest power between two bounds in Hz. */
function peak({ power, hz }: { power: number[]; hz: number }, low: number, high: number): number {
  let best = Math.ceil(low / hz);
  for (let bin = best; bin * hz <= high; bin++) if (power[bin] > power[best]) best = bin;
  return best * hz;
}

/** The squared signal in blocks of 4 ms, as a signal itself. */
function envelope(signal: Float32Array): Float32Array {
  const block = RATE / 250;
  return Float32Array.from({ length: Math.floor(signal.length / block) }, (_, i) =>
    signal.subarray(i * block, (i + 1) * block).reduce((sum, value) => sum + value * value, 0),
  );
}

/** Repetitions a second of an envelope at 250 Hz, by its autocorrelation between two bounds. */
function repetition(values: Float32Array, low: number, high: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let best = { lag: 0, score: Number.NEGATIVE_INFINITY };
  for (let lag = Math.floor(250 / high); lag <= Math.ceil(250 / low); lag++) {
    let score = 0;
    for (let i = lag; i < values.length; i++) score += (values[i] - mean) * (values[i - lag] - mean);
    score /= values.length - lag;
    if (score > best.score) best = { lag, score };
  }
  return 250 / best.lag;
}

test('each kind is loud as promised, as long as asked, and the same for the same seed', () => {
  for (const kind of kinds) {
    const { signal, rate } = syntheticSound(kind, { seconds: 0.5, seed: 7 });
    const loudest = Math.max(...signal.map(Math.abs));
    assert.equal(signal.length, RATE / 2);
    assert.ok(loudest >= 0.3 && loudest <= 0.9, `${kind}: ${loudest}`);
    const [low, high] = soundKinds[kind].rate;
    assert.ok(rate >= low && rate <= high);
    assert.deepEqual(syntheticSound(kind, { seconds: 0.5, seed: 7 }).signal, signal);
    assert.notDeepEqual(syntheticSound(kind, { seconds: 0.5, seed: 8 }).signal, signal);
  }
});

test('the known parameter is found again in the sound', () => {
  for (const seed of [1, 2, 3]) {
    const engine = syntheticSound('engine', { seed });
    // Bins of 2 Hz: the peak lies within one.
    assert.ok(Math.abs(peak(spectrum(engine.signal, 8192), 40, 100) - engine.rate) <= 2);
    const truck = syntheticSound('truck', { seed });
    assert.ok(Math.abs(peak(spectrum(truck.signal, 16_384), 15, 35) - truck.rate) <= 1);
    const jet = syntheticSound('jet', { seed });
    assert.ok(Math.abs(peak(spectrum(jet.signal, 4096), 2000, 4000) - jet.rate) <= 4);
    const rotor = syntheticSound('rotor', { seed });
    // A lag of 4 ms more or less at up to 18 Hz.
    assert.ok(Math.abs(repetition(envelope(rotor.signal), 8, 19) - rotor.rate) <= 1.4);
    const steps = syntheticSound('steps', { seed });
    assert.ok(Math.abs(repetition(envelope(steps.signal), 1.5, 2.5) - steps.rate) <= 0.05);
    const speech = syntheticSound('speech', { seed });
    const { power, hz } = spectrum(speech.signal, 8192);
    const harmonic = power[Math.round((3 * speech.rate) / hz)];
    assert.ok(harmonic > 20 * power[Math.round((3.5 * speech.rate) / hz)], 'power between harmonics');
    const background = spectrum(syntheticSound('background', { seed }).signal, 4096);
    const between = (low: number, high: number) =>
      background.power
        .filter((_, bin) => bin * background.hz >= low && bin * background.hz < high)
        .reduce((a, b) => a + b, 0);
    assert.ok(between(20, 400) > 10 * between(3000, 3400));
  }
});

test('a corpus has as many of each kind, laid out in folds', () => {
  const { clips, classNames, provenance } = syntheticSounds({ perClass: 5, seconds: 0.25 });
  assert.equal(clips.length, 35);
  assert.equal(classNames.length, 7);
  assert.deepEqual(
    clips.slice(0, 5).map(({ fold }) => fold),
    [1, 2, 3, 4, 5],
  );
  const first = clips[0].read();
  assert.ok('signal' in first && first.signal.length === RATE / 4);
  assert.notEqual(provenance.checksum, syntheticSounds({ perClass: 5, seconds: 0.25, seed: 1 }).provenance.checksum);
});
