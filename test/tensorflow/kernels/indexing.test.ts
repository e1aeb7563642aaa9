/** Picking, placing, sorting and resizing inside compiled functions, with gradients wherever tfjs has them. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { compile, tf } from '../../../lib/tensorflow';
import { gatherRows } from '../../../lib/tensorflow/kernels/gather';
import { goldenNumbers, relativeError } from '../../golden/numbers';

const numbers = (shape: number[], stream = 1) => tf.tensor(goldenNumbers(tf.util.sizeFromShape(shape), stream), shape);
const integers = (values: number[], shape: number[]) => tf.tensor(values, shape, 'int32');

type Picking = (x: tf.Tensor, indices: tf.Tensor) => tf.Tensor;

const rows = integers([3, 0, 0, 2], [4]);
const places = integers([0, 1, 3, 2], [2, 2]);
const targets = integers([0, 5, 3, 1], [4, 1]);

/** Whether tfjs has a gradient, too. */
const pickings: Record<string, [run: Picking, x: tf.Tensor, indices: tf.Tensor, differentiable: boolean]> = {
  gather: [(x, i) => tf.gather(x, i), numbers([4, 5]), rows, true],
  'gather along another axis': [(x, i) => tf.gather(x, i, 1), numbers([3, 4, 2]), rows, true],
  'gather by indices of two axes': [(x, i) => tf.gather(x, i), numbers([4, 5]), places, true],
  'gather example by example': [(x, i) => tf.gather(x, i, 1, 1), numbers([2, 4, 3]), places, true],
  'gather integers': [(x, i) => tf.gather(x.mul(9).cast('int32'), i).cast('float32'), numbers([4, 5]), rows, false],
  unsortedSegmentSum: [(x, i) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 4), numbers([4, 5]), rows, false],
  gatherND: [(x, i) => tf.gatherND(x, i), numbers([4, 5]), places, false],
  scatterND: [(x, i) => tf.scatterND(i, x, [6, 5]), numbers([4, 5]), targets, false],
  tensorScatterUpdate: [(x, i) => tf.tensorScatterUpdate(tf.zeros([6, 5]), i, x), numbers([4, 5]), targets, false],
  where: [(x, i) => tf.where(i.greater(0).reshape([4, 1]), x, x.mul(2)), numbers([4, 5]), rows, true],
  topk: [(x) => tf.topk(x, 2).values, numbers([4, 5]), rows, false],
  resizeBilinear: [(x) => tf.image.resizeBilinear(x as tf.Tensor4D, [8, 6]), numbers([2, 4, 4, 3]), rows, true],
  resizeNearestNeighbor: [
    (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [8, 6]),
    numbers([2, 4, 4, 3]),
    rows,
    true,
  ],
  gatherRows: [(x, i) => gatherRows(x, i), numbers([4, 5]), rows, true],
};

for (const [name, [run, x, indices, differentiable]] of Object.entries(pickings)) {
  test(`${name}: compiled with computed indices as eager, value${differentiable ? ' and gradient' : ''}`, () => {
    const both: (x: tf.Tensor, i: tf.Tensor) => tf.Tensor[] = (x, i) => {
      const given = i.add(1).sub(1).cast('int32');
      const y = run(x, given);
      const slope = (x: tf.Tensor) => run(x, given).mul(numbers(y.shape, 9)).sum();
      return differentiable ? [y, tf.grad(slope)(x)] : [y];
    };
    const eager = both(x, indices);
    compile(both)(x, indices).forEach((tensor, i) => {
      assert.deepEqual(tensor.shape, eager[i].shape);
      assert.ok(relativeError(tensor.dataSync(), eager[i].dataSync()) <= 1e-6);
    });
  });
}

test('rows that are gathered twice get both gradients, rows that are not none', () => {
  const slope = tf.grad((x: tf.Tensor) =>
    gatherRows(x, rows)
      .mul(tf.tensor2d([[1], [2], [3], [4]]))
      .sum(),
  )(tf.ones([4, 1]));
  assert.deepEqual([...slope.dataSync()], [5, 0, 4, 1]);
});

test('an index out of range is an error, eager and compiled', () => {
  const f = (x: tf.Tensor, i: tf.Tensor) => tf.gather(x, i);
  const wrong = integers([1, 4], [2]);
  assert.throws(() => f(numbers([4, 5]), wrong), /index value 4 is not in \[0, 3\]/);
  assert.throws(() => compile(f)(numbers([4, 5]), wrong), /indices\[1\] = 4 is not in \[0, 4\)/);
});
