/** Stock tfjs: the same layers, trained by its own `model.fit`, without this project's kernels and compiled steps. */

import { modelRegistry } from '../../../lib/models';
import { tf, tidyData } from '../../../lib/tensorflow';
import { unitInputs } from '../../../lib/training';
import { readTask, repeatFor, serve } from './serve';

const { task, examples } = readTask();
const { model: name, batchSize } = task.workload;
const classify = name !== 'denseAutoencoder';
const model = modelRegistry[name].build();
model.compile({
  optimizer: tf.train.adam(1e-3),
  loss: classify ? 'categoricalCrossentropy' : 'meanSquaredError',
  metrics: classify ? ['accuracy'] : [],
});

const inputShape = model.inputs[0].shape.slice(1) as number[];
const inputs = tf.tidy(() => unitInputs(examples).reshape([examples.size, ...inputShape]));
const targets = classify ? tf.tidy(() => tf.oneHot(tf.tensor1d(examples.labels, 'int32'), 10).toFloat()) : inputs;

/** Trains and times each epoch; what `fit` does before the first and after the last is not counted. */
async function train(x: tf.Tensor, y: tf.Tensor, epochs: number): Promise<{ seconds: number[]; loss: number }> {
  const seconds: number[] = [];
  let begun = 0;
  const history = await model.fit(x, y, {
    batchSize,
    epochs,
    verbose: 0,
    callbacks: {
      onEpochBegin: async () => {
        begun = performance.now();
      },
      onEpochEnd: async () => {
        seconds.push((performance.now() - begun) / 1000);
      },
    },
  });
  return { seconds, loss: history.history.loss[epochs - 1] as number };
}

serve({
  versions: { tfjs: tf.version.tfjs },
  async firstSteps(count) {
    const [x, y] = [inputs, targets].map((tensor) => tensor.slice(0, batchSize));
    const { seconds } = await train(x, y, count);
    tf.dispose([x, y]);
    return seconds;
  },
  async epoch() {
    const { seconds, loss } = await train(inputs, targets, 1);
    return { seconds: seconds[0], loss };
  },
  infer: (batchSize, seconds) =>
    repeatFor({ seconds, batchSize, size: examples.size }, (start) =>
      tidyData(() => model.predict(inputs.slice(start, batchSize), { batchSize }) as tf.Tensor),
    ),
});
