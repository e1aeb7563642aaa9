import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { UserError } from '../../../lib/errors';
import { decodeAudio, encodeWav } from '../../../lib/features';
import { clipFolder } from '../../golden/features-reference';
import { tone } from '../../golden/signals';
import { soundsFolder } from '../../golden/sounds-reference';

const clip = (name: string) => fs.readFileSync(path.join(clipFolder, name));
const sound = (name: string) => fs.readFileSync(path.join(soundsFolder, name));

async function refused(bytes: Uint8Array, sentence: RegExp): Promise<void> {
  await assert.rejects(decodeAudio(bytes), (error: Error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

/** An ID3v2 tag of so many bytes behind its head. */
function tag(size: number): Buffer {
  const seven = (shift: number) => (size >> shift) & 127;
  return Buffer.concat([
    Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, seven(21), seven(14), seven(7), seven(0)]),
    Buffer.alloc(size),
  ]);
}

test('tags in front of any format are passed over', async () => {
  for (const bytes of [
    clip('pcm16.flac'),
    clip('pcm16.wav'),
    clip('layer3.mp3'),
    clip('vorbis.ogg'),
    sound('pcm_16.aiff'),
  ]) {
    const plain = await decodeAudio(bytes);
    for (const front of [tag(0), tag(300), Buffer.concat([tag(20), tag(140_000)])]) {
      assert.deepEqual(await decodeAudio(Buffer.concat([front, bytes])), plain);
    }
  }
  await refused(tag(300), /begins like an MP3 file, but no frames follow/);
  await refused(Buffer.concat([tag(30), Buffer.from('hello')]), /no frames follow|it starts with/);
});

test('a format is told by its content, whatever the file is called', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-sounds-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, bytes] of [
    ['a.mp3', clip('pcm16.wav')],
    ['b.wav', clip('vorbis.ogg')],
    ['c.txt', clip('layer3.mp3')],
    ['d', clip('pcm16.flac')],
  ] as const) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    assert.deepEqual(await decodeAudio(file), await decodeAudio(bytes));
  }
});

test('what stands between the frames of an MP3 is passed over with a note, and never changes its speed', async () => {
  const mp3 = clip('layer3.mp3');
  const whole = await decodeAudio(mp3);
  assert.equal(whole.note, undefined);
  const trailing = { tags: Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 65)]), zeros: Buffer.alloc(5000) };
  for (const bytes of Object.values(trailing)) assert.deepEqual(await decodeAudio(Buffer.concat([mp3, bytes])), whole);
  // A frame of 48 kHz, alone.
  const foreign = Buffer.concat([Buffer.from([0xff, 0xfb, 0x94, 0x44]), Buffer.alloc(40, 0x55)]);
  for (const place of [678, 900, 2766, 3000, 4300]) {
    const mixed = Buffer.concat([mp3.subarray(0, place), foreign, mp3.subarray(place)]);
    const { sampleRate, signal, note } = await decodeAudio(mixed);
    assert.equal(sampleRate, 22_050);
    assert.ok(signal.length >= 4000 - 576 && signal.length <= 4000, `${place}: ${signal.length} samples`);
    assert.match(note ?? '', /^read in part: /);
  }
  const cut = await decodeAudio(mp3.subarray(0, 2849));
  assert.equal(cut.note, 'read in part: 5 of 9 frames are there');
  // libsndfile reads as many.
  assert.equal(cut.signal.length, 1775);
});

test('two sounds of different rates in one MP3 are refused by name', async () => {
  const two = Buffer.concat([clip('layer3.mp3'), sound('mpeg_layer_iii.mp3')]);
  await refused(
    two,
    /two sounds stand in this MP3 file, one of 22050 Hz and from byte 4749 on one of 16000 Hz; split it/,
  );
});

test('what begins like an MP3 and is none is refused', async () => {
  const noise = Uint8Array.from({ length: 20_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 255);
  noise.set([0xff, 0xfb, 0x90, 0x44]);
  await refused(noise, /begins like an MP3 file, but no frames follow one another in it/);
  await refused(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x44]), Buffer.alloc(30_000)]), /no frames follow/);
  await refused(Buffer.from('\ufeffhello, this is text', 'utf16le'), /it starts with ff fe/);
});

test('a damaged or cut FLAC is refused', async () => {
  const flac = sound('pcm_24.flac');
  for (const length of [50, 2000, flac.length - 100, flac.length - 1]) {
    await refused(flac.subarray(0, length), /this FLAC file (is damaged or truncated|has no description)/);
  }
  const flipped = Buffer.from(flac);
  flipped[flac.length >> 1] ^= 0x10;
  await refused(flipped, /this FLAC file is damaged or truncated/);
});

test('an Ogg file without its last page is read in part with a note, a damaged one is refused', async () => {
  for (const name of ['vorbis.ogg', 'opus.opus', 'flac.oga']) {
    const ogg = sound(name);
    const whole = await decodeAudio(ogg);
    assert.equal(whole.note, undefined, name);
    const flipped = Buffer.from(ogg);
    flipped[ogg.length - 20] ^= 1;
    await refused(flipped, /this Ogg file is damaged at byte \d+; copy it again\.$/);
    await refused(
      Buffer.concat([ogg, ogg]),
      /several recordings stand in this Ogg file, one behind the other; split it/,
    );
  }
  const vorbis = clip('vorbis.ogg');
  const last = vorbis.lastIndexOf('OggS');
  const first = vorbis.lastIndexOf('OggS', last - 1);
  assert.ok(first > 0);
  await refused(vorbis.subarray(0, 40), /no sound of Vorbis, Opus or FLAC in this Ogg file/);
  const opus = sound('surround.opus');
  const cut = await decodeAudio(opus.subarray(0, opus.lastIndexOf('OggS'))).catch((error: Error) => error);
  assert.match(cut instanceof Error ? cut.message : (cut.note ?? ''), /its last page is missing|no samples/);
});

test('an Opus stream is as loud as its head says', async () => {
  const opus = sound('opus.opus');
  const plain = await decodeAudio(opus);
  const louder = Buffer.from(opus);
  const head = louder.indexOf('OpusHead');
  // 6.0206 dB in steps of 1 / 256 dB: twice as loud, to a thousandth.
  louder.writeInt16LE(1541, head + 16);
  writeOggChecksum(louder, 27 + louder[26] + 19);
  const { signal } = await decodeAudio(louder);
  plain.signal.forEach((value, i) => {
    assert.ok(Math.abs(signal[i] - 2 * value) < 1e-3);
  });
});

/** Of the first page, which has so many bytes. */
function writeOggChecksum(bytes: Buffer, length: number): void {
  bytes.writeUInt32LE(0, 22);
  let sum = 0;
  for (const byte of bytes.subarray(0, length)) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  bytes.writeUInt32LE(sum >>> 0, 22);
}

/** A folder as the whole PATH, in which ffmpeg is a program of ours, or nothing. */
function onPath(t: test.TestContext, program?: string): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-path-'));
  const before = process.env.PATH;
  process.env.PATH = folder;
  t.after(() => {
    process.env.PATH = before;
    fs.rmSync(folder, { recursive: true, force: true });
  });
  if (program === undefined) return;
  const script = `#!${process.execPath}\nconst fs = require('fs');\n${program}`;
  fs.writeFileSync(path.join(folder, 'ffmpeg'), script, { mode: 0o755 });
}

const m4a = Buffer.concat([Buffer.from('\0\0\0\x20ftypM4A ', 'latin1'), Buffer.alloc(100)]);

test('a format that is not read is named with the line that converts it', async (t) => {
  onPath(t);
  for (const [start, name] of [
    ['\0\0\0\x20ftypM4A ', 'M4A'],
    ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'Windows Media'],
    ['#!AMR\n', 'AMR'],
    ['\x1a\x45\xdf\xa3', 'Matroska'],
    ['\xff\xf1\x50\x80', 'AAC'],
    ['<!doctype html>', 'HTML'],
    ['version https://git-lfs.github.com/spec/v1', 'Git LFS'],
  ]) {
    const bytes = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(100)]);
    await refused(bytes, new RegExp(`^the clip: this is .*${name}.*, which is not read here; convert it to WAV`));
  }
});

test('where ffmpeg is installed it decodes what nothing here does, and the sound says so', async (t) => {
  const signal = tone(440, 50_000, 8000);
  const wav = Buffer.from(encodeWav(signal, 8000));
  // As ffmpeg writes to a pipe.
  wav.writeUInt32LE(0xffffffff, 40);
  onPath(
    t,
    `if (process.argv.includes('-version')) console.log('ffmpeg version 7.1-test Copyright');
     else if (fs.readFileSync(process.argv[process.argv.indexOf('-i') + 1]).length !== ${m4a.length}) process.exit(3);
     else process.stdout.write(Buffer.from('${wav.toString('base64')}', 'base64'));`,
  );
  const decoded = await decodeAudio(m4a);
  assert.equal(decoded.note, 'decoded by ffmpeg 7.1-test of this machine');
  assert.deepEqual(decoded.signal, (await decodeAudio(wav)).signal);
  await refused(Buffer.from('<!doctype html>'), /this is an HTML page, which is not read here/);
});

test('what ffmpeg complains of stands in the sentence', async (t) => {
  onPath(t, `console.error('moov atom not found'); process.exitCode = 1;`);
  await refused(
    m4a,
    /^the clip: this M4A \(AAC\) file cannot be decoded by ffmpeg \(moov atom not found\); copy it again/,
  );
});
