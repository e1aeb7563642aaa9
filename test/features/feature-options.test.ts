import assert from 'node:assert/strict';
import test from 'node:test';
import { splitCorpus, syntheticSounds } from '../../lib/data';
import { syntheticSound } from '../../lib/data/sounds/synthetic-sounds';
import { UserError } from '../../lib/errors';
import {
  delta,
  encodeWav,
  extractFeatures,
  type FeatureRecipe,
  featureShape,
  fitLength,
  frameCount,
  frameDescriptors,
  melFilterBank,
  melSpectrogram,
  meydaMfcc,
  mfcc,
  powerToDb,
  resample,
  soundDataset,
  spectrogram,
} from '../../lib/features';
import { tf } from '../../lib/tensorflow';

const signal = new Float32Array(4000).fill(0.25);
const recipe: FeatureRecipe = { kind: 'mfcc', sampleRate: 16_000, seconds: 1, nFft: 512, hopLength: 256, numMels: 32 };
const powers = () => tf.zeros([4, 20]);
const corpus = syntheticSounds({ perClass: 1, seconds: 0.1 });

type Options = Record<string, unknown>;
type Call = (options: Options) => unknown;

/** The numeric options of each function. */
const calls: Record<string, [call: Call, numbers: string[]]> = {
  frameCount: [(o) => frameCount(4000, o), ['nFft', 'hopLength']],
  spectrogram: [(o) => spectrogram(signal, o), ['nFft', 'hopLength', 'winLength']],
  melFilterBank: [(o) => melFilterBank(o), ['sampleRate', 'nFft', 'numMels', 'fMax']],
  melSpectrogram: [(o) => melSpectrogram(signal, o), ['sampleRate', 'nFft', 'hopLength', 'numMels', 'fMax']],
  mfcc: [(o) => mfcc(signal, o), ['sampleRate', 'nFft', 'hopLength', 'numMels', 'numMfcc']],
  featureShape: [
    (o) => featureShape({ ...recipe, ...o } as FeatureRecipe),
    ['sampleRate', 'seconds', 'nFft', 'hopLength', 'numMels', 'numMfcc', 'deltaWidth'],
  ],
  extractFeatures: [
    (o) => extractFeatures(corpus.clips, { ...recipe, ...o } as FeatureRecipe, { cache: null }),
    ['sampleRate', 'seconds', 'nFft', 'deltaWidth'],
  ],
  soundDataset: [
    (o) => soundDataset(corpus, { recipe: { ...recipe, ...o } as FeatureRecipe, cache: null }),
    ['sampleRate', 'seconds'],
  ],
  delta: [(o) => delta(powers(), o), ['width', 'order']],
  powerToDb: [(o) => powerToDb(powers(), o), ['amin']],
  frameDescriptors: [
    (o) => frameDescriptors(signal, { sampleRate: 16_000, ...o }),
    ['sampleRate', 'nFft', 'hopLength'],
  ],
  meydaMfcc: [
    (o) => meydaMfcc(signal.slice(0, 512), { sampleRate: 16_000, ...o }),
    ['sampleRate', 'numMels', 'numMfcc'],
  ],
  syntheticSound: [(o) => syntheticSound('jet', o), ['sampleRate', 'seconds']],
  syntheticSounds: [(o) => syntheticSounds(o), ['sampleRate', 'seconds', 'perClass']],
  splitCorpus: [(o) => splitCorpus(corpus.clips, o), ['testFold']],
};

const wrong = [Number.NaN, Number.POSITIVE_INFINITY, 0, -1, '16000', null, [16_000], 2 ** 53];

for (const [name, [call, options]] of Object.entries(calls)) {
  test(`${name}: an option that is no sensible number is one sentence that names it`, async () => {
    for (const option of options) {
      const fractions = option === 'seconds' || option === 'fMax' || option === 'amin' ? [] : [2.5];
      const values = option === 'amin' ? wrong.filter((value) => value !== 2 ** 53) : wrong;
      for (const value of [...values, ...fractions]) {
        await assert.rejects(
          async () => call({ [option]: value }),
          (error: Error) => {
            assert.ok(error instanceof UserError, `${option} ${value}: ${error}`);
            assert.match(
              error.message,
              new RegExp(`^[\\w ]+:.*${option} is .+; expected [^\\n]+\\.$|sample rate of`),
              `${value}`,
            );
            return true;
          },
          `${option}: ${value}`,
        );
      }
    }
  });
}

test('an unknown option is named with the one that may have been meant; undefined is the default', () => {
  const misspelt: Options = { numMel: 40 };
  assert.throws(() => melFilterBank(misspelt), /^UserError: features: numMel is no known key; did you mean numMels\?$/);
  assert.deepEqual(melFilterBank({ numMels: undefined, fMax: undefined }), melFilterBank());
  const { sampleRate: _, ...without } = recipe;
  assert.throws(() => featureShape(without as FeatureRecipe), /^UserError: recipe lacks the key sampleRate/);
});

test('numbers given by their place are refused as well', () => {
  for (const value of [0, -8000, 2.5, Number.NaN, Number.POSITIVE_INFINITY, '16000', undefined]) {
    assert.throws(() => resample(signal, value as number, 8000), /a rate is a positive whole number of Hz/);
    assert.throws(() => resample(signal, 8000, value as number), /a rate is a positive whole number of Hz/);
    assert.throws(() => fitLength(signal, value as number), RangeError);
    assert.throws(() => encodeWav(signal, value as number), /a sample rate is a positive whole number of Hz/);
  }
  assert.throws(() => resample(signal, 1, 20_000), /differ by more than a factor of 10000/);
  assert.throws(() => resample(new Float32Array(2 ** 20), 100, 1_000_000), /would become \d+ of 1000000 Hz/);
});

test('a clip of hours is refused before there is memory for it', () => {
  assert.throws(
    () => featureShape({ ...recipe, seconds: 3600 }),
    /3600 s at 16000 Hz are 57600000 samples; expected at/,
  );
});
