import assert from 'node:assert/strict';
import test from 'node:test';
import { checkOptions, flag, integer, listOf, number, object, oneOf, oneOfNumbers, record } from '../../lib/options';

const OPTIONS = object({
  batchSize: integer({ min: 1 }).default(32),
  rate: number({ above: 0, max: 10 }).optional(),
  stop: object({ patience: integer({ min: 1 }) }).optional(),
  fit: oneOf('cover', 'contain').optional(),
  channels: oneOfNumbers(1, 3).optional(),
  mean: listOf(number(), 3).optional(),
  bounds: record(object({ min: number() })).optional(),
  center: flag.optional(),
});

test('what fits is given back with its defaults', () => {
  assert.deepEqual(checkOptions('f', OPTIONS, {}), { batchSize: 32 });
  assert.deepEqual(checkOptions('f', OPTIONS, { batchSize: undefined, rate: 10 }), { batchSize: 32, rate: 10 });
});

test('each mistake gets one sentence: what, where, what is wanted', () => {
  const count = 'expected a whole number, at least 1.';
  const cases: [unknown, string][] = [
    [{ batchSize: 0 }, `f: batchSize is 0; ${count}`],
    [{ batchSize: -1 }, `f: batchSize is -1; ${count}`],
    [{ batchSize: 2.5 }, `f: batchSize is 2.5; ${count}`],
    [{ batchSize: Number.NaN }, `f: batchSize is NaN; ${count}`],
    [{ batchSize: Number.POSITIVE_INFINITY }, `f: batchSize is Infinity; ${count}`],
    [{ batchSize: 2 ** 60 }, `f: batchSize is 1152921504606847000; ${count}`],
    [{ batchSize: '32' }, `f: batchSize is the text "32"; ${count}`],
    [{ batchSize: 32n }, `f: batchSize is the BigInt 32n; ${count}`],
    [{ batchSize: null }, `f: batchSize is null; ${count}`],
    [{ rate: 0 }, 'f: rate is 0; expected a number, above 0 and at most 10.'],
    [
      { rate: '0,1' },
      'f: rate is the text "0,1"; expected a number, above 0 and at most 10: write decimals with a point.',
    ],
    [{ bachSize: 3 }, 'f: bachSize is no known key; did you mean batchSize?'],
    [
      { colour: 'red' },
      'f: colour is no known key; the keys here are batchSize, rate, stop, fit, channels, mean, bounds, center.',
    ],
    [{ stop: {} }, 'f: stop lacks the key patience: give a whole number, at least 1.'],
    [{ stop: { patiense: 1, patience: 1 } }, 'f: stop.patiense is no known key; did you mean patience?'],
    [{ stop: 3 }, 'f: stop is 3; expected a mapping with patience.'],
    [{ fit: 'fill' }, 'f: fit is the text "fill"; expected cover or contain.'],
    [{ channels: 4 }, 'f: channels is 4; expected 1 or 3.'],
    [{ mean: [0, 1] }, 'f: mean is a list; expected a list of 3.'],
    [{ mean: [0, 1, '2'] }, 'f: mean.2 is the text "2"; expected a number.'],
    [{ bounds: { loss: { mi: 1, min: 0 } } }, 'f: bounds.loss.mi is no known key; did you mean min?'],
    [{ center: 'yes' }, 'f: center is the text "yes"; expected true or false.'],
    [3, 'f is 3; expected a mapping with batchSize, rate, stop, fit, channels, mean, bounds, center.'],
    [null, 'f is null; expected a mapping with batchSize, rate, stop, fit, channels, mean, bounds, center.'],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => checkOptions('f', OPTIONS, options), { name: 'UserError', message });
  }
});
