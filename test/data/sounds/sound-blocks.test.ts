import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { decodeAudio, encodeWav, readSoundBlocks } from '../../../lib/features';
import { clipFolder } from '../../golden/features-reference';
import { goldenSignal } from '../../golden/signals';
import { soundsFolder } from '../../golden/sounds-reference';
import { float32, waveFile } from '../formats/wave-file';

const temporaryFile = (t: test.TestContext, content: Uint8Array) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-blocks-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'recording');
  fs.writeFileSync(file, content);
  return file;
};

async function joined(file: string) {
  const pieces: number[] = [];
  let blocks = 0;
  let rate = 0;
  for await (const { signal, sampleRate, start } of readSoundBlocks(file)) {
    assert.equal(start, pieces.length);
    for (const value of signal) pieces.push(value);
    rate = sampleRate;
    blocks++;
  }
  return { signal: Float32Array.from(pieces), sampleRate: rate, blocks };
}

test('the blocks of a file of any format, one after the other, are what decodeAudio gives', async () => {
  const clips = fs.readdirSync(clipFolder).map((name) => path.join(clipFolder, name));
  const sounds = ['ima_adpcm.wav', 'pcm_24.aiff', 'opus.opus', 'flac.oga'].map((name) => path.join(soundsFolder, name));
  for (const file of [...clips, ...sounds]) {
    const { signal, sampleRate } = await joined(file);
    const whole = await decodeAudio(file);
    assert.equal(sampleRate, whole.sampleRate, file);
    assert.deepEqual(signal, whole.signal, file);
  }
});

test('a long recording comes in several blocks, and is read no further than is asked', async (t) => {
  const file = temporaryFile(t, encodeWav(goldenSignal(1_000_000, 44_100), 44_100));
  const { signal, blocks } = await joined(file);
  assert.ok(blocks > 4, `${blocks} blocks`);
  assert.deepEqual(signal, (await decodeAudio(file)).signal);
  for await (const { signal: first } of readSoundBlocks(file)) {
    assert.ok(first.length < 200_000);
    break;
  }
});

test('what is no sound is refused where it comes', async (t) => {
  await assert.rejects(joined('nowhere.wav'), /^UserError: nowhere\.wav: there is no such file; check its name/);
  await assert.rejects(joined(temporaryFile(t, waveFile({ sampleRate: 7 }))), /recording: a sample rate of 7 Hz/);
  await assert.rejects(
    joined(temporaryFile(t, waveFile({ data: new Uint8Array(0) }))),
    /recording: the clip has no samples/,
  );
  const data = float32([0, 0, Number.NaN]);
  await assert.rejects(joined(temporaryFile(t, waveFile({ code: 3, bits: 32, data }))), /sample 2 .* is NaN/);
});
