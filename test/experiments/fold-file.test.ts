import assert from 'node:assert/strict';
import test from 'node:test';
import { shortened } from '../../lib/experiments/fold-file';

test('integers keep all their digits in a fold file, other numbers the seven of float32', () => {
  const file = { seed: 20261124, sizes: { train: 123456789 }, probability: 0.123456789, rate: 1e-3, large: 12345678.5 };
  assert.deepEqual(JSON.parse(JSON.stringify(file, shortened)), {
    ...file,
    probability: 0.1234568,
    large: 12345680,
  });
});
