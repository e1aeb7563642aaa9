import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { decodeWav } from '../../../lib/data/formats/wav';
import { UserError } from '../../../lib/errors';
import { decodeAudio, encodeWav } from '../../../lib/features';
import { clipFolder, featuresReference } from '../../golden/features-reference';
import { tone } from '../../golden/signals';

/** Full scale is 1; lossless formats differ by rounding alone, lossy ones by what decoders may. */
const tolerances: Record<string, number> = { 'vorbis.ogg': 1e-4, 'layer3.mp3': 1e-3 };

for (const [name, expected] of Object.entries(featuresReference.clips)) {
  test(`${name} is decoded as libsndfile decodes it`, async () => {
    const { signal, sampleRate } = await decodeAudio(path.join(clipFolder, name));
    assert.equal(sampleRate, expected.rate);
    assert.equal(signal.length, expected.length);
    const step = Math.ceil(expected.length / expected.values.length);
    const error = Math.max(...expected.values.map((value, i) => Math.abs(value - signal[i * step])));
    assert.ok(error <= (tolerances[name] ?? 1e-7), `error ${error}`);
  });
}

test('bytes are decoded as the file they come from, many at once', async () => {
  const file = path.join(clipFolder, 'pcm16.flac');
  const bytes = fs.readFileSync(file);
  const sounds = await Promise.all([decodeAudio(file), ...Array.from({ length: 8 }, () => decodeAudio(bytes))]);
  for (const { signal } of sounds) assert.deepEqual(signal, sounds[0].signal);
});

test('what encodeWav writes is read back to half a step of 16 bits, and full scale is clipped', async () => {
  const signal = tone(440, 1000, 8000).map((value) => 1.2 * value);
  const { signal: read, sampleRate } = await decodeAudio(encodeWav(signal, 8000));
  assert.equal(sampleRate, 8000);
  assert.equal(read.length, 1000);
  for (let i = 0; i < 1000; i++) {
    const clipped = Math.max(-1, Math.min(32767 / 32768, signal[i]));
    assert.ok(Math.abs(read[i] - clipped) <= 0.5 / 32768 + 1e-9);
  }
});

test('integers of any width are divided by their full scale', () => {
  const header = (bits: number, bytes: number) => {
    const wav = Buffer.from(encodeWav(new Float32Array(bytes / 2), 8000));
    wav.writeUInt16LE(bits, 34);
    return wav;
  };
  const lowest: [number, number[], number[]][] = [
    [8, [0, 128, 255, 128], [-1, 0, 127 / 128, 0]],
    [16, [0x00, 0x80, 0xff, 0x7f], [-1, 32767 / 32768]],
    [24, [0, 0, 0x80, 0xff, 0xff, 0x7f], [-1, 1 - 2 ** -23]],
    [32, [0, 0, 0, 0x80], [-1]],
  ];
  for (const [bits, bytes, values] of lowest) {
    const wav = header(bits, bytes.length);
    wav.set(bytes, 44);
    assert.deepEqual(Array.from(decodeWav(wav, 'x.wav').channels[0]), values.map(Math.fround), `${bits} bits`);
  }
});

test('unknown chunks are passed over, and a stream of unknown length goes on to the end', () => {
  const wav = Buffer.from(encodeWav(tone(440, 100, 8000), 8000));
  const extra = Buffer.concat([Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1')]);
  const longer = Buffer.concat([wav.subarray(0, 36), extra, wav.subarray(36)]);
  assert.deepEqual(decodeWav(longer, 'x').channels[0], decodeWav(wav, 'x').channels[0]);
  wav.writeUInt32LE(0xffffffff, 40);
  assert.equal(decodeWav(wav, 'x').channels[0].length, 100);
});

test('each mistake is one sentence that names the file', async () => {
  const wav = Buffer.from(encodeWav(tone(440, 100, 8000), 8000));
  const flac = fs.readFileSync(path.join(clipFolder, 'pcm16.flac'));
  const ogg = fs.readFileSync(path.join(clipFolder, 'vorbis.ogg'));
  const compressed = Buffer.from(wav);
  compressed.writeUInt16LE(2, 20);
  const cases: [string | Uint8Array, RegExp][] = [
    ['nowhere.wav', /^nowhere\.wav: there is no such file; check its name and its folder\.$/],
    [new Uint8Array(0), /^the clip: this is no WAV, FLAC, MP3 or Ogg Vorbis file \(it is empty\); convert it/],
    [Buffer.from('hello, world'), /it starts with 68 65 6c 6c/],
    [wav.subarray(0, 100), /expected 200 bytes of samples, found 56: the file is truncated; copy it again\.$/],
    [encodeWav(new Float32Array(0), 8000), /^the clip: the clip has no samples, its length is zero; leave it out/],
    [compressed, /a WAV file of 1 channels, 16 bits, format 2 cannot be read; save it as PCM/],
    [wav.subarray(0, 20), /this WAV file has no description of its format; copy it again\.$/],
    [Buffer.concat([flac.subarray(0, 60), Buffer.alloc(400, 7)]), /^the clip: /],
    [ogg.subarray(0, 40), /^the clip: /],
  ];
  for (const [source, sentence] of cases) {
    await assert.rejects(decodeAudio(source), (error: Error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, sentence);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});
