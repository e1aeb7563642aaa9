import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cnnMfcc, crnnMfcc } from '../../lib/models';
import { compile, forward, tf } from '../../lib/tensorflow';
import { decodeTensors, setTorchWeights } from '../../lib/weights';
import { goldenNumbers, relativeError } from '../golden/numbers';

interface TorchReference {
  config: {
    bands: number;
    filters: [number, number, number];
    lstmUnits: [number, number];
    units: number;
    numClasses: number;
  };
  cnn: { frames: number; outputs: number[] };
  crnn: { frames: number; outputs: number[] };
}

const folder = path.join(__dirname, '..', 'golden');
const reference: TorchReference = JSON.parse(fs.readFileSync(path.join(folder, 'torch_models.json'), 'utf8'));
const { bands, ...sizes } = reference.config;

const stateOf = (name: string) => {
  const file = path.join(folder, 'torch', `${name}.safetensors`);
  return decodeTensors(fs.readFileSync(file), file).tensors;
};

const build = {
  cnn: (frames: number) => cnnMfcc({ inputShape: [bands, frames, 3], ...sizes }),
  crnn: (frames: number) => crnnMfcc({ inputShape: [bands, frames, 3], ...sizes }),
};

for (const name of ['cnn', 'crnn'] as const) {
  test(`${name}: PyTorch's weights give PyTorch's outputs, by tfjs' layers and by ours`, () => {
    const { frames, outputs } = reference[name];
    const model = build[name](frames);
    const before = tf.memory().numTensors;
    setTorchWeights(model, stateOf(name));
    assert.equal(tf.memory().numTensors, before, 'the import leaks tensors');
    tf.tidy(() => {
      const values = goldenNumbers(2 * 3 * bands * frames, 9).map((value) => 4 * value);
      // PyTorch has channels first.
      const x = tf.tensor4d(values, [2, 3, bands, frames]).transpose([0, 2, 3, 1]);
      const compiled = compile((x: tf.Tensor) => forward(model, x));
      // Probabilities of float32 sums in another order: a tenth of the 1e-4 that is promised.
      for (const y of [model.predict(x) as tf.Tensor, forward(model, x), compiled(x)]) {
        const error = relativeError(y.dataSync(), outputs);
        assert.ok(error <= 1e-5, `error ${error}`);
      }
    });
    model.dispose();
  });
}

test('weights that do not fit change nothing, and the sentence names the tensor', () => {
  const model = build.crnn(reference.crnn.frames);
  const first = () => model.getWeights()[0].dataSync().slice();
  const before = first();
  const state = stateOf('crnn');
  const { 'lstm1.bias_hh_l0': _, ...lacking } = state;
  const cases: [Record<string, (typeof state)[string]>, RegExp][] = [
    [lacking, /the weights lack lstm1\.bias_hh_l0, which model crnn_mfcc needs/],
    [
      { ...state, 'fc2.weight': state['fc1.weight'] },
      /layer fc2: weight 0 has shape \[12,7\], the model wants \[7,3\]/,
    ],
    [
      { ...state, 'fc3.weight': state['fc1.weight'] },
      /fc3\.weight of the weights belongs to no layer of model crnn_mfcc/,
    ],
  ];
  for (const [wrong, sentence] of cases) assert.throws(() => setTorchWeights(model, wrong), sentence);
  assert.deepEqual(first(), before);
  model.dispose();
});
