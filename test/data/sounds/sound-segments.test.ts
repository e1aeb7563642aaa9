import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { readSoundSegments, type SegmentOptions, type SoundSegment } from '../../../lib/data/sounds/sound-segments';
import { UserError } from '../../../lib/errors';
import { encodeWav } from '../../../lib/features';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-segments-'));
test.after(() => fs.rmSync(folder, { recursive: true }));

/** A recording whose samples count upwards. */
function recording(seconds: number, sampleRate = 8000): string {
  const file = path.join(folder, `${seconds}.wav`);
  const signal = Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) => i / 2 ** 20);
  fs.writeFileSync(file, encodeWav(signal, sampleRate));
  return file;
}

async function segmentsOf(file: string, options?: SegmentOptions): Promise<SoundSegment[]> {
  const segments: SoundSegment[] = [];
  for await (const segment of readSoundSegments(file, options)) segments.push(segment);
  return segments;
}

const times = (segments: readonly SoundSegment[]) => segments.map(({ start, end }) => [start, end]);

for (const [seconds, expected] of [
  [3, [[0, 3]]],
  [8, [[0, 8]]],
  // What the second would hear alone is half a second.
  [
    8.5,
    [
      [0, 8],
      [7, 8.5],
    ],
  ],
  [
    15,
    [
      [0, 8],
      [7, 15],
    ],
  ],
  [
    20,
    [
      [0, 8],
      [7, 15],
      [14, 20],
    ],
  ],
] as const) {
  test(`${seconds} s in segments of 8 s that overlap by 1 s`, async () => {
    const file = recording(seconds);
    const segments = await segmentsOf(file);
    assert.deepEqual(times(segments), expected);
    const [whole] = await segmentsOf(file, { seconds: 100, overlap: 0 });
    for (const { start, end, signal } of segments) {
      assert.deepEqual(signal, whole.signal.subarray(start * 8000, end * 8000));
    }
  });
}

test('without overlap each sample is heard once', async () => {
  const segments = await segmentsOf(recording(2.2), { seconds: 0.5, overlap: 0 });
  assert.equal(
    segments.reduce((sum, { signal }) => sum + signal.length, 0),
    17_600,
  );
  assert.equal(segments.length, 5);
});

test('an overlap as long as the segment, no length at all, and a recording that ends too soon', async () => {
  const file = recording(3);
  await assert.rejects(segmentsOf(file, { seconds: 2, overlap: 2 }), (error) => {
    return error instanceof UserError && /an overlap shorter than the segments/.test(error.message);
  });
  await assert.rejects(segmentsOf(file, { seconds: Number.NaN }), /segments: seconds is NaN; expected a number/);
  const cut = path.join(folder, 'cut.wav');
  fs.writeFileSync(cut, fs.readFileSync(file).subarray(0, 30_000));
  await assert.rejects(segmentsOf(cut), UserError);
});
