import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../../lib/errors';
import { decodeAudio, encodeWav } from '../../../lib/features';
import { clipFolder, featuresReference } from '../../golden/features-reference';
import { tone } from '../../golden/signals';
import { soundsFolder, soundsReference } from '../../golden/sounds-reference';
import { float32, waveFile } from '../formats/wave-file';

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

test('each format and encoding is decoded as libsndfile decodes it', async () => {
  for (const [name, expected] of Object.entries(soundsReference.files)) {
    const { signal, sampleRate } = await decodeAudio(path.join(soundsFolder, name));
    assert.deepEqual([sampleRate, signal.length], [expected.rate, expected.length], name);
    const error = Math.max(...expected.values.map((value, i) => Math.abs(value - signal[i * soundsReference.every])));
    // Eight digits are stored; builds of a decoder that loses add in other orders.
    const tolerance = /opus$/.test(name) ? 1e-4 : /mp[23]$|ogg$|layer3/.test(name) ? 1e-5 : 1e-7;
    assert.ok(error <= tolerance, `${name}: error ${error}`);
  }
});

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

test('a header that makes no sense, or samples that are none, are refused in one sentence', async () => {
  const refused = (clip: Uint8Array, sentence: RegExp) =>
    assert.rejects(decodeAudio(clip), (error: Error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, sentence);
      return true;
    });
  for (const sampleRate of [0, 1, 99, 1_000_001, 16_000_001, 2 ** 31 - 1, 2 ** 32 - 1]) {
    await refused(waveFile({ sampleRate }), new RegExp(`^the clip: a sample rate of ${sampleRate} Hz cannot be right`));
  }
  for (const sampleRate of [100, 22_255, 192_000, 1_000_000]) {
    assert.equal((await decodeAudio(waveFile({ sampleRate }))).sampleRate, sampleRate);
  }
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e20, -3e38]) {
    const data = float32([0, 0.5, 0, value]);
    const float = waveFile({ code: 3, bits: 32, data });
    await refused(
      float,
      /^the clip: sample 3 \(at 0\.000 s\) is .*, which is no sound; record or convert the clip again/,
    );
    await refused(waveFile({ code: 3, bits: 32, channels: 2, data }), /^the clip: sample 1 /);
  }
  // Infinity and -Infinity have no mean.
  const opposite = float32([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  await refused(waveFile({ code: 3, bits: 32, channels: 2, data: opposite }), /sample 0 .* is NaN/);
  await refused(waveFile({ channels: 2, data: Buffer.alloc(2) }), /has no samples, its length is zero/);
});

test('silence, a constant, one sample and clipped peaks are sounds', async () => {
  for (const values of [new Array(50).fill(0), new Array(50).fill(0.25), [0.5], [1, -1, 1, -1], [30_000, -30_000]]) {
    const { signal } = await decodeAudio(waveFile({ code: 3, bits: 32, data: float32(values) }));
    assert.deepEqual(Array.from(signal), values);
  }
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
    [compressed, /a WAV file of 1 channels, 16 bits, format 2 cannot be read; save it as PCM of 16 or 24 bits\.$/],
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
