import assert from 'node:assert/strict';
import test from 'node:test';
import type { Augment } from '../../lib/augment';
import {
  addSynthetic,
  balancedClassWeights,
  classCounts,
  moveImages,
  overSample,
  syntheticImages,
  underSample,
} from '../../lib/augment';
import { type Examples, examples } from '../../lib/data';
import { tf } from '../../lib/tensorflow';

const LABELS = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 2, 2, 2);
/** Flat pictures of 4 x 4, each of its own grey: 10, 20 ... 100. */
const all = examples(
  Uint8Array.from({ length: 160 }, (_, i) => 10 * (1 + Math.floor(i / 16))),
  [4, 4, 1],
  LABELS,
);
const greys = ({ inputs, size }: Examples) => Array.from({ length: size }, (_, i) => inputs[16 * i]);
/** What class each picture was of, by its grey. */
const labelsOfGreys = (balanced: typeof all) => greys(balanced).map((grey) => LABELS[grey / 10 - 1]);
const same: Augment = (batch) => batch;

test('counts and weights, on paper', () => {
  assert.deepEqual(classCounts(LABELS, 4), [5, 2, 3, 0]);
  assert.deepEqual(balancedClassWeights(LABELS, 3), [10 / 15, 10 / 6, 10 / 9]);
  assert.deepEqual(balancedClassWeights([0, 0, 0, 1], 2), [2 / 3, 2]);
  // Each class counts the same in sum, and the mean over the examples is 1.
  const weights = balancedClassWeights(LABELS, 3);
  const sums = classCounts(LABELS, 3).map((count, label) => count * weights[label]);
  for (const sum of sums) assert.ok(Math.abs(sum - 10 / 3) < 1e-12);
  assert.throws(() => balancedClassWeights([0, 0], 2), { message: 'class 1 has no example: no weight can balance it' });
  assert.throws(() => classCounts([0, 2], 2), { message: 'labels[1] is 2: there are 2 classes' });
});

test('over-sampling repeats in turn: every example comes, none much more often than another', () => {
  const balanced = overSample(all, { seed: 1 });
  assert.deepEqual(classCounts(balanced.labels, 3), [5, 5, 5]);
  const times = classCounts(
    greys(balanced).map((grey) => grey / 10 - 1),
    10,
  );
  assert.deepEqual(times.slice(0, 5), [1, 1, 1, 1, 1]);
  assert.deepEqual(times.slice(5, 7).sort(), [2, 3]);
  assert.deepEqual(times.slice(7).sort(), [1, 2, 2]);
  assert.deepEqual([...balanced.labels], labelsOfGreys(balanced));
  assert.deepEqual(overSample(all, { seed: 1 }), balanced);
  assert.notDeepEqual(greys(overSample(all, { seed: 2 })), greys(balanced));
  // Features in float32 are balanced the same way.
  const floats = overSample({ ...all, inputs: Float32Array.from(all.inputs) }, { seed: 1 });
  assert.deepEqual([...floats.inputs], [...balanced.inputs]);
});

test('under-sampling leaves examples out and repeats none', () => {
  const balanced = underSample(all, { seed: 1 });
  assert.deepEqual(classCounts(balanced.labels, 3), [2, 2, 2]);
  assert.equal(new Set(greys(balanced)).size, 6);
  assert.deepEqual([...balanced.labels], labelsOfGreys(balanced));
  assert.notDeepEqual(greys(underSample(all, { seed: 2 })), greys(balanced));
});

test('synthetic images come without end, from the examples in turn, the same for the same seed', () => {
  const stream = (seed: number, augment = same) => {
    const source = syntheticImages(all, { augment, seed });
    return Array.from({ length: 25 }, () => source.next().value);
  };
  const made = stream(3);
  for (const { image, label, origin } of made) {
    assert.deepEqual([image.height, image.width, image.channels], [4, 4, 1]);
    assert.ok(image.pixels.every((value) => value === 10 * (origin + 1)));
    assert.equal(label, LABELS[origin]);
  }
  const rounds = [made.slice(0, 10), made.slice(10, 20)].map((round) => round.map(({ origin }) => origin));
  assert.deepEqual(
    rounds.map((round) => [...round].sort((a, b) => a - b)),
    [rounds[0].map((_, i) => i), rounds[0].map((_, i) => i)],
  );
  assert.notDeepEqual(rounds[0], rounds[1]);

  const moved = moveImages({ rotation: 40, shiftX: 0.4, shiftY: 0.4 });
  const before = tf.memory().numTensors;
  assert.deepEqual(stream(3, moved), stream(3, moved));
  assert.notDeepEqual(stream(3, moved), stream(4, moved));
  assert.equal(tf.memory().numTensors, before, 'synthetic images leak tensors');
  // Another round changes the same example otherwise.
  const fromFirst = stream(3, moved).filter(({ origin }) => origin === 0);
  assert.ok(fromFirst.length >= 2);
  assert.notDeepEqual(fromFirst[0].image, fromFirst[1].image);
  assert.throws(
    () => syntheticImages(examples(new Uint8Array(0), [4, 4, 1], new Int32Array(0)), { augment: same, seed: 1 }).next(),
    {
      name: 'RangeError',
      message: 'there are no examples to make synthetic images from',
    },
  );
});

test('synthetic images fill up the smaller classes, and every original stays', () => {
  const darker: Augment = ({ inputs, targets }) => ({ inputs: inputs.mul(0.9), targets });
  const balanced = addSynthetic(all, { augment: darker, seed: 1 });
  assert.deepEqual(classCounts(balanced.labels, 3), [5, 5, 5]);
  const originals = greys(all);
  const found = greys(balanced);
  for (const grey of originals) assert.equal(found.filter((own) => own === grey).length >= 1, true, `${grey}`);
  // Five new ones, each nine tenths of an example of its class, none of the largest class.
  const made = found.flatMap((grey, i) => (originals.includes(grey) ? [] : [{ grey, label: balanced.labels[i] }]));
  const ninety = found.filter((grey) => grey === 90).length;
  assert.equal(made.length + ninety - 1, 5);
  for (const { grey, label } of made) assert.equal(LABELS[Math.round(grey / 9) - 1], label);
  assert.deepEqual(addSynthetic(all, { augment: darker, seed: 1 }), balanced);
});
