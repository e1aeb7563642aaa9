import assert from 'node:assert/strict';
import test from 'node:test';
import { audioMae } from '../../lib/models';
import { forward, setSeed, tf } from '../../lib/tensorflow';
import { decodeTensors, encodeTensors, setTransformerWeights, torchState } from '../../lib/weights';

test('weights as PyTorch has them, in half precision: another model reads them and answers the same to three digits', () => {
  setSeed(1);
  const [first, second] = [1, 2].map(() => audioMae({ size: 'tiny' }));
  const tensors = torchState(first.classifier.layers);
  assert.deepEqual(tensors['blocks.0.attn.qkv.weight'].shape, [144, 48]);
  assert.deepEqual(tensors['patch_embed.proj.weight'].shape, [48, 1, 16, 16]);
  assert.deepEqual(tensors.cls_token.shape, [1, 1, 48]);
  const file = { tensors, metadata: { format: 'pt' } };
  const [whole, half] = [encodeTensors(file), encodeTensors(file, { half: true })];
  // The numbers, and a header that is shorter by some digits.
  const saved = whole.length - half.length - 2 * first.classifier.countParams();
  assert.ok(saved >= 0 && saved < 200, `${saved} bytes more`);

  const x = tf.linspace(0, 1, 2 * 128 * 128).reshape([2, 128, 128, 1]);
  const answers = forward(first.classifier, x);
  for (const [bytes, most] of [
    [whole, 0],
    [half, 2e-3],
  ] as const) {
    setTransformerWeights(second.classifier, decodeTensors(bytes, 'weights').tensors);
    const error = forward(second.classifier, x).sub(answers).abs().max().dataSync()[0];
    assert.ok(error <= most, `error ${error}`);
  }
  for (const { dispose } of [first, second]) dispose();
});

test('a layer without a name in PyTorch is told', () => {
  const model = tf.sequential({ layers: [tf.layers.gru({ units: 2, inputShape: [3, 4], name: 'steps' })] });
  assert.throws(() => torchState(model.layers), {
    name: 'UserError',
    message: 'layer steps is a GRU, whose weights have no name in PyTorch here.',
  });
});
