import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { crnnMfcc } from '../../lib/models';
import { circumstances } from '../../lib/results';
import { setSeed, tf } from '../../lib/tensorflow';
import { loadModel, loadModelFolder, type ModelDescription, readModelCard, saveModel } from '../../lib/weights';
import { fillWeights } from '../../lib/weights/fill-weights';
import { writeWeights } from '../../lib/weights/weight-files';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-model-'));
test.after(() => fs.rmSync(root, { recursive: true }));

const refusal = (sentence: RegExp) => (error: Error) => {
  assert.match(error.message, sentence);
  return error instanceof UserError;
};

function classifier(numClasses = 3): tf.LayersModel {
  return tf.sequential({
    name: 'small',
    layers: [
      tf.layers.conv2d({ name: 'conv', inputShape: [4, 4, 1], filters: 2, kernelSize: 3 }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ name: 'classes', units: numClasses, activation: 'softmax' }),
    ],
  });
}

const IMAGE = { kind: 'image', height: 4, width: 4, channels: 1 } as const;
const CLASSES = ['chat', 'chien', 'pie'];

const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));

test('a model comes back with all that was said of it, in three files', async () => {
  const folder = path.join(root, 'all');
  const model = classifier();
  const described = {
    task: 'classification',
    preprocessing: { ...IMAGE, fit: 'contain', range: [-1, 1], mean: [0.1], deviation: [0.5] },
    classNames: CLASSES,
    thresholds: { chat: 0.5, chien: 0.25, pie: 0 },
    provenance: {
      ...circumstances(),
      data: { name: 'pets', checksum: '12' },
      results: { accuracy: { value: 0.9, low: 0.8, high: 1 } },
    },
    licence: 'CC BY 4.0',
    pretrained: [{ name: 'Lite0', licence: 'Apache-2.0', authors: 'Ross Wightman' }],
  } satisfies ModelDescription;
  await saveModel(model, folder, described);
  assert.deepEqual(fs.readdirSync(folder).sort(), ['card.json', 'model.json', 'weights.bin']);
  const { model: loaded, card } = await loadModelFolder(folder);
  assert.deepEqual(weightsOf(loaded), weightsOf(model));
  const { format, formatVersion, saved, model: shapes, files, ...rest } = card!;
  assert.deepEqual([format, formatVersion], ['cahier-model', 1]);
  assert.ok(Math.abs(Date.parse(saved) - Date.now()) < 60_000);
  assert.deepEqual(shapes, { name: 'small', inputShapes: [[4, 4, 1]], outputShapes: [[3]], parameters: 55 });
  assert.deepEqual(rest, {
    ...described,
    preprocessing: { ...described.preprocessing, border: 'keep', tones: 'keep' },
  });
  for (const [name, { bytes, sha256 }] of Object.entries(files)) {
    const content = fs.readFileSync(path.join(folder, name));
    assert.deepEqual([content.length, createHash('sha256').update(content).digest('hex')], [bytes, sha256]);
  }
  assert.deepEqual(readModelCard(folder), card);
});

test('nothing need be said, and tfjs itself reads the folder', async () => {
  const folder = path.join(root, 'plain');
  const model = classifier();
  await saveModel(model, folder);
  const own = await tf.loadLayersModel(`file://${folder}/model.json`);
  assert.deepEqual(weightsOf(own), weightsOf(model));
  assert.equal((await loadModelFolder(folder)).card?.classNames, undefined);
});

test('a folder of earlier versions, without a card, is read and replaced', async () => {
  const folder = path.join(root, 'earlier');
  const model = classifier();
  await model.save(`file://${folder}`);
  const before = await loadModelFolder(folder);
  assert.deepEqual(weightsOf(before.model), weightsOf(model));
  assert.equal(before.card, undefined);
  await saveModel(classifier(), folder);
  assert.ok((await loadModelFolder(folder)).card !== undefined);
});

test('the state of an optimiser and the compilation are not in it', async () => {
  const folder = path.join(root, 'compiled');
  const model = classifier();
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  await model.trainOnBatch(tf.ones([2, 4, 4, 1]), tf.oneHot([0, 1], 3));
  await saveModel(model, folder);
  assert.deepEqual(Object.keys(JSON.parse(fs.readFileSync(path.join(folder, 'model.json'), 'utf8'))), [
    'modelTopology',
    'format',
    'generatedBy',
    'convertedBy',
    'weightsManifest',
  ]);
  assert.deepEqual(weightsOf(await loadModel(folder)), weightsOf(model));
});

test('what is said must fit the model, and is refused in one sentence before anything is written', async () => {
  const model = classifier();
  const recipe = {
    kind: 'mfcc',
    sampleRate: 1000,
    seconds: 1,
    nFft: 100,
    hopLength: 100,
    numMfcc: 4,
    numMels: 8,
  } as const;
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ classNames: ['a', 'b'] }, /^saveModel: 2 class names, but model small has 3 outputs; name each of them/],
    [{ classNames: ['a', 'b', 'a'] }, /^saveModel: classNames has a twice/],
    [{ classNames: ['a', '', 'c'] }, /classNames.1 is empty/],
    [{ classNames: 'abc' }, /classNames is the text "abc"; expected a list/],
    [{ classNames: CLASSES, thresholds: { chat: 0.5, chien: 0.5 } }, /thresholds lacks class pie/],
    [
      { classNames: CLASSES, thresholds: { chat: 0.5, chien: 0.5, pie: 0.5, pies: 1 } },
      /thresholds has pies, which is none/,
    ],
    [
      { classNames: CLASSES, thresholds: { chat: 1.5, chien: 0.5, pie: 0.5 } },
      /thresholds.chat is 1.5; expected a number, at least 0/,
    ],
    [{ thresholds: { chat: 0.5 } }, /thresholds has chat, which is none of classNames/],
    [{ preprocessing: { ...IMAGE, height: 5 } }, /gives inputs \[5, 4, 1\], but model small takes \[4, 4, 1\]/],
    [
      { preprocessing: { ...IMAGE, mean: [0], deviation: [1, 1] } },
      /preprocessing.deviation has 2 values for pictures of 1 channel/,
    ],
    [{ preprocessing: { ...IMAGE, mean: [0] } }, /one of mean and deviation; give both or none/],
    [{ preprocessing: { ...IMAGE, deviation: [0], mean: [0] } }, /deviation.0 is 0; expected a number, above 0/],
    [{ preprocessing: { ...IMAGE, fitt: 'cover' } }, /preprocessing: fitt is no known key; did you mean fit\?/],
    [{ preprocessing: { kind: 'picture' } }, /preprocessing: kind is the text "picture"; expected image, sound or raw/],
    [{ preprocessing: 'image' }, /preprocessing is the text "image"/],
    [{ preprocessing: { kind: 'sound', recipe: { ...recipe, numMfcc: 5 } } }, /gives inputs \[5, 10, 1\]/],
    [
      { preprocessing: { kind: 'sound', recipe: { ...recipe, nFft: 5000 } } },
      /preprocessing\.recipe: a signal of 1000 samples is shorter than one frame of 5000/,
    ],
    [
      { provenance: { results: { accuracy: Number.NaN } } },
      /provenance.results.accuracy is NaN; expected finite numbers/,
    ],
    [{ provenance: { data: new Float32Array(2) } }, /provenance.data is Float32Array/],
    [{ pretrained: [{ name: 'x', licence: 'MIT' }] }, /pretrained.0 lacks the key authors/],
    [{ license: 'MIT' }, /license is no known key; did you mean licence\?/],
  ];
  for (const [description, sentence] of cases) {
    await assert.rejects(saveModel(model, path.join(root, 'never'), description), refusal(sentence));
  }
  assert.equal(fs.existsSync(path.join(root, 'never')), false);
});

test('a sound model and its recipe: statistics of each band, crops of fewer frames', async () => {
  const recipe = {
    kind: 'mfcc',
    sampleRate: 1000,
    seconds: 1,
    nFft: 100,
    hopLength: 100,
    numMfcc: 4,
    numMels: 8,
  } as const;
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [4, 6, 1] }), tf.layers.dense({ units: 2 })],
  });
  const statistics = { mean: [1, 2, 3, 4], deviation: [1, 1, 1, 0] };
  const folder = path.join(root, 'sound');
  const preprocessing = { kind: 'sound', recipe, statistics, crops: 3 } as const;
  await saveModel(model, folder, { preprocessing });
  assert.deepEqual((await loadModelFolder(folder)).card?.preprocessing, preprocessing);
  const short = { ...preprocessing, statistics: { ...statistics, mean: [1, 2] } };
  await assert.rejects(
    saveModel(model, folder, { preprocessing: short }),
    refusal(/statistics.mean has 2 values, but the recipe gives 4 bands of 1 channels/),
  );
});

test('a picture may be taken flat, by rows, or of any size', async () => {
  for (const [name, inputShape] of [
    ['flat', [16]],
    ['rows', [4, 4]],
    ['any', [null, null, 1]],
  ] as const) {
    const input = tf.input({ shape: [...inputShape] });
    const model = tf.model({
      inputs: input,
      outputs: tf.layers.activation({ activation: 'relu' }).apply(input) as tf.SymbolicTensor,
    });
    await saveModel(model, path.join(root, name), { preprocessing: IMAGE });
  }
});

test('class names and pictures are of one input and one output', async () => {
  const inputs = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  const sum = tf.layers.add().apply(inputs) as tf.SymbolicTensor;
  const outputs = [1, 2].map((units) => tf.layers.dense({ units }).apply(sum) as tf.SymbolicTensor);
  const model = tf.model({ name: 'two', inputs, outputs });
  const folder = path.join(root, 'two');
  await assert.rejects(saveModel(model, folder, { classNames: ['a'] }), refusal(/one output, but model two has 2/));
  await assert.rejects(saveModel(model, folder, { preprocessing: IMAGE }), refusal(/one input, but model two has 2/));
  await saveModel(model, folder, { preprocessing: { kind: 'raw' } });
  assert.deepEqual(weightsOf(await loadModel(folder)), weightsOf(model));
});

test('a folder with anything else in it is not replaced', async () => {
  const place = path.join(root, 'mine');
  fs.mkdirSync(path.join(place, 'photos'), { recursive: true });
  for (const file of ['00.ipynb', 'photos/a.txt', 'c', 'd']) fs.writeFileSync(path.join(place, file), 'mine');
  const all = () => (fs.readdirSync(place, { recursive: true }) as string[]).sort();
  const before = all();
  await assert.rejects(
    saveModel(classifier(), place),
    refusal(/mine holds what is no model's, 00\.ipynb, c, d and 1 more, and is not replaced; choose another name\.$/),
  );
  assert.deepEqual(all(), before);
  // Names alone do not make a model folder.
  const names = path.join(root, 'names');
  fs.mkdirSync(names);
  for (const file of ['model.json', 'weights.bin']) fs.writeFileSync(path.join(names, file), '{}');
  await assert.rejects(saveModel(classifier(), names), refusal(/holds what is no model's, model\.json, weights\.bin,/));
  const model = path.join(root, 'with-notes');
  await saveModel(classifier(), model);
  fs.writeFileSync(path.join(model, 'notes.md'), 'mine');
  await assert.rejects(saveModel(classifier(), model), refusal(/no model's, notes\.md, and/));
  fs.rmSync(path.join(model, 'notes.md'));
  await saveModel(classifier(), model);
  const empty = path.join(root, 'empty');
  fs.mkdirSync(empty);
  await saveModel(classifier(), empty);
});

test('two saves at once to one path are both safe', async () => {
  const folder = path.join(root, 'at-once');
  const models = [classifier(), classifier(), classifier()];
  await Promise.all(models.map((model) => saveModel(model, folder)));
  const loaded = JSON.stringify(weightsOf(await loadModel(folder)));
  assert.ok(models.some((model) => JSON.stringify(weightsOf(model)) === loaded));
});

test('a disposed model and one that was never built are refused', async () => {
  const gone = classifier();
  gone.dispose();
  await assert.rejects(
    saveModel(gone, path.join(root, 'gone')),
    refusal(/model small has no weights that could be saved/),
  );
  await assert.rejects(saveModel(tf.sequential(), path.join(root, 'gone')), refusal(/no weights that could be saved/));
});

test('what is damaged is refused in one sentence, and leaks nothing', async () => {
  const whole = path.join(root, 'whole');
  await saveModel(classifier(), whole, { classNames: CLASSES });
  const edit = (name: string, change: (text: string) => string) => (folder: string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, change(fs.readFileSync(file, 'latin1')), 'latin1');
  };
  const card = (change: (card: Record<string, unknown>) => void) =>
    edit('card.json', (text) => {
      const value = JSON.parse(text);
      change(value);
      return JSON.stringify(value);
    });
  const remove = (name: string) => (folder: string) => fs.rmSync(path.join(folder, name));
  const cases: [string, (folder: string) => void, RegExp][] = [
    ['cut', edit('weights.bin', (text) => text.slice(0, -5)), /weights\.bin: 220 bytes were written, found 215; copy/],
    ['longer', edit('weights.bin', (text) => `${text}1234`), /weights\.bin: 220 bytes were written, found 224/],
    [
      'flipped',
      edit('weights.bin', (text) => `x${text.slice(1)}`),
      /weights\.bin: its content is not what was written/,
    ],
    ['missing', remove('weights.bin'), /weights\.bin: there is no such file/],
    [
      'bit',
      edit('model.json', (text) => text.replace('small', 'smalk')),
      /model\.json: its content is not what was written/,
    ],
    ['no-topology', remove('model.json'), /model\.json: there is no such file/],
    ['half-card', edit('card.json', (text) => text.slice(0, 50)), /card\.json: this is not valid JSON/],
    ['null-card', edit('card.json', () => 'null'), /card\.json is no card of a model/],
    [
      'later',
      card((value) => Object.assign(value, { formatVersion: 2, colour: 1 })),
      /later version of Cahier \(format 2; this one reads 1\); update Cahier/,
    ],
    [
      'typo',
      card((value) => Object.assign(value, { threshold: {} })),
      /card\.json: threshold is no known key; did you mean thresholds\?/,
    ],
    [
      'names',
      card((value) => Object.assign(value, { classNames: ['a'] })),
      /card\.json: 1 class names, but model small has 3 outputs/,
    ],
    ['no-files', card((value) => Reflect.deleteProperty(value, 'files')), /card\.json lacks the key files/],
  ];
  const tensors = tf.memory().numTensors;
  for (const [name, damage, sentence] of cases) {
    const folder = path.join(root, `damaged-${name}`);
    fs.cpSync(whole, folder, { recursive: true });
    damage(folder);
    await assert.rejects(loadModelFolder(folder), refusal(sentence), name);
    assert.equal(tf.memory().numTensors, tensors, name);
  }
  await assert.rejects(loadModel(path.join(root, 'none')), refusal(/none: there is no such folder; check its name/));
  await assert.rejects(loadModel(path.join(whole, 'model.json')), refusal(/model\.json is a file; give the folder/));
  await assert.rejects(loadModel(root), refusal(/model\.json: there is no such file; give the folder of a model/));
});

class Scale extends tf.layers.Layer {
  static readonly className = 'TestScale';
  readonly factor: number;
  constructor(config: { factor?: number; name?: string }) {
    super(config as object);
    this.factor = config.factor ?? 2;
  }
  override build() {
    for (const name of ['a', 'b']) this.addWeight(name, [2], 'float32', tf.initializers.randomNormal({}));
    this.built = true;
  }
  override computeOutputShape = (shape: tf.Shape | tf.Shape[]) => shape;
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.tidy(() => x.mul(this.factor).mul(this.weights[0].read()).add(this.weights[1].read()));
  }
  override getConfig() {
    return { ...super.getConfig(), factor: this.factor };
  }
}

test('a layer of one’s own comes back once its class is registered, and is named where it is not', async () => {
  const folder = path.join(root, 'own');
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] }), new Scale({ factor: 5 })] });
  await saveModel(model, folder);
  await assert.rejects(
    loadModel(folder),
    refusal(
      /own: the layer TestScale is not known here; call tf\.serialization\.registerClass\(TestScale\) before loadModel\.$/,
    ),
  );
  tf.serialization.registerClass(Scale);
  const loaded = await loadModel(folder);
  const x = tf.randomNormal([4, 3]);
  assert.deepEqual((loaded.predict(x) as tf.Tensor).arraySync(), (model.predict(x) as tf.Tensor).arraySync());
});

test('a model that reorders the steps of its sequence comes back with their order', async () => {
  const folder = path.join(root, 'order');
  const config = { inputShape: [8, 5, 1], filters: [2, 2, 2], lstmUnits: [2, 2], units: 2, numClasses: 2 } as const;
  // So few units may all be silent, and then every order is answered alike.
  setSeed(2);
  const model = crnnMfcc({ ...config, stepOrder: [4, 0, 3, 1, 2] });
  await saveModel(model, folder);
  const loaded = await loadModel(folder);
  const x = tf.randomNormal([2, 8, 5, 1]);
  const inOrder = crnnMfcc(config);
  inOrder.setWeights(model.getWeights());
  const [expected, found, other] = [model, loaded, inOrder].map((one) => (one.predict(x) as tf.Tensor).arraySync());
  assert.deepEqual(found, expected);
  assert.notDeepEqual(found, other);
});

test('two nested models with layers of the same names: each gets its own weights', async () => {
  const folder = path.join(root, 'nested');
  const half = (name: string) =>
    tf.sequential({ name, layers: [tf.layers.dense({ name: 'same', units: 2, inputShape: [3] })] });
  const input = tf.input({ shape: [3] });
  const both = ['left', 'right'].map((name) => half(name).apply(input) as tf.SymbolicTensor);
  const model = tf.model({ inputs: input, outputs: tf.layers.concatenate().apply(both) as tf.SymbolicTensor });
  await saveModel(model, folder);
  const loaded = await loadModel(folder);
  const x = tf.randomNormal([4, 3]);
  assert.deepEqual((loaded.predict(x) as tf.Tensor).arraySync(), (model.predict(x) as tf.Tensor).arraySync());
});

test('loading a model changes no weight that is drawn later', async () => {
  const folder = path.join(root, 'seed');
  await saveModel(classifier(), folder);
  setSeed(7);
  const without = weightsOf(classifier());
  setSeed(7);
  await loadModel(folder);
  assert.deepEqual(weightsOf(classifier()), without);
});

test('large models lie in shards, cut anywhere, that tfjs reads as well', async () => {
  const folder = path.join(root, 'shards');
  fs.mkdirSync(folder);
  const model = classifier();
  const { group, files } = writeWeights(folder, model, { shardBytes: 90 });
  assert.deepEqual(group.paths, ['weights-1-of-3.bin', 'weights-2-of-3.bin', 'weights-3-of-3.bin']);
  assert.deepEqual(
    group.paths.map((name) => fs.statSync(path.join(folder, name)).size),
    [90, 90, 40],
  );
  const other = classifier();
  await fillWeights(other, folder, [group], files);
  assert.deepEqual(weightsOf(other), weightsOf(model));
  const json = { modelTopology: model.toJSON(null, false), format: 'layers-model', weightsManifest: [group] };
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json));
  assert.deepEqual(weightsOf(await tf.loadLayersModel(`file://${folder}/model.json`)), weightsOf(model));
  fs.writeFileSync(path.join(folder, 'weights-2-of-3.bin'), Buffer.alloc(90));
  await assert.rejects(fillWeights(other, folder, [group], files), refusal(/weights-2-of-3\.bin: its content is not/));
});

/** As the converter of tensorflowjs writes a Keras model: groups of shards, quantised, a cell in the names of an LSTM. */
function kerasFolder(folder: string, change: (json: Record<string, never>) => void = () => {}): void {
  fs.mkdirSync(folder);
  const model_config = {
    class_name: 'Sequential',
    config: {
      name: 'keras',
      layers: [
        {
          class_name: 'LSTM',
          config: { name: 'lstm', units: 1, batch_input_shape: [null, 2, 1], recurrent_activation: 'sigmoid' },
        },
        { class_name: 'Dense', config: { name: 'dense', units: 2 } },
      ],
    },
  };
  const files = {
    'group1-shard1of2.bin': new Uint8Array(Float32Array.of(1, 2, 3, 4, 5).buffer),
    'group1-shard2of2.bin': new Uint8Array(Float32Array.of(6, 7, 8, 9, 10, 11, 12).buffer),
    'group2-shard1of1.bin': Uint8Array.of(0, 4, 0x00, 0x3c, 0x00, 0xc0),
  };
  for (const [name, bytes] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), bytes);
  const weight = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' });
  const json = {
    format: 'layers-model',
    modelTopology: { keras_version: '2.15.0', model_config, training_config: { loss: 'mse' } },
    weightsManifest: [
      {
        paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'],
        weights: [
          weight('lstm/lstm_cell/kernel', [1, 4]),
          weight('lstm/lstm_cell/recurrent_kernel', [1, 4]),
          weight('lstm/lstm_cell/bias', [4]),
        ],
      },
      {
        paths: ['group2-shard1of1.bin'],
        weights: [
          {
            ...weight('dense/kernel', [1, 2]),
            quantization: { dtype: 'uint8', scale: 0.5, min: -1, original_dtype: 'float32' },
          },
          { ...weight('dense/bias', [2]), quantization: { dtype: 'float16', original_dtype: 'float32' } },
        ],
      },
    ],
  };
  change(json as never);
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json));
}

test('a folder that the converter of Keras models wrote: shards, groups, quantised weights', async () => {
  const folder = path.join(root, 'keras');
  kerasFolder(folder);
  const { model, card } = await loadModelFolder(folder);
  assert.equal(card, undefined);
  // 0 and 4 at scale 0.5 from -1 on; half floats 1 and -2.
  assert.deepEqual(weightsOf(model), [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
    [-1, 1],
    [1, -2],
  ]);
  await assert.rejects(saveModel(model, folder), refusal(/no model's, group1-shard1of2\.bin/));
});

test('manifests that do not fit layers or files are refused', async () => {
  type Json = {
    weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
    [key: string]: unknown;
  };
  const cases: [(json: Json) => void, RegExp][] = [
    [(json) => json.weightsManifest[1].weights.pop(), /group2-shard1of1\.bin: its weights have 2 bytes, found 6/],
    [(json) => json.weightsManifest.pop(), /weight dense\/kernel of keras is missing/],
    [
      (json) => {
        json.weightsManifest[0].weights[0].shape = [2, 2];
      },
      /kernel is float32 \[2, 2\], but the layer wants float32 \[1, 4\]/,
    ],
    [
      (json) => {
        json.weightsManifest[0].weights[0].name = 'gru/kernel';
      },
      /weight gru\/kernel belongs to no layer of keras/,
    ],
    [
      (json) => {
        json.weightsManifest[0].weights[0].dtype = 'string';
      },
      /kernel is of dtype string; only float32/,
    ],
    [
      (json) => {
        json.weightsManifest[0].paths[0] = '../shards/weights-1-of-3.bin';
      },
      /outside of its folder, \.\.\/shards/,
    ],
    [
      (json) => {
        json.format = 'graph-model';
      },
      /is a graph model/,
    ],
    [
      (json) => {
        json.modelTopology = { node: [] };
      },
      /no model can be built from it/,
    ],
    [(json) => Reflect.deleteProperty(json, 'modelTopology'), /lacks the key modelTopology/],
    [
      (json) => {
        json.weightsManifest = 3 as never;
      },
      /weightsManifest is 3; expected a list/,
    ],
  ];
  const tensors = tf.memory().numTensors;
  for (const [i, [change, sentence]] of cases.entries()) {
    const folder = path.join(root, `manifest-${i}`);
    kerasFolder(folder, change as never);
    await assert.rejects(loadModel(folder), refusal(sentence));
  }
  assert.equal(tf.memory().numTensors, tensors);
});
