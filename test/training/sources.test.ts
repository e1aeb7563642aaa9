import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import {
  arraySource,
  type Examples,
  fileSource,
  type InputArray,
  imageFolder,
  imageSources,
  loadImage,
  type NumericArray,
  paddedSource,
  type Source,
  syntheticSounds,
} from '../../lib/data';
import { featureStatistics, soundDataset, soundSources, standardize } from '../../lib/features';
import { setSeed, tf } from '../../lib/tensorflow';
import { adam, batches, classification, evaluate, fit, predict, regression } from '../../lib/training';
import { setWorkspace } from '../../lib/workspace';
import { goldenNumbers, relativeError } from '../golden/numbers';
import { data, options, smallModel, weightsOf } from './small-run';

const { dense, lstm, masking, flatten } = tf.layers;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-sources-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** The training part of the small run, read after a while, with a count of what is under way. */
function slow({ delay = 1 } = {}) {
  const { inputs, labels, size } = data.train;
  const inner = arraySource({
    inputs: { data: inputs, shape: [size, 2, 2, 1] },
    targets: { data: labels, shape: [size] },
  });
  const state = { reading: 0, most: 0, asked: 0 };
  const source: Source = {
    size,
    fingerprint: inner.fingerprint,
    async batch(indices) {
      state.asked++;
      state.most = Math.max(state.most, ++state.reading);
      await pause(delay);
      state.reading--;
      return inner.batch(indices);
    },
  };
  return { source, state };
}

test('a source that reads while the step runs gives the training of the same examples in memory', async () => {
  const fitted = async (train: typeof data.train | Source) => {
    setSeed(3);
    const model = smallModel();
    const { epochs } = await fit(model, { train, validation: data.validation }, options);
    return { weights: weightsOf(model), losses: epochs.map(({ loss, validationLoss }) => [loss, validationLoss]) };
  };
  const { source, state } = slow();
  assert.deepEqual(await fitted(source), await fitted(data.train));
  // The one that is learnt from, and two ahead.
  assert.equal(state.most, 3);
  const model = smallModel();
  assert.deepEqual(await predict(model, source), await predict(model, data.train));
  assert.equal((await evaluate(model, source)).loss, (await evaluate(model, data.train)).loss);
});

test('the event loop lives while a source is waited for, and a loop that ends early reads no further', async () => {
  const { source, state } = slow({ delay: 5 });
  let ticks = 0;
  const clock = setInterval(() => ticks++, 1);
  for await (const batch of batches(source, { size: 10, ahead: 1 })) {
    assert.equal(batch.indices.length, 10);
    if (batch.indices[0] === 30) break;
  }
  clearInterval(clock);
  assert.ok(ticks >= 2, `${ticks} ticks`);
  await pause(30);
  assert.deepEqual([state.asked, state.reading], [5, 0]);
});

test('what a source throws comes when the turn of its batch does, and leaves nothing', async () => {
  const { source } = slow();
  const broken: Source = {
    ...source,
    batch: (indices) =>
      indices.includes(77) ? Promise.reject(new Error('77.png cannot be read')) : source.batch(indices),
  };
  const model = smallModel();
  await evaluate(model, data.train);
  const before = tf.memory().numTensors;
  await assert.rejects(evaluate(model, broken, { batchSize: 10 }), /77\.png cannot be read/);
  await assert.rejects(fit(model, { train: broken }, options), /77\.png cannot be read/);
  assert.equal(tf.memory().numTensors, before);
});

test('tensors that a source makes are given back', async () => {
  const model = tf.sequential({ layers: [dense({ inputShape: [2], units: 1 })] });
  const source = {
    size: 12,
    fingerprint: 'tensors',
    batch: async (indices: Int32Array) => ({
      inputs: tf.ones([indices.length, 2]),
      targets: tf.zeros([indices.length, 1]),
    }),
  };
  const run = { task: regression(), optimizer: adam(), epochs: 2, batchSize: 4, seed: 1 };
  await fit(model, { train: source, validation: source }, run);
  const before = tf.memory().numTensors;
  await fit(model, { train: source, validation: source }, run);
  for await (const _ of batches(source, { size: 3 })) break;
  await pause(10);
  assert.equal(tf.memory().numTensors, before);
});

test('several inputs and several outputs, by their names', async () => {
  const size = 40;
  const a = { data: goldenNumbers(size * 2, 1), shape: [size, 2] };
  const b = { data: goldenNumbers(size, 2), shape: [size, 1] };
  const sum = Float32Array.from({ length: size }, (_, i) => a.data[2 * i] + 2 * b.data[i]);
  const sign = Int32Array.from(sum, (value) => Number(value > 0));
  setSeed(1);
  const left = tf.input({ shape: [2], name: 'left' });
  const right = tf.input({ shape: [1], name: 'right' });
  const joined = tf.layers.concatenate().apply([left, right]) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: [left, right],
    outputs: [
      dense({ units: 2, activation: 'softmax', name: 'sign' }).apply(joined) as tf.SymbolicTensor,
      dense({ units: 1, name: 'sum' }).apply(joined) as tf.SymbolicTensor,
    ],
  });
  const train = arraySource({
    inputs: { left: a, right: b },
    targets: { sign: { data: sign, shape: [size] }, sum: { data: sum, shape: [size, 1] } },
  });
  const task = { sign: classification(), sum: regression({ weight: 2 }) };
  const { epochs } = await fit(
    model,
    { train, validation: train },
    { task, optimizer: adam({ learningRate: 0.05 }), epochs: 60 },
  );
  const last = epochs[59];
  assert.deepEqual(Object.keys(last.metrics!), ['sign.loss', 'sign.accuracy', 'sum.loss', 'sum.meanAbsoluteError']);
  const { metrics, loss, byOutput, outputs } = await evaluate(model, train, { task });
  assert.ok(metrics['sum.loss'] < 1e-3 && metrics['sign.accuracy'] > 0.9, JSON.stringify(metrics));
  assert.ok(Math.abs(loss - (metrics['sign.loss'] + 2 * metrics['sum.loss'])) < 1e-6);
  assert.ok(relativeError(byOutput.sum.outputs, sum) < 0.2);
  assert.equal(byOutput.sign.predicted.length, size);
  assert.equal(outputs.length, 0);
  await assert.rejects(
    predict(model, train),
    /^UserError: model \w+ has the outputs sign, sum: take them from predictOutputs/,
  );
  await assert.rejects(evaluate(model, data.train, { task }), /has the inputs left, right.* has one: give a source/);
});

test('sequences of uneven length answer in a padded batch as each does alone', async () => {
  const lengths = [3, 7, 1, 5, 2];
  const sequences: NumericArray[] = lengths.map((steps, i) => ({
    data: goldenNumbers(2 * steps, i),
    shape: [steps, 2],
  }));
  setSeed(2);
  const model = tf.sequential({
    layers: [
      masking({ maskValue: 0, inputShape: [null as unknown as number, 2] }),
      lstm({ units: 4, recurrentActivation: 'sigmoid' }),
      dense({ units: 1 }),
    ],
  });
  const together = await predict(model, paddedSource({ sequences }, { multipleOf: 4 }));
  for (const [i, sequence] of sequences.entries()) {
    const alone = await predict(model, paddedSource({ sequences: [sequence] }, { multipleOf: 1 }));
    assert.ok(Math.abs(alone[0] - together[i]) < 1e-6, `${alone[0]}, together ${together[i]}`);
  }
  const targets = { data: Float32Array.from(lengths), shape: [5, 1] };
  const { epochs } = await fit(
    model,
    { train: paddedSource({ sequences, targets }) },
    { task: regression(), optimizer: adam({ learningRate: 0.05 }), epochs: 80, batchSize: 5 },
  );
  assert.ok(epochs[79].loss < 0.5 * epochs[0].loss);
});

test('the loss of answers to each step counts the real steps alone', async () => {
  const sequences: NumericArray[] = [1, 3].map((steps) => ({
    data: new Float32Array(steps).fill(1),
    shape: [steps, 1],
  }));
  const targets: NumericArray[] = [1, 3].map((steps) => ({ data: new Float32Array(steps).fill(3), shape: [steps, 1] }));
  const model = tf.sequential({
    layers: [dense({ inputShape: [null as unknown as number, 1], units: 1, kernelInitializer: 'ones' })],
  });
  const { loss } = await evaluate(model, paddedSource({ sequences, targets }, { value: 100, length: 8 }), {
    task: regression(),
  });
  assert.ok(Math.abs(loss - 4) < 1e-6, `${loss}`);
});

test('pictures are decoded while the step runs', async () => {
  const files: string[] = [];
  for (let i = 0; i < 12; i++) {
    const file = path.join(folder, `${i}.png`);
    const grey = i % 2 === 0 ? 30 : 220;
    await sharp({ create: { width: 9, height: 7, channels: 3, background: { r: grey, g: grey, b: grey } } }).toFile(
      file,
    );
    files.push(file);
  }
  const read = async (file: string) => {
    const { pixels } = await loadImage(file, { height: 4, width: 4, channels: 1 });
    return { data: pixels, shape: [4, 4, 1] };
  };
  const labels = Int32Array.from(files, (_, i) => i % 2);
  const train = fileSource(files, { labels, read, atOnce: 2 });
  setSeed(4);
  const model = tf.sequential({
    layers: [flatten({ inputShape: [4, 4, 1] }), dense({ units: 2, activation: 'softmax' })],
  });
  await fit(model, { train }, { epochs: 40, batchSize: 5, learningRate: 0.05 });
  assert.equal((await evaluate(model, train)).accuracy, 1);
  const known = train.fingerprint;
  fs.utimesSync(files[3], 1, 1);
  assert.notEqual(train.fingerprint, known);
  await assert.rejects(
    fit(
      model,
      { train: fileSource([...files, 'nowhere.png'], { labels: Int32Array.from([...labels, 0]), read }) },
      { epochs: 1 },
    ),
    /nowhere\.png/,
  );
  assert.throws(() => fileSource(files, { labels: labels.subarray(1), read }), /12 files and 11 labels/);
});

test('a folder of pictures and a corpus of sounds train a batch at a time, on the numbers that they have in memory', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-sources-'));
  const takeBack = setWorkspace(folder);
  try {
    for (const [name, grey] of [
      ['dark', 40],
      ['light', 200],
    ] as const) {
      fs.mkdirSync(path.join(folder, 'pictures', name), { recursive: true });
      for (let i = 0; i < 10; i++) {
        const background = { r: grey + i, g: grey, b: grey };
        await sharp({ create: { width: 9, height: 7, channels: 3, background } }).toFile(
          path.join(folder, 'pictures', name, `${i}.png`),
        );
      }
    }
    const options = { image: { size: 4 }, validation: 0.2, test: 0.2, seed: 3 };
    const streamed = imageSources(path.join(folder, 'pictures'), options);
    const held = await imageFolder(path.join(folder, 'pictures'), options);
    assert.deepEqual(streamed.classNames, held.classNames);
    for (const part of ['train', 'validation', 'test'] as const) {
      assert.deepEqual(
        streamed.files[part],
        held.files[part].map(({ name }) => name),
      );
      await sameNumbers(streamed[part], held[part]);
    }
    setSeed(4);
    const { flatten, dense } = tf.layers;
    const model = tf.sequential({
      layers: [flatten({ inputShape: [4, 4, 1] }), dense({ units: 2, activation: 'softmax' })],
    });
    await fit(model, streamed, { epochs: 30, batchSize: 4, learningRate: 0.05 });
    assert.equal((await evaluate(model, streamed.test)).accuracy, 1);
    fs.writeFileSync(streamed.files.train[2], 'no picture');
    await assert.rejects(fit(model, streamed, { epochs: 1 }), /^UserError: .*\.png/);
    assert.throws(
      () => imageSources(folder, { ...options, image: { size: 0 } }),
      /^UserError: imageSources: image\.size is 0; expected a whole number/,
    );

    const corpus = syntheticSounds({ perClass: 5, seconds: 0.5 });
    const recipe = { kind: 'mfcc', sampleRate: 16_000, seconds: 0.5, nFft: 512, numMels: 20, numMfcc: 8 } as const;
    const sounds = await soundDataset(corpus, { recipe, testFold: 1, validation: 0.2, cache: null });
    const statistics = featureStatistics(sounds.train);
    const sources = soundSources(corpus, { recipe, statistics, testFold: 1, validation: 0.2, cache: null });
    await sameNumbers(sources.train, standardize(sounds.train, statistics));
    await sameNumbers(sources.test, standardize(sounds.test, statistics));
    const silent = { ...corpus.clips[0], name: 'gone.wav', read: () => new Uint8Array(3) };
    const broken = soundSources({ ...corpus, clips: [silent, ...corpus.clips] }, { recipe, validation: 0, test: 0 });
    await assert.rejects(async () => broken.train.batch(Int32Array.of(0)), /^UserError: gone\.wav: /);
  } finally {
    takeBack();
    fs.rmSync(folder, { recursive: true });
  }
});

/** The examples of a source, asked for in reverse and in two batches, are those in memory. */
async function sameNumbers(source: Source, { inputs, labels, size }: Examples<InputArray>): Promise<void> {
  assert.equal(source.size, size);
  const order = Int32Array.from({ length: size }, (_, i) => size - 1 - i);
  const length = inputs.length / size;
  for (const part of [order.subarray(0, 2), order.subarray(2)]) {
    const batch = await source.batch(part);
    const { data } = batch.inputs as NumericArray;
    const wanted = Array.from(part, (index) => [...inputs.subarray(index * length, (index + 1) * length)]).flat();
    // Batches of another size are computed in another order.
    assert.ok(wanted.every((value, i) => Math.abs(value - data[i]) <= 1e-4 * Math.max(1, Math.abs(value))));
    assert.deepEqual(
      [...(batch.targets as NumericArray).data],
      Array.from(part, (index) => labels[index]),
    );
  }
}

test('arrays and sequences that do not fit are refused in one sentence', () => {
  const array = (length: number, ...shape: number[]) => ({ data: new Float32Array(length), shape });
  const refused: [() => unknown, RegExp][] = [
    [() => arraySource({ inputs: array(5, 2, 3) }), /^RangeError: inputs of shape \[2, 3\] has 6 values, not 5$/],
    [
      () => arraySource({ inputs: { a: array(6, 2, 3) }, targets: array(3, 3) }),
      /^RangeError: inputs\.a has 2 examples, targets has 3: give each example all$/,
    ],
    [
      () => paddedSource({ sequences: [array(4, 2, 2), array(3, 1, 3)] }),
      /sequence 1 is a Float32Array \[steps, 3\], the first/,
    ],
    [() => paddedSource({ sequences: [array(0, 0, 2)] }), /sequence 0 has no steps: leave it out/],
    [() => paddedSource({ sequences: [array(9, 9, 1)] }, { length: 8 }), /a sequence has 9 steps, and length is 8/],
    [
      () => paddedSource({ sequences: [array(2, 2, 1)], targets: [array(1, 1, 1)] }),
      /sequence 0 and its target differ/,
    ],
    [() => paddedSource({ sequences: [] }, { multipleOf: 0 }), /^UserError: paddedSource: multipleOf is 0/],
  ];
  for (const [call, message] of refused) assert.throws(call, message);
});
