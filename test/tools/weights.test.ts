import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { aisfx, efficientNet } from '../../lib/models';
import { forward, tf } from '../../lib/tensorflow';
import { readPretrained, setPretrainedWeights } from '../../lib/weights';
import { publishedWeights, storeWeights } from '../../tools/data/weights';
import { patternedPicture } from '../golden/patterned';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-weights-'));
test.after(() => fs.rmSync(scratch, { recursive: true }));

/** Made by test/golden/pretrained_networks.py: outputs of PyTorch with the same weights. */
const golden = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'golden', 'pretrained_networks.json'), 'utf8'));
const models: Readonly<Record<string, () => tf.LayersModel>> = {
  'efficientnet-lite0': () => efficientNet('lite0', { normalization: { mean: [127 / 255], deviation: [128 / 255] } }),
  aisfx: () => aisfx(),
};

for (const name of Object.keys(publishedWeights)) {
  test(`${name}: the weights that the registry carries give PyTorch's outputs`, async (context) => {
    const stored = (() => {
      try {
        return readPretrained(name);
      } catch {
        return undefined;
      }
    })();
    if (stored === undefined) {
      try {
        await storeWeights(name);
      } catch (error) {
        if ((error as Error).name === 'UserError') throw error;
        return context.skip(`the registry of Python packages is not reached: ${(error as Error).message}`);
      }
    }
    const { tensors, description } = readPretrained(name);
    assert.ok(description.licence.length > 0 && description.authors.length > 0);
    const { input, outputs } = golden.real[name] as { input: number[]; outputs: number[] };
    const model = models[name]();
    setPretrainedWeights(model, tensors);
    const y = tf.tidy(() => forward(model, tf.tensor(patternedPicture(input), input), { logits: true }).dataSync());
    const largest = Math.max(...outputs.map(Math.abs));
    outputs.forEach((value, i) => {
      assert.ok(Math.abs(y[i] - value) <= 1e-4 * largest, `output ${i}: ${y[i]}, PyTorch's ${value}`);
    });
  });
}

test('what is not the published file is refused by its checksum', async () => {
  const pth = path.join(scratch, 'checkpoint.pth');
  fs.writeFileSync(pth, 'something else');
  await assert.rejects(
    storeWeights('aisfx', pth),
    /checkpoint\.pth is not the published file \(SHA-256 [0-9a-f]{64}, expected 499ea/,
  );
  await assert.rejects(storeWeights('aisfx', path.join(scratch, 'nowhere')), /there is no such file or folder/);
  fs.mkdirSync(path.join(scratch, 'empty'));
  await assert.rejects(
    storeWeights('aisfx', path.join(scratch, 'empty')),
    /holds neither the wheel aisfx-0\.1\.2-….whl nor/,
  );
});
