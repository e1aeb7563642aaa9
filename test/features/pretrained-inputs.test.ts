import assert from 'node:assert/strict';
import test from 'node:test';
import { aisfxBlocks, aisfxRecipe, clipFeatures, melImages, peakOne } from '../../lib/features';
import { createRandom } from '../../lib/random';
import { relativeError } from '../golden/numbers';
import { goldenSignal } from '../golden/signals';
import golden from '../golden/transfer.json';

test('aisfx is fed what its package computes by librosa', () => {
  const rate = 44_100;
  const sound = peakOne.apply({ signal: goldenSignal(3 * rate, rate), sampleRate: rate }, createRandom(1));
  const recipe = aisfxRecipe(3);
  const inputs = clipFeatures(recipe, rate)(sound.signal, 1);
  const { frames, first, last } = golden.aisfx;
  const spectra = { inputs, inputShape: [96, frames, 1], labels: Int32Array.of(4), size: 1 };
  const blocks = aisfxBlocks(spectra, { count: 2 });
  assert.deepEqual(blocks.inputShape, [100, 96, 1]);
  assert.deepEqual(Array.from(blocks.labels), [4, 4]);
  const rows = Array.from({ length: 10 }, (_, i) => Array.from(blocks.inputs.subarray(11 * i * 96, (11 * i + 1) * 96)));
  // By way of decibels in float32, which hold 1e-6 of a power.
  assert.ok(relativeError(rows.flat(), first) < 1e-4, `${relativeError(rows.flat(), first)}`);
  assert.ok(relativeError(blocks.inputs.subarray(-96), last) < 1e-4);
});

test('aisfx: short clips and counts that make no sense are refused', () => {
  const spectra = { inputs: new Float32Array(96 * 50), inputShape: [96, 50, 1], labels: Int32Array.of(0), size: 1 };
  assert.throws(() => aisfxBlocks(spectra, { count: 1 }), /\[96, 100 or more, 1\], not \[96, 50, 1\]/);
  const long = { ...spectra, inputs: new Float32Array(96 * 100), inputShape: [96, 100, 1] };
  assert.throws(() => aisfxBlocks(long, { count: 0 }), /count is 0/);
});

test('mel images, by hand: loudest white, topDb below it black, low bands at the bottom, silence black', () => {
  const inputs = Float32Array.of(-20, -60, -100, -100.5, /* a silent clip */ -100, -100, -100, -100);
  const spectra = { inputs, inputShape: [2, 2, 1], labels: Int32Array.of(0, 1), size: 2 };
  const { inputs: pixels } = melImages(spectra);
  assert.ok(relativeError(pixels, [0, 0, 1, 0.5, 0, 0, 0, 0]) < 1e-6, `${pixels}`);
  assert.throws(() => melImages(spectra, { topDb: 0 }), /topDb is 0/);
  assert.throws(() => melImages({ ...spectra, inputShape: [4] }), /\[bands, frames, 1\], not \[4\]/);
});

test('silence stays silence at peak one', () => {
  const silent = { signal: new Float32Array(4), sampleRate: 8000 };
  assert.deepEqual(peakOne.apply(silent, createRandom(1)), silent);
});
