import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { loadImage } from '../../../lib/data';
import { PYTHON } from '../../../tools/repository';
import { cahier, pictureFolder, pictureModel, soundFolder, soundModel } from './cahier';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-export-'));
test.after(() => fs.rmSync(folder, { recursive: true }));
const at = (...parts: string[]) => path.join(folder, ...parts);

const NO_TENSORFLOW = `
const { _load } = require('node:module');
require('node:module')._load = function (name, ...rest) {
  if (name.startsWith('@tensorflow/')) throw new Error('TensorFlow was asked for');
  return _load.call(this, name, ...rest);
};`;

test('a picture model as ONNX answers the same, in Python too, and without TensorFlow', async () => {
  const model = await pictureModel(at('tones'), { licence: 'CC0', provenance: { seed: 7 } });
  const source = await pictureFolder(at('pictures'), 1);
  const { code, out, err } = await cahier('export', model);
  assert.equal(code, 0, err);
  assert.deepEqual(out.trim().split('\n'), [at('tones.onnx'), at('tones.py'), at('tones.cc')]);
  const probabilities = async (place: string) =>
    JSON.parse((await cahier('predict', place, source, '--json')).out).files.map(
      (file: { probabilities: object }) => file.probabilities,
    );
  assert.deepEqual(await probabilities(at('tones.onnx')), await probabilities(model));
  assert.match((await cahier('inspect', at('tones.onnx'))).out, /classes +dark, light\n(.*\n)* +provenance +seed 7/);

  // The C++ program is compiled by hand: pip's onnxruntime has no headers.
  const { pixels } = await loadImage(at('pictures', 'light', '0.png'), { height: 8, width: 8, channels: 1 });
  fs.writeFileSync(at('input.raw'), pixels);
  const made = spawnSync(PYTHON, [
    '-c',
    'import numpy, sys; numpy.save(sys.argv[2], numpy.fromfile(sys.argv[1], "uint8").reshape(1, 8, 8, 1))',
    at('input.raw'),
    at('input.npy'),
  ]);
  assert.equal(made.status, 0, String(made.stderr));
  const asked = spawnSync(PYTHON, [at('tones.py'), at('tones.onnx'), at('input.npy')], { encoding: 'utf8' });
  assert.match(asked.stdout, /^light 0\.\d+\n$/, asked.stderr);

  fs.writeFileSync(at('without.cjs'), NO_TENSORFLOW);
  const without = spawnSync(
    process.execPath,
    ['--require', at('without.cjs'), 'tools/cahier/bin.mjs', 'predict', at('tones.onnx'), source],
    { encoding: 'utf8' },
  );
  assert.equal(without.status, 0, without.stderr);
  assert.match(without.stdout, /light\/0\.png,,,light,/);
});

test('a sound model has its z-scores in the graph; in 8 bits it answers the same classes', async () => {
  const model = await soundModel(at('calls'));
  const source = soundFolder(at('sounds'), 2);
  const answers = async (place: string) => JSON.parse((await cahier('predict', place, source, '--json')).out).files;
  assert.equal((await cahier('export', model, '--out', at('own.onnx'))).code, 0);
  const [native, exported] = [await answers(model), await answers(at('own.onnx'))];
  native.forEach(({ file, probabilities }: { file: string; probabilities: Record<string, number> }, i: number) => {
    assert.equal(exported[i].file, file);
    // Rounded to four digits.
    for (const [name, value] of Object.entries(probabilities)) {
      assert.ok(Math.abs(exported[i].probabilities[name] - value) <= 1.1e-4, `${file} ${name}`);
    }
  });
  const small = await cahier('export', model, '--out', at('small.onnx'), '--int8', '--calibrate', source);
  assert.equal(small.code, 0, small.err);
  const labels = (files: readonly { labels: string[] }[]) => files.map((file) => file.labels);
  assert.deepEqual(labels(await answers(at('small.onnx'))), labels(native));
});

test('what cannot be exported or read is refused in one sentence', async () => {
  assert.match((await cahier('export', at('nowhere'))).err, /nowhere: there is no such folder/);
  assert.match((await cahier('export', at('tones'), '--int8')).err, /--int8 and --calibrate go together/);
  for (const [bytes, sentence] of [
    ['no model', /no ONNX file, or a damaged one/],
    [Buffer.alloc(0), /no ONNX file, or a damaged one \(it has no graph\)/],
    [fs.readFileSync(at('tones.onnx')).subarray(0, 700), /no ONNX file, or a damaged one/],
  ] as const) {
    fs.writeFileSync(at('wrong.onnx'), bytes);
    const { code, err } = await cahier('predict', at('wrong.onnx'), at('pictures'));
    assert.deepEqual([code, sentence.test(err)], [1, true], err);
  }
});
