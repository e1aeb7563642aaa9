import assert from 'node:assert/strict';
import test from 'node:test';
import { profileTable } from '../../../tools/bench/profile';

test('a profile lists the costliest operations first, sums the others, and gives JavaScript the rest', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
  const operations = Object.fromEntries(
    names.map((name, i) => [name, { calls: 4 * (i + 1), seconds: 0.01 * (i + 1) }]),
  );
  // Ten operations take 10 + 20 + ... + 100 = 550 ms in 4 steps; the steps take 1 s.
  const lines = profileTable('Model', { steps: 4, seconds: 1, operations }).split('\n');
  assert.equal(lines[2], '| J | 10 | 25.00 | 10 % |');
  assert.equal(lines[9], '| C | 3 | 7.50 | 3 % |');
  assert.deepEqual(lines.slice(10), [
    '| 2 others | 3 | 7.50 | 3 % |',
    '| JavaScript |  | 112.50 | 45 % |',
    '| a step, not compiled |  | 250.00 | 100 % |',
  ]);
});
