import assert from 'node:assert/strict';
import test from 'node:test';
import { frameCurves, spectrogramHeatmap, waveform } from '../../lib/plots';
import { tone } from '../golden/signals';

test('a waveform keeps the lowest and highest sample of each slice, over its seconds', () => {
  const signal = tone(440, 48_000, 16_000).map((value) => 0.5 * value);
  signal[30_000] = 0.9;
  const { data, layout } = waveform({ signal, sampleRate: 16_000 }, { title: 'Un son' });
  const { x, y } = data[0] as { x: number[]; y: number[] };
  assert.equal(x.length, y.length);
  assert.ok(x.length <= 2400 && x.length > 2000, `${x.length} points`);
  assert.equal(Math.max(...y), Math.fround(0.9));
  assert.ok(Math.abs(x[y.indexOf(Math.fround(0.9))] - 30_000 / 16_000) < 0.003);
  assert.match((layout.meta as { alt: string }).alt, /Un son\s: 3\ss à 16\s000\sHz, plus grande amplitude 0,9\./);
  assert.throws(() => waveform({ signal: new Float32Array(0), sampleRate: 16_000 }), /no samples/);
});

test('a heat map has its rows and frames on their axes, and zero in the middle of two hues', () => {
  const values = [
    [-1, 2, 3],
    [0, 4, -5],
  ];
  const plain = spectrogramHeatmap(values, {
    title: 'S',
    rows: 'Hz',
    positions: [0, 100],
    times: [0, 1, 2],
    unit: 'dB',
  });
  assert.deepEqual(plain.data[0].z, values);
  assert.deepEqual(plain.data[0].y, [0, 100]);
  assert.equal(plain.data[0].zmin, undefined);
  const diverging = spectrogramHeatmap(values, { title: 'S', rows: 'Coefficient', diverging: true });
  assert.deepEqual([diverging.data[0].zmin, diverging.data[0].zmax], [-5, 5]);
  const scale = diverging.data[0].colorscale as [number, string][];
  assert.deepEqual(scale[1], [0.5, '#FFFFFF']);
  assert.notEqual(scale[0][1], scale[2][1]);
  assert.throws(() => spectrogramHeatmap([], { title: 'S', rows: 'Hz' }), /no frame to draw/);
});

test('curves of frames share the time and have an axis each', () => {
  const curves = ['a', 'b', 'c'].map((name, i) => ({ name, values: [i, i + 1] }));
  const { data, layout } = frameCurves(curves, { times: [0, 1], title: 'T' });
  assert.deepEqual(
    data.map(({ yaxis }) => yaxis),
    ['y', 'y2', 'y3'],
  );
  const domains = ['yaxis', 'yaxis2', 'yaxis3'].map((axis) => (layout[axis] as { domain: number[] }).domain);
  for (let i = 1; i < 3; i++) assert.ok(domains[i][1] < domains[i - 1][0], 'one above the other');
  assert.throws(() => frameCurves([], { times: [], title: 'T' }), /no curve/);
});
