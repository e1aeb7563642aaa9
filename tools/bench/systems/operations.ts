/**
 * The native operations of a training step, each timed: not compiled (CAHIER_EAGER=1, set by profile.ts), so that they
 * run one after the other and the clock can stand between them.
 */

import { take } from '../../../lib/data/dataset';
import { modelRegistry } from '../../../lib/models';
import { setSeed } from '../../../lib/tensorflow';
import { backend } from '../../../lib/tensorflow/graph/backend';
import { fit } from '../../../lib/training';
import { readTask } from './serve';

const STEPS = 8;

async function main(): Promise<void> {
  const { task, examples } = readTask();
  const { model: name, batchSize } = task.workload;
  setSeed(1);
  let operations: Record<string, { calls: number; seconds: number }> = {};
  const { executeOp } = backend.binding;
  backend.binding.executeOp = (op, ...rest) => {
    const begun = performance.now();
    const result = executeOp(op, ...rest);
    operations[op] ??= { calls: 0, seconds: 0 };
    operations[op].calls++;
    operations[op].seconds += (performance.now() - begun) / 1000;
    return result;
  };

  const classify = name !== 'denseAutoencoder';
  let seconds = 0;
  await fit(
    modelRegistry[name].build(),
    { train: take(examples, STEPS * batchSize) },
    {
      optimizer: 'adam',
      learningRate: 1e-3,
      loss: classify ? 'categoricalCrossentropy' : 'meanSquaredError',
      targets: classify ? 'labels' : 'inputs',
      batchSize,
      epochs: 2,
      callbacks: [
        {
          onEpoch(record) {
            // The first epoch warms up.
            if (record.epoch === 1) operations = {};
            seconds = record.seconds;
          },
        },
      ],
    },
  );
  console.log(JSON.stringify({ steps: STEPS, seconds, operations }));
}

main();
