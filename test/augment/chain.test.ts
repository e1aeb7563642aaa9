import assert from 'node:assert/strict';
import test from 'node:test';
import { chain, moveImages, specAugment } from '../../lib/augment';
import { tf } from '../../lib/tensorflow';

const ones = () => ({ inputs: tf.ones([2, 40, 50, 1]), targets: tf.zeros([2, 1]) });
const random = () => ({ seed: 3, step: tf.scalar(7, 'int32') });

test('two of a kind in a chain draw different numbers', () => {
  const mask = () => specAugment({ probability: 1, timeMasks: 1, frequencyMasks: 1 });
  const once = chain(mask())(ones(), random()).inputs.dataSync();
  const twice = chain(mask(), mask())(ones(), random()).inputs.dataSync();
  const kept = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
  // The first masks the same in both; the second, with places of its own, takes more away.
  assert.ok(kept(twice) < kept(once), `${kept(twice)} of ${kept(once)}`);
  assert.ok(Array.from(twice).every((value, i) => value <= once[i]));
});

test('a chain draws the same for the same seed and step, and its place in it decides', () => {
  const images = {
    inputs: tf.tensor4d(
      Array.from({ length: 64 }, (_, i) => i / 64),
      [1, 8, 8, 1],
    ),
    targets: tf.zeros([1, 1]),
  };
  const move = moveImages({ shiftX: 0.5, shiftY: 0.5 });
  const [first, again, second] = [chain(move), chain(move), chain((batch) => batch, move)].map((augment) =>
    Array.from(augment(images, random()).inputs.dataSync()),
  );
  assert.deepEqual(again, first);
  assert.notDeepEqual(second, first);
});
