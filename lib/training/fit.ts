import { getSeed, tf } from '../tensorflow';
import type { NamedArray } from '../weights/safetensors';
import { batchesOf, epochOrder, fingerprint, makeBatch } from './batches';
import { readCheckpoint, restore, snapshot, writeCheckpoint } from './checkpoint';
import { shouldStop } from './early-stopping';
import { checkFit, checkSize, measure } from './evaluate';
import type { FitOptions, TrainingData } from './fit-options';
import { bestEpoch, type Callback, type EpochRecord, type History, type TrainingProgress } from './history';
import { interruptSignal } from './interrupt';
import { reduceOnPlateau } from './reduce-on-plateau';
import { TrainingRun } from './training-run';

/** Time between two looks at the event loop: the kernel's messages, an interrupt, the live display. */
const BREATH_MS = 100;
const DISPLAY_MS = 250;

/**
 * Trains a model. One step (forward, backward, update, metrics) is one native graph; batches are copied out of the
 * data set as they are needed. With early stopping the weights of the best epoch are restored at the end.
 *
 * @throws RangeError where data and model do not fit, or a callback needs a validation part that is not there.
 * @throws the interrupt's reason where the cell is interrupted; the last checkpoint stays.
 */
export async function fit(model: tf.LayersModel, data: TrainingData, options: FitOptions): Promise<History> {
  const { train, validation } = data;
  const { epochs, batchSize, callbacks = [], earlyStopping, checkpoint, seed = getSeed() } = options;
  // Augmentation may crop, so only the model can say whether its result fits.
  if (options.augment === undefined) checkFit(model, train);
  else checkSize(train);
  if (validation !== undefined) checkFit(model, validation);
  if (validation === undefined && (earlyStopping || options.reduceOnPlateau)) {
    throw new RangeError('earlyStopping and reduceOnPlateau watch the validation loss: give fit a validation part');
  }

  const run = new TrainingRun(model, options, seed);
  const description = describe(model, data, options, seed);
  const records: EpochRecord[] = [];
  const watch = new Watch(callbacks, run, records);
  let best: Record<string, NamedArray> = {};
  let trainingSeconds = 0;
  let trained = 0;
  try {
    const saved = checkpoint === undefined ? undefined : await readCheckpoint(checkpoint, description);
    if (saved !== undefined) {
      records.push(...saved.epochs);
      restore(run.variables, saved.tensors);
      best = bestWeights(saved.tensors);
    }
    let stop = earlyStopping !== undefined && shouldStop(records, earlyStopping);
    for (let epoch = records.length + 1; epoch <= epochs && !stop; epoch++) {
      const start = performance.now();
      const learningRate = options.reduceOnPlateau
        ? reduceOnPlateau(records, options.learningRate, options.reduceOnPlateau)
        : options.learningRate;
      run.begin(learningRate);
      let step = 0;
      for (const indices of batchesOf(epochOrder(train.size, seed, epoch), batchSize)) {
        const batch = makeBatch(train, indices);
        run.step(batch);
        tf.dispose([batch.inputs, batch.labels]);
        await watch.tick({ epoch, epochs, step: ++step, steps: Math.ceil(train.size / batchSize) });
      }
      trainingSeconds += (performance.now() - start) / 1000;
      trained += train.size;

      const { loss, accuracy } = run.metrics();
      const measured = validation && measure(model, validation, run.objective);
      const record: EpochRecord = {
        epoch,
        loss,
        ...(run.classify && { accuracy }),
        ...(measured && { validationLoss: measured.loss }),
        ...(measured?.accuracy !== undefined && { validationAccuracy: measured.accuracy }),
        learningRate,
        seconds: (performance.now() - start) / 1000,
      };
      records.push(record);
      if (earlyStopping) {
        if (bestEpoch(records) === epoch) best = await snapshot(run.weights);
        stop = shouldStop(records, earlyStopping);
      }
      if (checkpoint !== undefined) {
        const tensors = { ...(await snapshot(run.variables)), ...prefixed(best) };
        await writeCheckpoint(checkpoint, { tensors, epochs: records, run: description });
      }
      for (const callback of callbacks) await callback.onEpoch?.(record, records);
    }
    if (earlyStopping && Object.keys(best).length > 0) restore(run.weights, best);
    const history: History = {
      epochs: records,
      bestEpoch: bestEpoch(records),
      stoppedEarly: stop,
      seconds: records.reduce((sum, { seconds }) => sum + seconds, 0),
      examplesPerSecond: trained / trainingSeconds,
    };
    for (const callback of callbacks) await callback.onEnd?.(history);
    return history;
  } finally {
    run.dispose();
  }
}

/** Gives the event loop its turn a few times a second, and tells the callbacks how the epoch goes. */
class Watch {
  private lastBreath = performance.now();
  private lastDisplay = 0;
  private readonly signal = interruptSignal();

  constructor(
    private readonly callbacks: readonly Callback[],
    private readonly run: TrainingRun,
    private readonly history: readonly EpochRecord[],
  ) {}

  async tick(position: Pick<TrainingProgress, 'epoch' | 'epochs' | 'step' | 'steps'>): Promise<void> {
    const now = performance.now();
    if (now - this.lastBreath < BREATH_MS) return;
    await new Promise(setImmediate);
    this.signal?.throwIfAborted();
    this.lastBreath = performance.now();
    if (now - this.lastDisplay < DISPLAY_MS) return;
    this.lastDisplay = now;
    const { loss, accuracy } = this.run.metrics();
    const seconds = this.history.reduce((sum, record) => sum + record.seconds, 0);
    const progress: TrainingProgress = {
      ...position,
      loss,
      ...(this.run.classify && { accuracy }),
      history: this.history,
      ...(this.history.length > 0 && { secondsPerEpoch: seconds / this.history.length }),
    };
    for (const callback of this.callbacks) await callback.onBatch?.(progress);
  }
}

const BEST = 'best/';

function prefixed(best: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  return Object.fromEntries(Object.entries(best).map(([name, array]) => [BEST + name, array]));
}

function bestWeights(tensors: Readonly<Record<string, NamedArray>>): Record<string, NamedArray> {
  const entries = Object.entries(tensors).filter(([name]) => name.startsWith(BEST));
  return Object.fromEntries(entries.map(([name, array]) => [name.slice(BEST.length), array]));
}

/** Everything the result of a run depends on but the number of epochs: one may go on longer than was planned. */
function describe(
  model: tf.LayersModel,
  { train, validation }: TrainingData,
  options: FitOptions,
  seed: number,
): string {
  const { epochs: _, callbacks: __, checkpoint: ___, augment, ...training } = options;
  return JSON.stringify({
    ...training,
    augment: augment?.name ?? 'none',
    seed,
    layers: model.layers.map((layer) => layer.getClassName()).join(' '),
    parameters: model.countParams(),
    training: fingerprint(train),
    validation: validation === undefined ? 'none' : fingerprint(validation),
  });
}
