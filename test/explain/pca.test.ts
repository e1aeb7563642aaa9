import assert from 'node:assert/strict';
import test from 'node:test';
import { fitPca, reconstruct } from '../../lib/explain';
import { tf } from '../../lib/tensorflow';
import { goldenNumbers, relativeError } from '../golden/numbers';

test('PCA finds the axes and variances of a cloud that is known on paper', () => {
  // Along [3, 4] / 5 with variance 25 * 2/3, across it with variance 2/3.
  const points = [-1, 0, 1].flatMap((along) => [-1, 0, 1].map((across) => [5 * along, across]));
  const x = tf.tensor2d(points.map(([a, b]) => [10 + (3 * a - 4 * b) / 5, 20 + (4 * a + 3 * b) / 5]));
  const { mean, axes, variances } = fitPca(x, { components: 2 });
  assert.ok(relativeError(mean.dataSync(), [10, 20]) < 1e-6);
  const [a, b, c, d] = axes.dataSync();
  assert.ok(relativeError([Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d)], [0.6, 0.8, 0.8, 0.6]) < 1e-5);
  assert.ok(Math.sign(a) === Math.sign(b) && Math.sign(c) !== Math.sign(d));
  assert.ok(relativeError(variances.dataSync(), [(25 * 6) / 8, 6 / 8]) < 1e-5);
});

test('the reconstruction error is the variance left out, and the axes are orthonormal', () => {
  const [count, size, components] = [60, 40, 7];
  // Falling scales, so that the spectrum resembles that of images.
  const scales = tf.range(0, size).mul(-0.15).exp();
  const x = tf.tensor2d(goldenNumbers(count * size, 1), [count, size]).mul(scales) as tf.Tensor2D;
  const pca = fitPca(x, { components });
  const identity = tf.matMul(pca.axes, pca.axes, false, true);
  assert.ok(relativeError(identity.dataSync(), tf.eye(components).dataSync()) < 1e-5);
  const total = x.sub(pca.mean).square().sum().dataSync()[0];
  const kept = pca.variances.sum().dataSync()[0] * (count - 1);
  const error = reconstruct(pca, x).sub(x).square().sum().dataSync()[0];
  assert.ok(Math.abs(error - (total - kept)) < 1e-4 * total, `${error} against ${total - kept}`);
});

test('all components reconstruct exactly; too many are refused', () => {
  const x = tf.tensor2d(goldenNumbers(20 * 5, 2), [20, 5]);
  assert.ok(relativeError(reconstruct(fitPca(x, { components: 5 }), x).dataSync(), x.dataSync()) < 1e-5);
  assert.throws(() => fitPca(x, { components: 6 }), /has 1 to 5 components, not 6/);
  assert.throws(() => fitPca(x.slice([0, 0], [3, 5]) as tf.Tensor2D, { components: 3 }), /has 1 to 2 components/);
});
