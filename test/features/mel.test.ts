import assert from 'node:assert/strict';
import test from 'node:test';
import { hzToMel, type MelFilterOptions, melFilterBank, melToHz } from '../../lib/features';
import { featuresReference } from '../golden/features-reference';
import { relativeError } from '../golden/numbers';

const options: Record<keyof typeof featuresReference.filters, MelFilterOptions> = {
  slaney: { sampleRate: 16_000, nFft: 256, numMels: 12 },
  htk: { sampleRate: 16_000, nFft: 256, numMels: 12, melScale: 'htk', norm: null },
  band: { sampleRate: 8000, nFft: 128, numMels: 6, fMin: 300, fMax: 3400 },
};

for (const [name, { values }] of Object.entries(featuresReference.filters)) {
  test(`the filters "${name}" are librosa's`, () => {
    // librosa's are float32 as well: one rounding apart.
    const error = relativeError(melFilterBank(options[name as keyof typeof options]), values);
    assert.ok(error <= 1e-6, `error ${error}`);
  });
}

test('both mel scales have their known points and inverses', () => {
  assert.ok(Math.abs(hzToMel(1000) - 15) < 1e-12);
  assert.ok(Math.abs(hzToMel(6400) - 42) < 1e-12);
  assert.ok(Math.abs(hzToMel(1000, 'htk') - 999.9855) < 1e-4);
  for (const scale of ['slaney', 'htk'] as const) {
    for (const hz of [0, 60, 999, 1000, 4000, 11_025]) {
      assert.ok(Math.abs(melToHz(hzToMel(hz, scale), scale) - hz) <= 1e-9 * Math.max(1, hz));
    }
  }
});

test('with unit area a filter keeps the energy of white noise, with none its peak is 1', () => {
  const [numMels, nFft, sampleRate] = [20, 8192, 16_000];
  const bins = nFft / 2 + 1;
  const bank = melFilterBank({ sampleRate, nFft, numMels });
  for (let mel = 0; mel < numMels; mel++) {
    const area =
      bank.subarray(mel * bins, (mel + 1) * bins).reduce((sum, value) => sum + value, 0) * (sampleRate / nFft);
    // The sum over bins is the integral up to the kinks between two bins.
    assert.ok(Math.abs(area - 1) <= 2e-3, `filter ${mel}: area ${area}`);
  }
  assert.ok(Math.max(...melFilterBank({ sampleRate, nFft, numMels, norm: null })) <= 1);
});

test('impossible bands are refused in one sentence', () => {
  assert.throws(
    () => melFilterBank({ sampleRate: 16_000, fMax: 9000 }),
    /fMax is at most half the sample rate, 8000 Hz/,
  );
  assert.throws(
    () => melFilterBank({ fMin: 500, fMax: 400 }),
    /fMin is at least 0 Hz and below fMax \(400 Hz\), not 500/,
  );
  assert.throws(() => melFilterBank({ numMels: 0 }), /numMels is 0; expected a whole number, at least 1/);
});
