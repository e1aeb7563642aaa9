import assert from 'node:assert/strict';
import test from 'node:test';
import { joinDetections, segmentClips } from '../../lib/experiments';

test('segments: 5 s in pieces of 2 s that overlap by 1 s are four; what is left over is left out', async () => {
  const sound = { signal: Float32Array.from({ length: 55 }, (_, i) => i), sampleRate: 10 };
  const clips = segmentClips(sound, { seconds: 2, overlap: 1 });
  assert.equal(clips.length, 4);
  const third = await clips[2].read();
  assert.ok('signal' in third);
  assert.deepEqual([third.signal[0], third.signal.length], [20, 20]);
  assert.equal(segmentClips(sound, { seconds: 6, overlap: 0 }).length, 0);
  assert.throws(() => segmentClips(sound, { seconds: 2, overlap: 2 }), /cannot overlap by 2 s; give 0 to below 2/);
});

test('detections by hand: neighbours of one class join, below the threshold is unknown, silence parts', () => {
  const rows = [
    [0.9, 0.1],
    [0.8, 0.2],
    [0.45, 0.55],
    [0, 1],
    [0, 1],
  ];
  const detections = joinDetections(Float32Array.from(rows.flat()), {
    seconds: 2,
    overlap: 1,
    thresholds: [0.5, 0.6],
    isSilent: (segment) => segment === 3,
  });
  const rounded = detections.map(({ probability, ...rest }) => ({
    ...rest,
    probability: Math.round(100 * probability),
  }));
  assert.deepEqual(rounded, [
    { start: 0, end: 2.5, probability: 90, label: 0 },
    { start: 2.5, end: 4, probability: 55 },
    { start: 4, end: 6, probability: 100, label: 1 },
  ]);
});
