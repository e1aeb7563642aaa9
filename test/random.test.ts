import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../lib/random';
import vectors from './golden/random.json';

test('the generator gives the numbers of a second implementation', () => {
  for (const [seed, expected] of Object.entries(vectors)) {
    const random = createRandom(Number(seed));
    assert.deepEqual(
      expected.map(() => random.next() * 2 ** 32),
      expected,
    );
  }
});

test('integers below n are all reached and equally likely', () => {
  const random = createRandom(1);
  const counts = new Array(6).fill(0);
  for (let i = 0; i < 60_000; i++) counts[random.integer(6)]++;
  // Standard deviation of a count: sqrt(60,000 x 1/6 x 5/6) = 91; five of them.
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 456, `${counts}`);
  assert.throws(() => random.integer(0), RangeError);
  assert.throws(() => createRandom(0.5), RangeError);
});

test('a shuffle keeps the elements, and its seed decides the order', () => {
  const numbers = () => Int32Array.from({ length: 100 }, (_, i) => i);
  const shuffled = createRandom(7).shuffle(numbers());
  assert.notDeepEqual(shuffled, numbers());
  assert.deepEqual(shuffled, createRandom(7).shuffle(numbers()));
  assert.notDeepEqual(shuffled, createRandom(8).shuffle(numbers()));
  assert.deepEqual(shuffled.slice().sort(), numbers());
});
