import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeWav } from '../../../lib/data/formats/wav';
import { UserError } from '../../../lib/errors';
import { encodeWav } from '../../../lib/features';
import { tone } from '../../golden/signals';
import { chunk, pcm16, waveFile } from './wave-file';

const signal = tone(440, 100, 8000);
const [expected] = decodeWav(waveFile(), 'x').channels;

/** What all of these must read is the same tone. */
const readsTone = (wav: Uint8Array, what: string) =>
  assert.deepEqual(Array.from(decodeWav(wav, 'x').channels[0]), Array.from(expected), what);

function refuses(wav: Uint8Array, sentence: RegExp): void {
  assert.throws(
    () => decodeWav(wav, 'x.wav'),
    (error: Error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, sentence);
      assert.match(error.message, /^x\.wav: [^\n]*\.$/);
      return true;
    },
  );
}

test('the tone is the tone', () => {
  signal.forEach((value, i) => {
    assert.ok(Math.abs(expected[i] - (value * 32_767) / 32_768) <= 0.5 / 32_768);
  });
});

test('integers of any width are divided by their full scale', () => {
  const lowest: [number, number[], number[]][] = [
    [5, [0, 128, 255], [-1, 0, 127 / 128]],
    [8, [0, 128, 255, 128], [-1, 0, 127 / 128, 0]],
    [12, [0x00, 0x80, 0xf0, 0x7f], [-1, 0x7ff0 / 32768]],
    [16, [0x00, 0x80, 0xff, 0x7f], [-1, 32767 / 32768]],
    [20, [0, 0, 0x80, 0xf0, 0xff, 0x7f], [-1, 0x7ffff0 / 2 ** 23]],
    [24, [0, 0, 0x80, 0xff, 0xff, 0x7f], [-1, 1 - 2 ** -23]],
    [32, [0, 0, 0, 0x80], [-1]],
    [36, [0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0x40], [-1, 0.5]],
    [53, [0, 0, 0, 0, 0, 0, 0xc0], [-0.5]],
    [64, [0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x20], [-1, 0.25]],
  ];
  for (const [bits, bytes, values] of lowest) {
    const [channel] = decodeWav(waveFile({ bits, data: Uint8Array.from(bytes) }), 'x').channels;
    assert.deepEqual(Array.from(channel), values.map(Math.fround), `${bits} bits`);
  }
});

test('channels are told apart, however many, and half a sample at the end is left', () => {
  for (const channels of [1, 2, 6, 32]) {
    const data = pcm16(Array.from({ length: 3 * channels }, (_, i) => (i % channels) / channels));
    const decoded = decodeWav(waveFile({ channels, data: Buffer.concat([data, Buffer.alloc(1)]) }), 'x').channels;
    assert.equal(decoded.length, channels);
    decoded.forEach((channel, i) => {
      assert.equal(channel.length, 3);
      for (const value of channel) assert.ok(Math.abs(value - i / channels) < 1e-4);
    });
  }
});

test('a sound that was written to a pipe goes on to the end', () => {
  const sizes = [0, 0x7ffff000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff, 0x7fffffdb, 0xffffffdb, 0xfffffffe];
  for (const dataSize of sizes) readsTone(waveFile({ dataSize }), dataSize.toString(16));
});

test('a chunk of no samples before other chunks holds none', () => {
  const empty = waveFile({ data: new Uint8Array(0), after: chunk('LIST', Buffer.from('INFO')) });
  assert.equal(decodeWav(empty, 'x').channels[0].length, 0);
  assert.equal(decodeWav(encodeWav(new Float32Array(0), 8000), 'x').channels[0].length, 0);
});

test('other chunks are passed over, of odd sizes too, with the byte that makes them even or without', () => {
  const odd = chunk('LIST', Buffer.from('abc'));
  readsTone(waveFile({ before: Buffer.concat([odd, Buffer.alloc(1)]) }), 'padded');
  readsTone(waveFile({ before: odd }), 'not padded');
  readsTone(
    waveFile({ before: chunk('bext', Buffer.alloc(602)), after: chunk('id3 ', Buffer.alloc(10)) }),
    'bext, id3',
  );
  readsTone(waveFile({ after: Buffer.alloc(1000) }), 'zeros behind');
  readsTone(waveFile({ blockBytes: 7 }), 'a block size that means nothing');
});

test('the sizes of RF64 stand in a chunk of their own', () => {
  const sizes = Buffer.alloc(28);
  sizes.writeBigUInt64LE(200n, 8);
  const wav = waveFile({ dataSize: 0xffffffff, after: chunk('LIST', Buffer.from('INFO')) });
  const rf64 = Buffer.concat([wav.subarray(0, 12), chunk('ds64', sizes), wav.subarray(12)]);
  rf64.write('RF64');
  readsTone(rf64, 'RF64');
  rf64.write('BW64');
  readsTone(rf64, 'BW64');
});

test('the extensible form names its format further on, as Microsoft or for ambisonics', () => {
  const extended = (code: number, rest: string) => {
    const extra = Buffer.alloc(24);
    extra.writeUInt16LE(22, 0);
    extra.writeUInt16LE(code, 8);
    Buffer.from(rest, 'hex').copy(extra, 10);
    return waveFile({ code: 0xfffe, extra });
  };
  readsTone(extended(1, '000000001000800000aa00389b71'), 'Microsoft');
  readsTone(extended(1, '00002107d3118644c8c1ca000000'), 'ambisonic');
  refuses(extended(1, '11111111111111111111111111'), /format 65534 cannot be read/);
  refuses(waveFile({ code: 0xfffe, extra: Buffer.alloc(2) }), /format 65534 cannot be read/);
});

test('what is no whole WAV file is refused in one sentence', () => {
  const wav = waveFile();
  refuses(wav.subarray(0, 100), /expected 200 bytes of samples, found 56: the file is truncated; copy it again\.$/);
  refuses(waveFile({ dataSize: 3_000_000_000 }), /expected 3000000000 bytes of samples, found 200: the file is trunc/);
  refuses(wav.subarray(0, 20), /this WAV file has no description of its format; copy it again\.$/);
  refuses(wav.subarray(0, 40), /this WAV file has no samples; copy it again\.$/);
  refuses(waveFile({ channels: 0, blockBytes: 2 }), /a WAV file of 0 channels, 16 bits, format 1 cannot be read/);
  refuses(waveFile({ bits: 0 }), /1 channels, 0 bits, format 1 cannot be read; save it as PCM/);
  refuses(waveFile({ code: 3 }), /16 bits, format 3 cannot be read/);
  refuses(waveFile({ code: 0x31, bits: 0 }), /GSM 6\.10 cannot be read; save it as PCM of 16 or 24 bits\.$/);
  refuses(waveFile({ code: 2, bits: 4, blockBytes: 7 }), /format 2 cannot be read/);
  refuses(waveFile({ after: chunk('data', Buffer.alloc(4)) }), /two chunks "data"; save it again as one sound\.$/);
  refuses(waveFile({ before: wav.subarray(12, 36) }), /two chunks "fmt"/);
});
