import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { readPretrained, writePretrained } from '../../lib/weights';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-pretrained-'));
test.after(() => fs.rmSync(scratch, { recursive: true }));

const described = { name: 'Mine', licence: 'CC0', authors: 'the reader' };
const tensors = { 'conv1.weight': { shape: [2], data: Float32Array.of(1, 2) } };

test('a folder of weights is read back with its description', () => {
  const folder = path.join(scratch, 'mine');
  const { sha256 } = writePretrained(folder, tensors, described);
  assert.deepEqual(readPretrained(folder), {
    description: { ...described, file: 'weights.safetensors', sha256 },
    tensors,
  });
});

test('a file of PyTorch’s is read as well', () => {
  const folder = path.join(scratch, 'torch');
  fs.mkdirSync(folder);
  fs.copyFileSync(path.join(__dirname, '..', 'golden', 'torch', 'pair.pth'), path.join(folder, 'pair.pth'));
  const write = (sha256: string) =>
    fs.writeFileSync(
      path.join(folder, 'weights.yaml'),
      `name: Pair\nfile: pair.pth\nsha256: ${sha256}\nlicence: CC0\nauthors: the reader\n`,
    );
  write('0'.repeat(64));
  const refused = /pair\.pth is not the file that weights\.yaml describes \(SHA-256 ([0-9a-f]{64}), described 0{64}\)/;
  assert.throws(() => readPretrained(folder), refused);
  try {
    readPretrained(folder);
  } catch (error) {
    write(refused.exec((error as Error).message)?.[1] ?? '');
  }
  assert.deepEqual(Object.keys(readPretrained(folder).tensors), ['layer.weight']);
});

test('what is missing or misspelt in a description is told', () => {
  const folder = path.join(scratch, 'wrong');
  fs.mkdirSync(folder);
  const file = path.join(folder, 'weights.yaml');
  assert.throws(() => readPretrained(folder), /weights\.yaml: there is no such file; describe the weights there\./);
  assert.throws(() => readPretrained('no-such-weights'), /no such file; run npm run data -- no-such-weights\./);
  for (const [source, message] of [
    ['name: A\nfile: b', /weights\.yaml lacks the key sha256: give a text/],
    ['name: A\nfile: b\nsha256: c\nlicense: d', /weights\.yaml: license is no known key; did you mean licence\?/],
    ['name: [', /weights\.yaml: this is not valid YAML/],
  ] as const) {
    fs.writeFileSync(file, source);
    assert.throws(() => readPretrained(folder), { name: 'UserError', message });
  }
});
