/** A process of its own for empty-batch.test.ts, as what went wrong ended it: operations on nothing, and their shapes. */

import assert from 'node:assert/strict';
import { compile, tf } from '../../../lib/tensorflow';
import { conv2d, depthwiseConv2d } from '../../../lib/tensorflow/kernels/convolution';
import { maxPool2d } from '../../../lib/tensorflow/kernels/pooling';

type Case = readonly [
  fn: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly (readonly number[])[],
  output: readonly number[],
];
// biome-ignore lint/suspicious/noExplicitAny: tfjs wants ranks in types
const of = (tensor: tf.Tensor): any => tensor;
const images = [0, 6, 7, 3];
const relu = { strides: [1, 1], padding: 'valid', activation: 'relu' } as const;

const cases: Readonly<Record<string, Case>> = {
  conv2d: [(x, w) => tf.conv2d(of(x), of(w), 1, 'valid'), [images, [3, 3, 3, 5]], [0, 4, 5, 5]],
  'conv2d, same, strides': [(x, w) => tf.conv2d(of(x), of(w), [2, 3], 'same'), [images, [3, 3, 3, 5]], [0, 3, 3, 5]],
  'conv2d, dilated': [(x, w) => tf.conv2d(of(x), of(w), 1, 'valid', 'NHWC', 2), [images, [3, 3, 3, 5]], [0, 2, 3, 5]],
  'conv2d, a kernel larger than the image': [
    (x, w) => tf.conv2d(of(x), of(w), 1, 'same'),
    [
      [0, 2, 2, 3],
      [5, 5, 3, 5],
    ],
    [0, 2, 2, 5],
  ],
  'conv2d with bias': [
    (x, filter, bias) =>
      tf.fused.conv2d({ x: of(x), filter: of(filter), strides: 1, pad: 'valid', bias, activation: 'relu' }),
    [images, [3, 3, 3, 5], [5]],
    [0, 4, 5, 5],
  ],
  conv1d: [
    (x, w) => tf.conv1d(of(x), of(w), 1, 'valid'),
    [
      [0, 6, 3],
      [3, 3, 5],
    ],
    [0, 4, 5],
  ],
  conv3d: [
    (x, w) => tf.conv3d(of(x), of(w), 1, 'valid'),
    [
      [0, 6, 7, 8, 3],
      [3, 3, 3, 3, 5],
    ],
    [0, 4, 5, 6, 5],
  ],
  conv2dTranspose: [
    (x, w) => tf.conv2dTranspose(of(x), of(w), [0, 8, 9, 5], 1, 'valid'),
    [images, [3, 3, 5, 3]],
    [0, 8, 9, 5],
  ],
  depthwise: [(x, w) => tf.depthwiseConv2d(of(x), of(w), 1, 'valid'), [images, [3, 3, 3, 2]], [0, 4, 5, 6]],
  separable: [
    (x, d, p) => tf.separableConv2d(of(x), of(d), of(p), 1, 'valid'),
    [images, [3, 3, 3, 2], [1, 1, 6, 5]],
    [0, 4, 5, 5],
  ],
  maxPool: [(x) => tf.maxPool(of(x), 2, 2, 'valid'), [images], [0, 3, 3, 3]],
  maxPool3d: [(x) => tf.maxPool3d(of(x), 2, 2, 'same'), [[0, 6, 7, 8, 3]], [0, 3, 4, 4, 3]],
  avgPool: [(x) => tf.avgPool(of(x), 2, 2, 'valid'), [images], [0, 3, 3, 3]],
  batchNorm: [(x) => tf.batchNorm(of(x), tf.zeros([3]), tf.ones([3]), tf.zeros([3]), tf.ones([3])), [images], images],
  'our conv2d': [(x, w, b) => conv2d(x, w, b, relu), [images, [3, 3, 3, 5], [5]], [0, 4, 5, 5]],
  'our depthwise': [(x, w, b) => depthwiseConv2d(x, w, b, relu), [images, [3, 3, 3, 2], [6]], [0, 4, 5, 6]],
  'our maxPool': [(x) => maxPool2d(x, { poolSize: [2, 2], strides: [2, 2], padding: 'same' }), [images], [0, 3, 4, 3]],
  'no channels': [
    (x, w) => tf.conv2d(of(x), of(w), 1, 'valid'),
    [
      [2, 6, 7, 0],
      [3, 3, 0, 5],
    ],
    [2, 4, 5, 5],
  ],
};

for (const [name, [fn, inputs, output]] of Object.entries(cases)) {
  const tensors = inputs.map((shape) => tf.ones([...shape]));
  const gradients = (...inputs: tf.Tensor[]) => tf.grads((...inputs: tf.Tensor[]) => fn(...inputs))(inputs);
  const runs = { eager: fn(...tensors), compiled: compile(fn)(...tensors) };
  for (const [how, y] of Object.entries(runs)) {
    assert.deepEqual(y.shape, output, `${name}, ${how}`);
    assert.ok(y.dataSync().every((value) => value === 0));
  }
  // tfjs has no gradient of the one, of any batch; TensorFlow refuses that of the other.
  if (name.includes('dilated') || name === 'no channels') continue;
  const slopes = { eager: gradients(...tensors), compiled: compile(gradients)(...tensors) };
  for (const [how, grads] of Object.entries(slopes)) {
    assert.deepEqual(
      grads.map(({ shape }) => shape),
      inputs,
      `${name}, gradients, ${how}`,
    );
    for (const grad of grads) assert.ok(grad.dataSync().every((value) => value === 0));
  }
}
console.log('all as they should be');
