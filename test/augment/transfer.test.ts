import assert from 'node:assert/strict';
import test from 'node:test';
import { mixExamples, randomMoves, rollFrames, soundAugmentation } from '../../lib/augment';
import { compile, tf } from '../../lib/tensorflow';
import golden from '../golden/transfer.json';

const at = (step: number) => ({ seed: 5, step: tf.scalar(step, 'int32') });

for (const { alpha, places, shares } of golden.mixup) {
  test(`Mixup with alpha ${alpha} draws from the folded beta distribution`, () => {
    const size = 20_000;
    const inputs = tf.ones([size, 1]);
    // Each example's own target is the only one in its row; its partner, in the reverse order, has another.
    const targets = tf.tensor1d(Array.from({ length: size }, (_, i) => (i < size / 2 ? 1 : 0))).reshape([size, 1]);
    const mixed = Array.from(mixExamples({ alpha })({ inputs, targets }, at(1)).targets.dataSync());
    const drawn = mixed.map((share, i) => (i < size / 2 ? share : 1 - share)).sort((a, b) => b - a);
    places.forEach((place, i) => {
      // From the largest share down, as SciPy's weaker share rises. Five standard deviations of a share of 20,000.
      const above = drawn.filter((share) => share >= shares[i]).length / size;
      assert.ok(Math.abs(above - place) < 5 * Math.sqrt((place * (1 - place)) / size), `${place}: ${above}`);
    });
  });
}

test('rolled frames keep their order, begin anywhere, and all examples differ', () => {
  const inputs = tf.range(0, 10).reshape([1, 1, 10, 1]).tile([32, 2, 1, 1]) as tf.Tensor;
  const rolled = rollFrames()({ inputs, targets: tf.zeros([32, 2]) }, at(1)).inputs.arraySync() as number[][][][];
  const starts = rolled.map(([low, high]) => {
    assert.deepEqual(low, high);
    const values = low.map(([value]) => value);
    values.forEach((value, i) => {
      assert.equal(value, (values[0] + i) % 10);
    });
    return values[0];
  });
  assert.ok(new Set(starts).size >= 8);
});

test('random moves: strength 0 changes nothing, values stay in [0, 1], seed and step decide, compiled as well', () => {
  const inputs = tf.randomUniform([16, 8, 8, 3], 0, 1, 'float32', 3);
  const batch = { inputs, targets: tf.zeros([16, 2]) };
  const still = randomMoves({ magnitude: 0 })(batch, at(1)).inputs.sub(inputs).abs().max().dataSync()[0];
  assert.ok(still < 1e-5, `${still}`);
  const augment = randomMoves({ magnitude: 1 });
  const run = compile((step: tf.Scalar) => augment(batch, { seed: 5, step }).inputs);
  const moved = run(tf.scalar(1, 'int32'));
  assert.ok(moved.min().dataSync()[0] >= 0 && moved.max().dataSync()[0] <= 1);
  const eager = augment(batch, at(1)).inputs;
  assert.ok(eager.sub(moved).abs().max().dataSync()[0] < 1e-5);
  assert.ok(run(tf.scalar(2, 'int32')).sub(moved).abs().max().dataSync()[0] > 0.1);
});

test('random moves draw each change about as often: a seventh of single ones leaves the picture alone', () => {
  const picture = tf.range(0, 64).div(64).reshape([1, 8, 8, 1]).tile([700, 1, 1, 1]);
  const moved = randomMoves({ count: 1, magnitude: 1 })({ inputs: picture, targets: tf.zeros([700, 2]) }, at(1)).inputs;
  const alone = moved.sub(picture).abs().max([1, 2, 3]).less(1e-4).sum().dataSync()[0];
  // 100 of 700, within five standard deviations.
  assert.ok(Math.abs(alone - 100) < 5 * Math.sqrt(86), `${alone}`);
});

test('sound augmentation: all on by default, each with a switch', () => {
  const all = soundAugmentation([128, 248, 1]);
  assert.equal(all.copies?.count, 2);
  for (const name of ['gain', 'noise', 'stretch', 'pitch'])
    assert.match(all.copies?.change.key ?? '', new RegExp(name));
  assert.match(all.augment?.name ?? '', /specAugment .*"frequencyWidth":0.234375.*mixExamples .*"alpha":0.2/);
  const none = { timeStretch: false, pitchShift: false, noise: false, gain: false, specAugment: null, mixup: null };
  assert.deepEqual(soundAugmentation([128, 248, 1], none), {});
  const { copies, augment } = soundAugmentation([128, 248, 1], { ...none, pitchShift: true, factor: 5 });
  assert.equal(copies?.count, 4);
  assert.equal(copies?.change.key, 'changeWaveform {"pitch":[-2,2]}');
  assert.equal(augment, undefined);
  assert.equal(soundAugmentation([128, 248, 1], { factor: 1 }).copies, undefined);
  assert.throws(() => soundAugmentation([128, 248, 1], { pitch: true } as never), /pitch/);
  assert.throws(() => randomMoves({ count: 0 }), /count is 0/);
  assert.throws(() => mixExamples({ alpha: 0 }), /alpha is 0/);
});
