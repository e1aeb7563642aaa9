import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { cahier, soundFolder, writeSound } from './cahier';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-preprocess-'));
test.after(() => fs.rmSync(folder, { recursive: true }));
const at = (...parts: string[]) => path.join(folder, ...parts);
const SMALL = ['--set', 'features.seconds=1', '--set', 'features.sampleRate=8000', '--set', 'features.numMels=32'];

test('spectrograms as pictures that can be trained on, high tones above low ones', async () => {
  soundFolder(at('sounds'), 4);
  fs.writeFileSync(at('sounds', 'low', 'broken.wav'), 'RIFF and no more');
  const { code, out, err } = await cahier('preprocess', at('sounds'), '--to', at('pictures'), ...SMALL);
  assert.equal(code, 2);
  assert.match(err, /low\/broken\.wav: /);
  assert.equal(out, `${at('pictures', 'spectrograms.csv')}: 8 pictures\n`);
  const rows = fs.readFileSync(at('pictures', 'spectrograms.csv'), 'utf8').trim().split('\n');
  assert.deepEqual(rows.slice(0, 2), ['path,label,part,fold,group', 'high/0.wav.png,high,,,']);
  for (const [species, top] of [
    ['high', true],
    ['low', false],
  ] as const) {
    const { data, info } = await sharp(at('pictures', species, '0.wav.png'))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.height, info.width], [32, 12]);
    const half = (from: number) => data.subarray(from, from + data.length / 2).reduce((sum, value) => sum + value, 0);
    assert.equal(half(0) > half(data.length / 2), top, species);
  }
});

test('two sounds of one name, and coefficients, are refused', async () => {
  const source = at('twice');
  for (const [i, place] of ['a', 'b'].entries())
    writeSound(path.join(source, 'x', place, 'same.wav'), Float32Array.of(0.1 * i, 0.2));
  writeSound(path.join(source, 'y', 'a', 'other.wav'), Float32Array.of(0.3, 0.2));
  fs.writeFileSync(at('twice.csv'), 'path,label\ntwice/x/a/same.wav,x\ntwice/x/b/same.wav,x\ntwice/y/a/other.wav,y\n');
  const twice = await cahier('preprocess', at('twice.csv'), '--to', at('none'), ...SMALL);
  assert.deepEqual([twice.code, /several sounds of a class have one name/.test(twice.err)], [1, true], twice.err);
  const mfcc = await cahier('preprocess', at('sounds'), '--to', at('none'), '--set', 'features.kind=mfcc');
  assert.match(mfcc.err, /pictures are of mel spectrograms; say features\.kind=mel/);
  assert.ok(!fs.existsSync(at('none')));
});
