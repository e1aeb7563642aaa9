import assert from 'node:assert/strict';
import test from 'node:test';
import { mixupCutMix } from '../../lib/augment';
import { asTargets } from '../../lib/augment/as-targets';
import { beta } from '../../lib/augment/mixup-cut-mix';
import { UserError } from '../../lib/errors';
import { compile, tf } from '../../lib/tensorflow';

const source = (step: number) => ({ seed: 5, step: tf.scalar(step, 'int32') });
const SIZE = 64;

/** Example i is i everywhere, and of class i. */
function batch() {
  const inputs = tf.range(0, SIZE, 1, 'float32').reshape([SIZE, 1, 1, 1]).tile([1, 8, 16, 1]);
  return { inputs, targets: tf.eye(SIZE) };
}

/** How much of itself each example has kept at each place: it is i, and its partner 63 - i. */
const kept = (values: tf.Tensor) =>
  tf.tidy(() => {
    const own = tf.range(0, SIZE, 1, 'float32').reshape([SIZE, 1, 1, 1]);
    const other = own.mul(-1).add(SIZE - 1);
    return values.sub(other).div(own.sub(other)).arraySync() as number[][][][];
  });

test('targets are mixed by what is seen of each example: all through in Mixup, in a rectangle in CutMix', () => {
  for (const cutMix of [0, 1]) {
    const { inputs, targets } = mixupCutMix({ probability: 1, cutMix })(batch(), source(1));
    const shares = targets.arraySync() as number[][];
    const places = kept(inputs);
    let between = 0;
    for (let i = 0; i < SIZE; i++) {
      const values = places[i].flat(2);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(Math.abs(shares[i][i] - mean) < 1e-4, `${shares[i][i]} ${mean}`);
      assert.ok(Math.abs(shares[i][i] + shares[i][SIZE - 1 - i] - 1) < 1e-5);
      if (cutMix === 0) assert.ok(values.every((value) => Math.abs(value - values[0]) < 1e-3));
      else {
        const covered = values.map((value) => Math.round(value) === 0);
        assert.ok(values.every((value) => Math.abs(value - Math.round(value)) < 1e-3));
        const rows = places[i].filter((row) => row.some(([value]) => Math.round(value) === 0)).length;
        const columns = places[i][0].filter((_, x) => places[i].some((row) => Math.round(row[x][0]) === 0)).length;
        assert.equal(covered.filter(Boolean).length, rows * columns, 'one whole rectangle');
      }
      if (mean > 0.02 && mean < 0.98) between++;
    }
    assert.ok(between > SIZE / 2, `${between} are mixed`);
  }
});

test('half of the examples stay as they are; the same step draws the same, compiled too', () => {
  const augment = mixupCutMix();
  const counts = [1, 2, 3, 4].map((step) => {
    const { targets } = augment(batch(), source(step));
    return targets
      .max(1)
      .greaterEqual(1 - 1e-6)
      .cast('float32')
      .sum()
      .dataSync()[0];
  });
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  // 256 draws: 0.5 within five deviations; CutMix with a rectangle of no size leaves a few more.
  assert.ok(mean > 0.35 * SIZE && mean < 0.7 * SIZE, `${counts}`);
  const compiled = compile((inputs: tf.Tensor, targets: tf.Tensor, step: tf.Tensor) => {
    const mixed = augment({ inputs, targets }, { seed: 5, step });
    return [mixed.inputs, mixed.targets];
  });
  const { inputs, targets } = batch();
  const eager = augment(batch(), source(2));
  const [first, second] = compiled(inputs, targets, tf.scalar(2, 'int32'));
  assert.ok(first.sub(eager.inputs).abs().max().dataSync()[0] < 1e-4);
  assert.ok(second.sub(eager.targets).abs().max().dataSync()[0] < 1e-5);
});

test('shares are of a beta distribution: mean 1/2, variance 1 / (8 alpha + 4)', () => {
  for (const alpha of [0.8, 1, 0.2]) {
    const shares = beta(alpha, 20_000, source(1), 0);
    const { mean, variance } = tf.moments(shares);
    assert.ok(Math.abs(mean.dataSync()[0] - 0.5) < 0.02);
    assert.ok(Math.abs(variance.dataSync()[0] - 1 / (8 * alpha + 4)) < 0.005);
  }
});

test('an option out of range is refused', () => {
  for (const [options, message] of [
    [{ probability: 2 }, /mixupCutMix: probability is 2/],
    [{ mixupAlpha: 0 }, /mixupCutMix: mixupAlpha is 0/],
    [{ alpha: 1 }, /mixupCutMix: alpha is no known key/],
  ] as const) {
    assert.throws(
      () => mixupCutMix(options as object),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  }
});

test('asTargets makes what came out of an augmentation the target too, and is named after it', () => {
  const both = asTargets(mixupCutMix({ probability: 1 }));
  const { inputs, targets } = both(batch(), source(3));
  assert.equal(targets, inputs);
  assert.match(both.name, /^asTargets mixupCutMix \{/);
});
