import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { setSeed, tf } from '../../lib/tensorflow';
import { type EpochRecord, FitFailure, type FitOptions, fit } from '../../lib/training';
import { data, options, smallModel, weightsOf, withoutTimes } from './small-run';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-checkpoint-'));
after(() => fs.rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => path.join(folder, `run-${files++}.safetensors`);

const { flatten, dense, dropout, batchNormalization, conv2d } = tf.layers;

interface Shape {
  readonly rate?: number;
  readonly activation?: 'relu' | 'tanh';
  readonly momentum?: number;
  readonly strides?: number;
  readonly kernelSize?: [number, number];
  readonly units?: number;
  readonly frozen?: boolean;
  readonly seed?: number;
}

function build({ rate = 0.2, activation = 'relu', momentum = 0.9, strides = 1, units = 4, ...rest }: Shape = {}) {
  setSeed(rest.seed ?? 6);
  const model = tf.sequential({
    layers: [
      conv2d({ inputShape: [2, 2, 1], filters: 2, kernelSize: rest.kernelSize ?? [2, 2], strides, padding: 'same' }),
      flatten(),
      dense({ units, activation }),
      batchNormalization({ momentum }),
      dropout({ rate }),
      dense({ units: 2, activation: 'softmax' }),
    ],
  });
  if (rest.frozen) model.layers[2].trainable = false;
  return model;
}

const run = { ...options, epochs: 2 };

test('a checkpoint knows its model: what differs is named, and nothing of the model is overwritten', async () => {
  const checkpoint = newFile();
  await fit(build(), data, { ...run, checkpoint });
  const before = fs.readFileSync(checkpoint);
  const others: [Shape, RegExp][] = [
    [{ rate: 0.5 }, /model\.layers\.4\.rate: 0\.2 there, 0\.5 here/],
    [{ activation: 'tanh' }, /model\.layers\.2\.activation: "relu" there, "tanh" here/],
    [{ momentum: 0.5 }, /model\.layers\.3\.momentum: 0\.9 there, 0\.5 here/],
    [{ strides: 2 }, /model\.layers\.0\.strides\.0: 1 there, 2 here/],
    [{ kernelSize: [1, 4] }, /model\.layers\.0\.kernel_size\.0: 2 there, 1 here/],
    [{ units: 5 }, /model\.layers\.2\.units: 4 there, 5 here/],
    [{ frozen: true }, /optimizer: .* there|model\.layers\.2\.trainable: true there, false here/],
    [{ seed: 7 }, /it began with other weights: call setSeed before the model is built/],
  ];
  for (const [shape, difference] of others) {
    const model = build(shape);
    const weights = weightsOf(model);
    await assert.rejects(fit(model, data, { ...run, epochs: 4, checkpoint }), (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message, /is the checkpoint of another run \(.*\); delete it to begin anew$/);
      assert.match(error.message, difference);
      return true;
    });
    assert.deepEqual(weightsOf(model), weights);
  }
  assert.deepEqual(fs.readFileSync(checkpoint), before);
});

test('layers of other names are the same model', async () => {
  const checkpoint = newFile();
  const named = () => tf.layers.dense({ units: 2, activation: 'softmax', name: `relu-${files++}` });
  const model = () => {
    setSeed(3);
    return tf.sequential({
      layers: [flatten({ inputShape: [2, 2, 1] }), dense({ units: 3, activation: 'relu' }), named()],
    });
  };
  await fit(model(), data, { ...run, checkpoint });
  assert.equal((await fit(model(), data, { ...run, epochs: 3, checkpoint })).epochs.length, 3);
});

for (const [name, other] of Object.entries({
  'another task': { classWeights: [1, 2] },
  'another batch size': { batchSize: 8 },
  'another optimiser': { optimizer: 'sgd' },
  'other gradients': { clipNorm: 1 },
  'another seed': { seed: 4 },
  accumulation: { accumulate: 2 },
  averages: { ema: 0.9 },
  'an augmentation': { augment: (batch) => batch },
} satisfies Record<string, Partial<FitOptions>>)) {
  test(`a checkpoint does not go on with ${name}`, async () => {
    const checkpoint = newFile();
    await fit(build(), data, { ...run, checkpoint });
    await assert.rejects(fit(build(), data, { ...run, checkpoint, ...other }), /is the checkpoint of another run/);
  });
}

/** Kills a run in its third epoch, and lets another go on. */
async function interrupted(fitOptions: FitOptions) {
  const checkpoint = newFile();
  const killed = { onEpoch: ({ epoch }: EpochRecord) => assert.notEqual(epoch, 3, 'killed') };
  const callbacks = fitOptions.callbacks ?? [];
  await assert.rejects(fit(build(), data, { ...fitOptions, checkpoint, callbacks: [...callbacks, killed] }), /killed/);
  return fitted({ ...fitOptions, checkpoint });
}

async function fitted(fitOptions: FitOptions, model = build()) {
  const history = await fit(model, data, fitOptions);
  return { weights: weightsOf(model), epochs: withoutTimes(history.epochs), best: history.bestEpoch };
}

for (const [name, more] of Object.entries({
  plainly: {},
  'with early stopping': { earlyStopping: { patience: 2 } },
  'with the plateau rule': { reduceOnPlateau: { factor: 0.5, patience: 1, minLearningRate: 1e-4 } },
  'with accumulation': { accumulate: 3 },
  'with averages': { ema: 0.9 },
  'with averages and early stopping': { ema: 0.9, earlyStopping: { patience: 2 } },
  'with a rate that a callback changes': {
    callbacks: [
      {
        onEpoch: ({ epoch }, _, training) => {
          if (epoch === 2) training.learningRate = 1e-3;
        },
      },
    ],
  },
  'until a callback stops it': {
    callbacks: [
      {
        onEpoch: ({ epoch }, _, training) => {
          if (epoch === 4) training.stop();
        },
      },
    ],
  },
} satisfies Record<string, Partial<FitOptions>>)) {
  test(`a killed run goes on ${name} as if nothing had happened`, async () => {
    const whole = await fitted({ ...options, ...more });
    assert.deepEqual(await interrupted({ ...options, ...more }), whole);
  });
}

test('a run that is complete gives the same history again, also on the model that it trained', async () => {
  const checkpoint = newFile();
  const model = build();
  const complete = { ...options, earlyStopping: { patience: 1 }, checkpoint };
  const first = await fit(model, data, complete);
  const again = await fit(model, data, complete);
  assert.deepEqual(again.epochs, first.epochs);
  assert.equal(again.examplesPerSecond, 0);
  const rebuilt = build();
  assert.deepEqual((await fit(rebuilt, data, complete)).epochs, first.epochs);
  assert.deepEqual(weightsOf(rebuilt), weightsOf(model));
});

test('a checkpoint of more epochs than are asked for says so', async () => {
  const checkpoint = newFile();
  await fit(build(), data, { ...options, epochs: 5, checkpoint });
  await assert.rejects(fit(build(), data, { ...options, epochs: 3, checkpoint }), {
    name: 'UserError',
    message: `${checkpoint} holds 5 epochs and 3 are asked for: ask for 5 or more, or delete it to begin anew`,
  });
});

test('two runs do not write one checkpoint: the second is told who has it', async () => {
  const checkpoint = newFile();
  const first = fit(build(), data, { ...options, checkpoint });
  await assert.rejects(fit(build(), data, { ...options, checkpoint }), {
    name: 'UserError',
    message: `${checkpoint} is in use by another training, process ${process.pid}: wait for its end, or choose another file`,
  });
  await first;
  // Another process that lives: this one's parent.
  const stat = fs.readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
  const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const owner = { host: os.hostname(), pid: process.ppid, began, token: 'other' };
  fs.writeFileSync(`${checkpoint}.lock`, JSON.stringify(owner));
  await assert.rejects(fit(build(), data, { ...options, checkpoint }), new RegExp(`process ${process.ppid}:`));
  fs.writeFileSync(`${checkpoint}.lock`, JSON.stringify({ ...owner, host: 'elsewhere' }));
  await assert.rejects(
    fit(build(), data, { ...options, checkpoint }),
    /of elsewhere: .* delete .*\.lock if that one is no more/,
  );
});

test('what a killed process left, its lock and unfinished files, is no obstacle and is cleared', async () => {
  const checkpoint = newFile();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const base = path.basename(checkpoint);
  fs.writeFileSync(`${checkpoint}.lock`, JSON.stringify({ host: os.hostname(), pid, began: '1', token: 'x' }));
  fs.writeFileSync(path.join(folder, `.${base}.${pid}-abc.part`), 'half');
  await fit(build(), data, { ...run, checkpoint });
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => name.includes(base)),
    [base],
  );
  // A lock that was cut off by a full disk belongs to nobody.
  fs.writeFileSync(`${checkpoint}.lock`, '{"host"');
  await fit(build(), data, { ...run, checkpoint });
});

test('a run whose lock was taken notices before it overwrites', async () => {
  const checkpoint = newFile();
  const steal = {
    onEpoch: ({ epoch }: EpochRecord) => {
      if (epoch === 2) fs.writeFileSync(`${checkpoint}.lock`, JSON.stringify({ token: 'thief' }));
    },
  };
  await assert.rejects(fit(build(), data, { ...options, checkpoint, callbacks: [steal] }), (error: FitFailure) => {
    assert.match(error.message, /another training has taken this file/);
    assert.equal(error.history.epochs.length, 2);
    return true;
  });
});

test('where nothing can be written the sentence has the path, and neither weights nor history are lost', async () => {
  const file = newFile();
  fs.writeFileSync(file, 'x');
  const nowhere = path.join(file, 'run.safetensors');
  await assert.rejects(fit(build(), data, { ...run, checkpoint: nowhere }), {
    name: 'UserError',
    message: new RegExp(`^${nowhere} cannot be written: a part of its path is a file`),
  });
  const place = path.join(folder, 'place');
  fs.mkdirSync(place);
  await assert.rejects(fit(build(), data, { ...run, checkpoint: place }), /place is a folder or a device/);
  await assert.rejects(fit(build(), data, { ...run, checkpoint: '' }), /^UserError: fit: checkpoint is empty/);

  const gone = path.join(folder, 'gone', 'run.safetensors');
  const model = build();
  const spoil = {
    onEpoch: ({ epoch }: EpochRecord) => {
      if (epoch !== 2) return;
      fs.rmSync(gone);
      fs.mkdirSync(gone);
    },
  };
  await assert.rejects(fit(model, data, { ...options, checkpoint: gone, callbacks: [spoil] }), (error: FitFailure) => {
    assert.ok(error instanceof FitFailure && error.name === 'UserError');
    assert.match(
      error.message,
      /gone\/run\.safetensors cannot be written: .* The model keeps the weights of epoch 2\.$/,
    );
    assert.equal(error.history.epochs.length, 2);
    return true;
  });
  const twoEpochs = build();
  await fit(twoEpochs, data, { ...options, epochs: 2 });
  assert.deepEqual(weightsOf(model), weightsOf(twoEpochs));
});

test('a checkpoint in which a bit turned, or whose texts are torn, is refused before anything of the run changes', async () => {
  const checkpoint = newFile();
  await fit(build(), data, { ...run, checkpoint });
  const good = fs.readFileSync(checkpoint);
  const refused = async (bytes: Uint8Array, why: RegExp) => {
    fs.writeFileSync(checkpoint, bytes);
    const model = build();
    const weights = weightsOf(model);
    await assert.rejects(fit(model, data, { ...run, epochs: 3, checkpoint }), (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message, why);
      return true;
    });
    assert.deepEqual(weightsOf(model), weights);
    model.dispose();
  };
  const turned = Buffer.from(good);
  turned[good.length - 100] ^= 4;
  await refused(turned, /its values are not those that were written/);
  // Of earlier versions, without a checksum: its name is another one here.
  const torn = Buffer.from(
    good.toString('latin1').replace('"sha256"', '"sha999"').replace('"run":"{', '"run":"['),
    'latin1',
  );
  assert.notDeepEqual(torn, good);
  await refused(torn, /what it says of its run cannot be read/);
});

test('neither a refused nor a failed run leaves tensors behind', async () => {
  const model = smallModel();
  await fit(model, data, run);
  const before = tf.memory().numTensors;
  await assert.rejects(fit(model, data, { ...run, classWeights: [1, 2, 3] }));
  await assert.rejects(fit(model, data, { ...run, checkpoint: folder }));
  const broken = { name: 'broken', loss: () => tf.zeros([3]) };
  const { loss: _, ...rest } = run;
  await assert.rejects(fit(model, data, { ...rest, task: broken }), /task broken: its loss has shape \[3\]/);
  assert.equal(tf.memory().numTensors, before);
});
