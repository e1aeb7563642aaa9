/** This project: `fit` of lib/training, and for inference the model that `freeze` made, from bytes. */

import type { Examples } from '../../../lib/data';
import { take } from '../../../lib/data/dataset';
import { modelRegistry } from '../../../lib/models';
import { setSeed, tensorflowVersion } from '../../../lib/tensorflow';
import { type EpochRecord, type FitOptions, fit, freeze, type Predictor } from '../../../lib/training';
import { readTask, repeatFor, type SystemUnderTest, serve } from './serve';

const { task, examples } = readTask();
const { model: name, batchSize } = task.workload;
setSeed(1);
const model = modelRegistry[name].build();
const options: FitOptions = {
  optimizer: 'adam',
  learningRate: 1e-3,
  loss: name === 'denseAutoencoder' ? 'meanSquaredError' : 'categoricalCrossentropy',
  targets: name === 'denseAutoencoder' ? 'inputs' : 'labels',
  batchSize,
  epochs: Number.MAX_SAFE_INTEGER,
};

/** One call of `fit` that waits after each epoch until the next is asked for. */
class EpochByEpoch {
  private waiting: (() => void) | undefined;
  private told: (record: EpochRecord) => void = () => {};
  private failed: (error: unknown) => void = () => {};
  private started = false;

  constructor(private readonly train: Examples) {}

  next(): Promise<EpochRecord> {
    return new Promise((resolve, reject) => {
      this.told = resolve;
      this.failed = reject;
      if (this.started) this.waiting?.();
      else this.start();
    });
  }

  private start(): void {
    this.started = true;
    const onEpoch = (record: EpochRecord) =>
      new Promise<void>((resolve) => {
        this.waiting = resolve;
        this.told(record);
      });
    fit(model, { train: this.train }, { ...options, callbacks: [{ onEpoch }] }).catch((error) => this.failed(error));
  }
}

const training = new EpochByEpoch(examples);
/** Made when the training is over: inference is measured last. */
let predictor: Predictor | undefined;

const system: SystemUnderTest = {
  versions: { node: process.versions.node, tensorflow: tensorflowVersion },
  async firstSteps(count) {
    const history = await fit(model, { train: take(examples, batchSize) }, { ...options, epochs: count });
    return history.epochs.map(({ seconds }) => seconds);
  },
  epoch: () => training.next(),
  infer(batchSize, seconds) {
    const length = examples.inputs.length / examples.size;
    predictor ??= freeze(model);
    const { predict } = predictor;
    return repeatFor({ seconds, batchSize, size: examples.size }, (start) =>
      predict(examples.inputs.subarray(start * length, (start + batchSize) * length), { batchSize }),
    );
  },
};

serve(system);
