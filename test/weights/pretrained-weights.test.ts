import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { aisfx, type EfficientNetVariant, efficientNet, resNet18 } from '../../lib/models';
import { forward, tf } from '../../lib/tensorflow';
import { setPretrainedWeights } from '../../lib/weights';
import { patterned, patternedPicture } from '../golden/patterned';

/** Made by test/golden/pretrained_networks.py: timm's, torchvision's and aisfx's outputs with the same weights. */
interface Reference {
  readonly input: readonly number[];
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly outputs: readonly number[];
}
const golden = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'golden', 'pretrained_networks.json'), 'utf8'));
const references = golden as Record<'timm' | 'torchvision' | 'tensorflow', Record<string, Reference>> & {
  aisfx: Reference;
};

const stateOf = ({ shapes }: Reference) =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, patterned(name, shape)]));

function outputsOf(model: tf.LayersModel, input: readonly number[]): Float32Array {
  return tf.tidy(() => {
    const x = tf.tensor(patternedPicture(input), [...input]);
    return forward(model, x, { logits: true }).dataSync() as Float32Array;
  });
}

/** Largest difference as a share of the largest value: 1e-4, which a hundred layers in float32 keep below. */
function assertEqual(actual: ArrayLike<number>, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i] - value) <= 1e-4 * largest, `output ${i}: ${actual[i]}, expected ${value}`);
  });
}

const size = [64, 64, 3] as const;
for (const layout of ['timm', 'torchvision', 'tensorflow'] as const) {
  for (const [variant, reference] of Object.entries(references[layout])) {
    test(`${variant} with weights as ${layout} names them gives PyTorch's outputs`, () => {
      const convention = layout === 'tensorflow' ? 'tensorflow' : 'pytorch';
      const model =
        variant === 'resnet18'
          ? resNet18({ inputShape: size, numClasses: 5 })
          : efficientNet(variant as EfficientNetVariant, { inputShape: size, numClasses: 5, convention });
      setPretrainedWeights(model, stateOf(reference));
      assertEqual(outputsOf(model, reference.input), reference.outputs);
      model.dispose();
    });
  }
}

test('aisfx gives the features of its twin in PyTorch', () => {
  const model = aisfx({ inputShape: [50, 96, 1] });
  const reference = references.aisfx;
  // The authors' own classifier behind the features is left.
  setPretrainedWeights(model, { ...stateOf(reference), 'fc.8.weight': patterned('fc.8.weight', [8, 512]) });
  assertEqual(outputsOf(model, reference.input), reference.outputs);
});

test('another number of classes keeps its own classifier, one channel sums the first convolution', () => {
  const reference = references.tensorflow.lite0;
  const [colour, grey] = [3, 1].map((channels) =>
    efficientNet('lite0', { inputShape: [64, 64, channels], numClasses: 7 }),
  );
  const before = (colour.getLayer('predictions').getWeights()[0] as tf.Tensor).dataSync().slice();
  for (const model of [colour, grey]) setPretrainedWeights(model, stateOf(reference));
  assert.deepEqual(colour.getLayer('predictions').getWeights()[0].dataSync(), before);
  grey.getLayer('predictions').setWeights(colour.getLayer('predictions').getWeights());
  const x = patternedPicture([1, 64, 64, 1]);
  const outputs = tf.tidy(() => {
    const one = tf.tensor4d(x, [1, 64, 64, 1]);
    const three = tf.tile(one, [1, 1, 1, 3]);
    return [forward(grey, one), forward(colour, three)].map((y) => Array.from(y.dataSync()));
  });
  assertEqual(outputs[0], outputs[1]);
});

test('weights that do not fit are refused in a sentence, and change nothing', () => {
  const model = resNet18({ inputShape: size, numClasses: 5 });
  const before = model.getWeights()[0].dataSync().slice();
  const state = stateOf(references.torchvision.resnet18);
  const { 'layer3.0.conv1.weight': _, ...lacking } = state;
  const cases: [Record<string, (typeof state)[string]>, string][] = [
    [lacking, 'the weights lack layer3.0.conv1.weight, which model resnet18 needs.'],
    [
      { ...state, 'layer9.weight': patterned('a', [1]) },
      'layer9.weight of the weights belongs to no layer of model resnet18.',
    ],
    [
      { ...state, 'layer4.1.bn2.weight': patterned('a', [3]) },
      'layer layer4.1.bn2: weight 0 has shape [3], the model wants [512].',
    ],
    [
      { 'encoder.weight': patterned('a', [1]) },
      'the weights are named in no way that is known here (timm, torchvision, efficientnet-pytorch, resnet, aisfx); their first name is encoder.weight.',
    ],
  ];
  for (const [wrong, message] of cases) {
    assert.throws(() => setPretrainedWeights(model, wrong), { name: 'UserError', message });
  }
  assert.deepEqual(model.getWeights()[0].dataSync(), before);
});
