import assert from 'node:assert/strict';
import test from 'node:test';
import { image } from '../../lib/data';
import { activations, featureMaps, filterImages } from '../../lib/explain';
import { tf } from '../../lib/tensorflow';

/** Two filters of one pixel: the first copies, the second turns the sign and is cut by ReLU. */
function twoFilters(): tf.LayersModel {
  const { conv2d, maxPooling2d } = tf.layers;
  const options = { inputShape: [2, 2, 1], filters: 2, kernelSize: 1, activation: 'relu' as const };
  const model = tf.sequential({ layers: [conv2d(options), maxPooling2d({ poolSize: 2 })] });
  model.setWeights([tf.tensor4d([1, -0.5], [1, 1, 1, 2]), tf.zeros([2])]);
  return model;
}

test('what a layer answers, and as pictures: black where least, white where most', () => {
  const model = twoFilters();
  const before = tf.memory().numTensors;
  const picture = Uint8Array.from([0, 51, 102, 255]);
  const first = activations(model, 0, picture);
  assert.deepEqual(first.shape, [2, 2, 2]);
  const copied = [0, 0.2, 0.4, 1];
  copied.forEach((value, i) => {
    assert.ok(Math.abs(first.values[2 * i] - value) < 1e-6);
    assert.equal(first.values[2 * i + 1], 0);
  });
  assert.deepEqual(activations(model, 1, Uint8Array.from([...picture, ...picture])).shape, [1, 1, 2]);
  const maps = featureMaps(model, 0, image(picture, 2, 2, 1));
  assert.deepEqual(
    maps.map(({ pixels }) => [...pixels]),
    [
      [0, 51, 102, 255],
      [0, 0, 0, 0],
    ],
  );
  assert.equal(tf.memory().numTensors, before);
  assert.throws(() => activations(model, 2, picture), /RangeError: model \w+ has layers 0 to 1; there is no 2/);
  assert.throws(() => activations(model, 0, picture.subarray(1)), /RangeError: 3 bytes are no whole pictures/);
  model.dispose();
});

test('filters as pictures: mid-grey is 0, the largest weight is white or black', () => {
  const model = twoFilters();
  assert.deepEqual(
    filterImages(model).map(({ pixels }) => pixels[0]),
    [255, 64],
  );
  const dense = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
  assert.throws(() => filterImages(dense), /filterImages wants a convolution/);
  model.dispose();
  dense.dispose();
});
