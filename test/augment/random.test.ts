import assert from 'node:assert/strict';
import test from 'node:test';
import type { Augment, TrainingBatch } from '../../lib/augment';
import { chain, drawAffine, mixExamples, moveImages, relightImages, smoothTargets } from '../../lib/augment';
import { compile, tf } from '../../lib/tensorflow';
import { goldenNumbers, relativeError } from '../golden/numbers';

const size = { batch: 4000, height: 40, width: 60 };
const at = (step: number, seed = 5) => ({ seed, step: tf.scalar(step, 'int32') });
const spread = (values: tf.Tensor) => {
  const numbers = Array.from(values.dataSync());
  return [Math.min(...numbers), Math.max(...numbers), numbers.reduce((sum, v) => sum + v, 0) / numbers.length];
};

const inputs = tf.tensor(
  goldenNumbers(6 * 8 * 8, 1).map((v) => v + 0.5),
  [6, 8, 8, 1],
);
const targets = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32'), 4).cast('float32');
const batch: TrainingBatch = { inputs, targets };

test('movements are spread evenly between their bounds, and what is left out does not happen', () => {
  const options = { rotation: 30, zoom: 0.2, stretch: 0.1, shiftX: 0.1, shiftY: 0.25, flipX: true };
  const drawn = drawAffine(options, size, at(1));
  // The extremes of 4,000 even draws lie within 0.5 % of the bounds but once in 10^8; the mean within 5 % of the range.
  for (const [name, low, high] of [
    ['angle', -Math.PI / 6, Math.PI / 6],
    ['scaleY', 0.8, 1.2],
    ['shiftX', -6, 6],
    ['shiftY', -10, 10],
  ] as const) {
    const [least, most, mean] = spread(drawn[name]);
    const range = high - low;
    assert.ok(least >= low - 1e-6 && least < low + 0.005 * range, `${name}: least ${least}`);
    assert.ok(most <= high + 1e-6 && most > high - 0.005 * range, `${name}: most ${most}`);
    assert.ok(Math.abs(mean - (low + high) / 2) < 0.05 * range, `${name}: mean ${mean}`);
  }
  const [narrowest, widest] = spread(drawn.scaleX.div(drawn.scaleY));
  assert.ok(narrowest >= 0.9 - 1e-6 && widest <= 1.1 + 1e-6 && widest - narrowest > 0.19);
  const signs = drawn.mirrorX.dataSync();
  const mirrored = signs.filter((sign) => sign === -1).length;
  assert.equal(mirrored + signs.filter((sign) => sign === 1).length, size.batch);
  // Half of them, within five standard deviations.
  assert.ok(Math.abs(mirrored - 2000) < 5 * Math.sqrt(1000), `${mirrored}`);
  assert.ok(drawn.mirrorY.dataSync().every((sign) => sign === 1));

  const still = drawAffine({}, size, at(1));
  for (const [name, value] of Object.entries(still)) {
    const [least, most] = spread(value);
    const expected = /scale|mirror/.test(name) ? 1 : 0;
    assert.deepEqual([least + 0, most + 0], [expected, expected], name);
  }
});

test('two values of one picture are drawn apart from each other', () => {
  const { angle, shiftX, shiftY, scaleY } = drawAffine({ rotation: 90, shiftX: 1, shiftY: 1, zoom: 0.5 }, size, at(3));
  const standard = (values: tf.Tensor) => values.sub(values.mean()).div(tf.moments(values).variance.sqrt());
  for (const [a, b] of [
    [angle, shiftX],
    [shiftX, shiftY],
    [shiftY, scaleY],
  ]) {
    const correlation = standard(a).mul(standard(b)).mean().dataSync()[0];
    // Five standard deviations of a correlation of 4,000 independent pairs.
    assert.ok(Math.abs(correlation) < 5 / Math.sqrt(size.batch), `${correlation}`);
  }
});

const augmentations: [string, Augment][] = [
  [
    'moveImages',
    moveImages({ rotation: 20, zoom: 0.1, stretch: 0.1, shiftX: 0.1, shiftY: 0.1, flipX: true, flipY: true }),
  ],
  ['relightImages', relightImages({ gamma: 0.5, contrast: 0.3, brightness: 0.1, noise: 0.1, blur: 0.8, coarse: 0.5 })],
  ['mixExamples', mixExamples()],
  ['chain', chain(moveImages({ rotation: 5 }), relightImages({ gamma: 0.2 }), mixExamples(), smoothTargets(0.1))],
];

for (const [name, augment] of augmentations) {
  test(`${name}: seed and step decide, compiled as well, and nothing leaks`, () => {
    const run = (step: number, seed = 5) => tf.tidy(() => augment(batch, at(step, seed)).inputs.dataSync());
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
    assert.notDeepEqual(run(1), run(1, 6));

    const before = tf.memory().numTensors;
    const compiled = compile(
      (inputs: tf.Tensor, targets: tf.Tensor, step: tf.Tensor) =>
        augment({ inputs, targets }, { seed: 5, step }) as unknown as { [key: string]: tf.Tensor },
    );
    for (const step of [1, 2]) {
      tf.tidy(() => {
        const result = compiled(inputs, targets, tf.scalar(step, 'int32'));
        assert.deepEqual(result.inputs.shape, inputs.shape);
        const [eager, traced] = [run(step), result.inputs.dataSync()];
        // The graph may fuse a product and a sum, which rounds once less.
        assert.ok(relativeError(traced, eager) < 1e-5);
        // Whatever was done, the targets are still probabilities.
        for (const sum of result.targets.sum(1).dataSync()) assert.ok(Math.abs(sum - 1) < 1e-6);
      });
    }
    assert.equal(tf.memory().numTensors, before);
  });
}

test('tones: each option alone does what it says', () => {
  const flat = (value: number) => ({ inputs: tf.fill([500, 3, 3, 1], value), targets: tf.zeros([500, 1]) });
  const range = (augment: Augment, value: number) => {
    const numbers = augment(flat(value), at(1)).inputs.dataSync();
    return [Math.min(...numbers), Math.max(...numbers)];
  };
  const close = ([low, high]: number[], [least, most]: number[], what: string) => {
    // 500 draws come within 3 % of both bounds but once in a million.
    const slack = 0.03 * (most - least) + 1e-6;
    assert.ok(
      low >= least - 1e-5 && low <= least + slack && high <= most + 1e-5 && high >= most - slack,
      `${what}: ${low} to ${high}`,
    );
  };
  close(range(relightImages({ gamma: 0.5 }), 0.25), [0.25 ** Math.exp(0.5), 0.25 ** Math.exp(-0.5)], 'gamma');
  close(range(relightImages({ gamma: 0.5 }), 1), [1, 1], 'gamma keeps white');
  assert.ok(range(relightImages({ gamma: 0.5 }), 0)[1] < 1 / 255, 'gamma keeps black');
  close(range(relightImages({ contrast: 0.4 }), 0.5), [0.3, 0.7], 'contrast');
  close(range(relightImages({ brightness: 0.1 }), 0.5), [0.4, 0.6], 'brightness');
  close(range(relightImages({ brightness: 0.2 }), 0.9), [0.7, 1], 'clipped at white');
  assert.deepEqual(range(relightImages({}), 0.5), [0.5, 0.5]);

  const wide = { inputs: tf.fill([40, 32, 32, 1], 0.5), targets: tf.zeros([40, 1]) };
  const noisy = relightImages({ noise: 0.1 })(wide, at(1)).inputs;
  const deviations = tf.moments(noisy, [1, 2, 3]).variance.sqrt().dataSync();
  assert.ok(Math.min(...deviations) < 0.02 && Math.max(...deviations) > 0.08 && Math.max(...deviations) < 0.11);

  // A white point on black: blurred it keeps a quarter at least, sharpened it is clipped at white.
  const point = tf
    .tensor(
      Array.from({ length: 25 }, (_, i) => (i === 12 ? 1 : 0)),
      [1, 5, 5, 1],
    )
    .tile([500, 1, 1, 1]);
  const centres = relightImages({ blur: 1 })({ inputs: point, targets: tf.zeros([500, 1]) }, at(1)).inputs;
  const middle = centres.slice([0, 2, 2, 0], [500, 1, 1, 1]).dataSync();
  const beside = centres.slice([0, 2, 3, 0], [500, 1, 1, 1]).dataSync();
  const corner = centres.slice([0, 1, 1, 0], [500, 1, 1, 1]).dataSync();
  assert.ok(Math.min(...middle) > 0.249 && Math.min(...middle) < 0.27 && Math.max(...middle) === 1);
  middle.forEach((value, i) => {
    // The rows 1 2 1 by 1 2 1 over 16: 4 in the middle, 2 beside, 1 in the corner.
    if (value === 1) return;
    assert.ok(Math.abs(beside[i] - (1 - value) / 6) < 1e-6 && Math.abs(corner[i] - (1 - value) / 12) < 1e-6);
  });
});

test('a share of the pictures is shown at half the resolution', () => {
  // Stripes of one pixel vanish when 2 x 2 values are averaged.
  const stripes = tf
    .tensor(
      Array.from({ length: 64 }, (_, i) => i % 2),
      [1, 8, 8, 1],
    )
    .tile([400, 1, 1, 1]);
  const coarse = relightImages({ coarse: 0.25 })({ inputs: stripes, targets: tf.zeros([400, 1]) }, at(1)).inputs;
  const spans = coarse
    .max([1, 2, 3])
    .sub(coarse.min([1, 2, 3]))
    .dataSync();
  const grey = spans.filter((span) => span < 1e-6).length;
  assert.equal(grey + spans.filter((span) => span === 1).length, 400);
  // A quarter of 400, within five standard deviations.
  assert.ok(Math.abs(grey - 100) < 5 * Math.sqrt(75), `${grey}`);
});

test('mixing lays one example over another, targets as inputs, the stronger share first', () => {
  // Each example is flat, of its own number: the mixture says who was mixed, and how much.
  const numbers = Array.from({ length: 64 }, (_, i) => i);
  const inputs = tf.tensor1d(numbers).reshape([64, 1, 1, 1]);
  const targets = tf.oneHot(tf.range(0, 64, 1, 'int32'), 64).cast('float32');
  const mixed = mixExamples()({ inputs, targets }, at(1));
  const shares = mixed.targets.arraySync() as number[][];
  const values = mixed.inputs.dataSync();
  const partners = new Set<number>();
  shares.forEach((row, i) => {
    const others = row.flatMap((share, j) => (share > 0 && j !== i ? [j] : []));
    assert.ok(row[i] >= 0.5 && others.length <= 1, `${i}`);
    const partner = others[0] ?? i;
    partners.add(partner);
    const expected = row[i] * i + (1 - row[i]) * partner;
    assert.ok(Math.abs(values[i] - expected) < 1e-4, `${values[i]} ${expected}`);
  });
  assert.equal(partners.size, 64, 'the partners are a permutation');
  assert.ok(shares.some((row, i) => row[i] < 0.6) && shares.some((row, i) => row[i] > 0.9));
  const half = mixExamples({ probability: 0.5 })({ inputs, targets }, at(1)).targets.arraySync() as number[][];
  const whole = half.filter((row, i) => row[i] === 1).length;
  assert.ok(whole > 16 && whole < 48, `${whole} of 64 unmixed`);
});

test('smoothed targets, by hand', () => {
  const { targets } = smoothTargets(0.2)({ inputs, targets: tf.tensor2d([[0, 1, 0, 0]]) }, at(1));
  assert.ok(relativeError(targets.dataSync(), [0.05, 0.85, 0.05, 0.05]) < 1e-6);
});

test('names tell settings apart, so that a checkpoint does too', () => {
  assert.equal(moveImages({ rotation: 5 }).name, 'moveImages {"rotation":5}');
  assert.equal(
    chain(moveImages({ zoom: 0.1 }), smoothTargets(0.1)).name,
    'moveImages {"zoom":0.1}, smoothTargets {"amount":0.1}',
  );
});

test('options out of range get one sentence', () => {
  for (const [call, message] of [
    [
      () => moveImages({ rotation: 200 }),
      'moveImages: rotation is 200; expected a number, at least 0 and at most 180.',
    ],
    [() => moveImages({ zoom: 1 }), 'moveImages: zoom is 1; expected a number, at least 0 and below 1.'],
    [() => moveImages({ shiftX: -0.1 }), 'moveImages: shiftX is -0.1; expected a number, at least 0 and at most 1.'],
    [
      () => moveImages({ rotation: '12' } as never),
      'moveImages: rotation is the text "12"; expected a number, at least 0 and at most 180.',
    ],
    [
      () => moveImages({ rotate: 12 } as never),
      'moveImages: rotate is no known key; the keys here are rotation, zoom, stretch, shiftX, shiftY, flipX, flipY, fill.',
    ],
    [() => relightImages({ noise: 2 }), 'relightImages: noise is 2; expected a number, at least 0 and at most 1.'],
    [
      () => mixExamples({ probability: -1 }),
      'mixExamples: probability is -1; expected a number, at least 0 and at most 1.',
    ],
    [() => smoothTargets(1), 'smoothTargets: amount is 1; expected a number, at least 0 and below 1.'],
  ] as const) {
    assert.throws(call, { name: 'UserError', message });
  }
});
