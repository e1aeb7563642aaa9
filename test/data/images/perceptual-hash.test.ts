import assert from 'node:assert/strict';
import test from 'node:test';
import {
  classStatistics,
  examples,
  hashDistance,
  imageStatistics,
  nearDuplicates,
  perceptualHash,
} from '../../../lib/data';
import { type Image, image } from '../../../lib/data/images/image';
import { createRandom } from '../../../lib/random';

/** Smooth blobs, drawn by the seed: as pictures are, and not as noise is. */
function blobs(seed: number, size: number): Image {
  const random = createRandom(seed);
  const centres = Array.from({ length: 6 }, () => [
    random.next(),
    random.next(),
    0.05 + 0.2 * random.next(),
    random.next(),
  ]);
  const pixels = Uint8Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size];
    const sum = centres.reduce(
      (total, [cx, cy, r, a]) => total + a * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / r ** 2),
      0,
    );
    return Math.min(255, 140 * sum);
  });
  return image(pixels, size, size, 1);
}

const changed = (picture: Image, change: (value: number, i: number) => number): Image => ({
  ...picture,
  pixels: picture.pixels.map((value, i) => Math.max(0, Math.min(255, Math.round(change(value, i))))),
});

test('a picture resized, darkened or with a little noise keeps its hash nearly; another picture has another', () => {
  const random = createRandom(3);
  const unrelated: number[] = [];
  for (let seed = 0; seed < 12; seed++) {
    const original = blobs(seed, 64);
    const hash = perceptualHash(original);
    for (const [name, similar] of [
      ['resized', blobs(seed, 96)],
      ['darkened', changed(original, (value) => 0.7 * value)],
      ['noisy', changed(original, (value) => value + 8 * (random.next() - 0.5))],
    ] as const) {
      assert.ok(
        hashDistance(hash, perceptualHash(similar)) <= 6,
        `${name}: ${hashDistance(hash, perceptualHash(similar))}`,
      );
    }
    unrelated.push(hashDistance(hash, perceptualHash(blobs(seed + 100, 64))));
  }
  assert.ok(Math.min(...unrelated) >= 12, `${unrelated}`);
});

test('half of the bits are set, colour is taken as its mean, and distances count bits', () => {
  const grey = blobs(1, 40);
  const hash = perceptualHash(grey);
  assert.ok(hashDistance(hash, Uint32Array.of(0, 0)) <= 32 && hashDistance(hash, Uint32Array.of(0, 0)) >= 28);
  const coloured = image(
    Uint8Array.from({ length: 4800 }, (_, i) => grey.pixels[Math.floor(i / 3)]),
    40,
    40,
    3,
  );
  assert.equal(hashDistance(hash, perceptualHash(coloured)), 0);
  assert.equal(hashDistance(Uint32Array.of(0xffffffff, 0), Uint32Array.of(0, 1)), 33);
  // Smaller than the hash's own grid: sampled, not an error.
  assert.equal(perceptualHash(image(Uint8Array.of(0, 255, 255, 0), 2, 2, 1)).length, 2);
});

const part = (pictures: Image[], labels: number[]) =>
  examples(Uint8Array.from(pictures.flatMap(({ pixels }) => [...pixels])), [32, 32, 1], Int32Array.from(labels));

test('pairs within a part and across two, nearest first', () => {
  const [a, b, c] = [1, 2, 3].map((seed) => blobs(seed, 32));
  const darker = changed(a, (value) => 0.8 * value);
  const within = nearDuplicates(part([a, b, darker, a], [0, 0, 0, 0]));
  assert.deepEqual(
    within.map(({ first, second }) => [first, second]),
    [
      [0, 3],
      [0, 2],
      [2, 3],
    ].sort((x, y) => {
      const distance = ([i, j]: number[]) => within.find(({ first, second }) => first === i && second === j)!.distance;
      return distance(x) - distance(y) || x[0] - y[0] || x[1] - y[1];
    }),
  );
  assert.equal(within[0].distance, 0);
  const across = nearDuplicates(part([a, b], [0, 0]), part([c, b, c], [0, 0, 0]), { distance: 0 });
  assert.deepEqual(across, [{ first: 1, second: 1, distance: 0 }]);
});

test('statistics of pictures that are known on paper', () => {
  // Columns of 0 and 255: half dark, mean and deviation 1/2; neighbours across differ by 1, those below by 0.
  const stripes = image(Uint8Array.of(0, 255, 0, 255), 2, 2, 1);
  assert.deepEqual(imageStatistics(stripes), { mean: 0.5, contrast: 0.5, dark: 0.5, sharpness: 0.5 });
  const flat = image(new Uint8Array(12).fill(51), 2, 2, 3);
  const { mean, contrast, dark, sharpness } = imageStatistics(flat);
  assert.ok(Math.abs(mean - 0.2) < 1e-15 && contrast < 1e-7);
  assert.deepEqual([dark, sharpness], [0, 0]);
  assert.equal(imageStatistics(image(Uint8Array.of(7), 1, 1, 1)).sharpness, 0);

  const two = examples(Uint8Array.of(0, 255, 51, 51), [1, 2, 1], Int32Array.of(0, 1));
  const [first, second] = classStatistics(two, ['a', 'b']);
  assert.deepEqual([first.mean, first.sharpness, second.sharpness], [0.5, 1, 0]);
  assert.throws(() => classStatistics(two, ['a', 'b', 'c']), { message: 'there is no picture of class c' });
});

test('a distance out of range is named', () => {
  for (const [distance, message] of [
    [-1, /^nearDuplicates: distance is -1; expected a whole number, at least 0 and at most 64/],
    [Number.NaN, /distance is NaN/],
    [65, /distance is 65/],
  ] as const) {
    assert.throws(() => nearDuplicates(part([blobs(1, 32)], [0]), undefined, { distance }), {
      name: 'UserError',
      message,
    });
  }
});
