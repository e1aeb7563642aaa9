import assert from 'node:assert/strict';
import test from 'node:test';
import { type Examples, twoMoons } from '../../../lib/data';
import { UserError } from '../../../lib/errors';

const points = ({ inputs, labels }: Examples<Float32Array>, label: number) =>
  Array.from(labels.keys())
    .filter((i) => labels[i] === label)
    .map((i) => [inputs[2 * i], inputs[2 * i + 1]] as const);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('two moons: as many of each, mirrored about the origin, as far from their circle as the noise says', async () => {
  const { train, validation, test: judged, provenance } = await twoMoons({ trainSize: 4000, seed: 7 });
  assert.deepEqual([train.size, validation.size, judged.size], [3600, 400, 200]);
  assert.deepEqual([train.inputShape, train.part, provenance.source], [[2], 'train', 'drawn']);
  const [upper, lower] = [points(train, 0), points(train, 1)];
  assert.equal(upper.length, lower.length);
  // The mean of a half circle of radius 1 is (0, 2 / pi) from its centre, which lies at (-0.5, -0.25).
  for (const [moon, turn] of [
    [upper, 1],
    [lower, -1],
  ] as const) {
    assert.ok(Math.abs(turn * mean(moon.map(([x]) => x)) + 0.5) < 0.06);
    assert.ok(Math.abs(turn * mean(moon.map(([, y]) => y)) - (2 / Math.PI - 0.25)) < 0.03);
    // The distance from the centre is 1, spread by the noise of 0.2.
    const radii = moon.map(([x, y]) => Math.hypot(turn * x + 0.5, turn * y + 0.25));
    const deviation = Math.sqrt(mean(radii.map((r) => (r - mean(radii)) ** 2)));
    assert.ok(Math.abs(mean(radii) - 1) < 0.04 && Math.abs(deviation - 0.2) < 0.02, `${mean(radii)} ${deviation}`);
  }
});

test('the same seed draws the same points, another seed others; a source is refused', async () => {
  const [one, same, other] = await Promise.all([3, 3, 4].map((seed) => twoMoons({ seed })));
  assert.deepEqual(one, same);
  assert.notDeepEqual(one.train.inputs, other.train.inputs);
  const sentence = 'two-moons: source is full, but its points are drawn from the seed; leave source out.';
  await assert.rejects(twoMoons({ source: 'full' }), new UserError(sentence));
});
