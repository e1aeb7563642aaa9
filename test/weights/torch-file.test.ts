import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { readTorchFile } from '../../lib/weights';

/** Made by test/golden/torch_files.py. */
const folder = path.join(__dirname, '..', 'golden', 'torch');
const read = (name: string) => readTorchFile(fs.readFileSync(path.join(folder, name)), name);

const grid = Array.from({ length: 24 }, (_, i) => i);

for (const name of ['state.pth', 'state-old.pth']) {
  test(`${name}: tensors of every type, views in row-major order`, () => {
    const state = read(name);
    const values = (key: string) => Array.from(state[key].data);
    assert.deepEqual(Object.keys(state).length, 12);
    assert.deepEqual([state.grid.shape, values('grid')], [[2, 3, 4], grid]);
    // transposed[w][b][h] is grid[b][h][w], at 12 b + 4 h + w.
    const transposed = [0, 1, 2, 3].flatMap((w) => [0, 1].flatMap((b) => [0, 1, 2].map((h) => 12 * b + 4 * h + w)));
    assert.deepEqual([state.transposed.shape, values('transposed')], [[4, 2, 3], transposed]);
    assert.deepEqual(
      [state.part.shape, values('part')],
      [
        [2, 2, 2],
        [4, 6, 8, 10, 16, 18, 20, 22],
      ],
    );
    // The least positive half that is not 0 is 2^-24, about 6e-8.
    assert.deepEqual(values('half'), [0.5, -2, 65504, 2 ** -24]);
    assert.deepEqual(values('brain'), [0.5, -2, 3.140625]);
    assert.deepEqual(values('double'), [Math.fround(1 / 3)]);
    assert.deepEqual(
      [values('long'), values('bytes'), values('bool')],
      [
        [1, -2, 3],
        [0, 255],
        [1, 0],
      ],
    );
    assert.deepEqual([state.scalar.shape, values('scalar')], [[], [7]]);
    assert.deepEqual([state.empty.shape, values('empty')], [[0, 3], []]);
    assert.deepEqual(values('parameter'), [1.5]);
  });
}

test('weights beside a dictionary of numbers and texts are found', () => {
  assert.deepEqual(read('pair.pth'), { 'layer.weight': { shape: [2], data: Float32Array.of(1, 1) } });
});

test('a file that asks for anything but tensors is refused, and nothing in it is run', () => {
  for (const name of ['evil.pth', 'evil-old.pth']) {
    assert.throws(() => read(name), {
      name: 'UserError',
      message: `${name}: the file asks for posix.system, which is no part of weights, and nothing of it was run; only files of tensors are read: save the state_dict alone, or as safetensors.`,
    });
  }
  assert.ok(!fs.existsSync('pickle-was-run'));
  assert.throws(() => read('module.pth'), /module\.pth: the file asks for torch\.nn\.modules\.linear\.Linear, which/);
});

test('what is no file of PyTorch’s is told so', () => {
  const cases: [Uint8Array, RegExp][] = [
    [fs.readFileSync(path.join(folder, 'no-weights.pkl')), /x is a pickle, but none that PyTorch wrote/],
    [Buffer.from('<html>not found</html>'), /x is no file of PyTorch's: it begins neither as/],
    [Buffer.alloc(0), /x is no file of PyTorch's/],
    [Buffer.from('PK\x03\x04 and no more'), /x is no whole zip archive/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(
      () => readTorchFile(bytes, 'x'),
      (error: Error) => error.name === 'UserError' && message.test(error.message),
    );
  }
});

test('cut off anywhere, a file gives one sentence and no tensors', () => {
  for (const name of ['state.pth', 'state-old.pth']) {
    const whole = fs.readFileSync(path.join(folder, name));
    for (let length = 0; length < whole.length; length += 97) {
      assert.throws(() => readTorchFile(whole.subarray(0, length), 'x'), { name: 'UserError' }, `${name} at ${length}`);
    }
  }
});
