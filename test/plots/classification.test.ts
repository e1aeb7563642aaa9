import assert from 'node:assert/strict';
import test from 'node:test';
import { image } from '../../lib/data';
import { oneVsRest } from '../../lib/metrics';
import { groupedBars, heatOverlay, precisionRecallCurves, rocCurves, scatter } from '../../lib/plots';

const { curves } = oneVsRest([0, 0, 1, 1, 1], [0.9, 0.1, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.6, 0.4], {
  classNames: ['chat', 'chien'],
});
const altOf = ({ layout }: { layout: Record<string, unknown> }) => (layout.meta as { alt: string }).alt;

test('ROC curves: chance and one line a class from corner to corner, the area with its interval in words', () => {
  const figure = rocCurves(curves);
  assert.equal(figure.data.length, 3);
  for (const trace of figure.data.slice(1)) {
    const [x, y] = [trace.x as number[], trace.y as number[]];
    assert.deepEqual([x[0], y[0], x[x.length - 1], y[y.length - 1]], [0, 0, 100, 100]);
  }
  // Cats 0.9 and 0.4 against 0.6, 0.3 and 0.2: five of six pairs in the right order.
  assert.match(figure.data[1].name as string, /^chat\s: 0,833 \[0,\d+\s; 1\]$/);
  assert.match(altOf(figure), /chien\s: 0,833/);
  assert.throws(() => rocCurves([]), { name: 'RangeError' });
});

test('precision and recall: a line a class, and the share of the class as the level of chance', () => {
  const figure = precisionRecallCurves(curves);
  assert.deepEqual(
    [figure.data[1].y, figure.data[3].y],
    [
      [40, 40],
      [60, 60],
    ],
  );
  assert.deepEqual(
    figure.data[0].x,
    curves[0].precisionRecall.recall.map((recall) => 100 * recall),
  );
  assert.throws(() => precisionRecallCurves([]), { name: 'RangeError' });
});

test('grouped bars: a trace a series, values written, patterns beside colours', () => {
  const figure = groupedBars(
    ['précision', 'rappel'],
    [
      { name: 'A', values: [0.5, 0.25] },
      { name: 'B', values: [1, 0] },
    ],
    { title: 'Mesures', yTitle: 'valeur' },
  );
  assert.deepEqual(
    figure.data.map(({ name, y }) => [name, y]),
    [
      ['A', [50, 25]],
      ['B', [100, 0]],
    ],
  );
  type Look = { color: string; pattern: { shape: string; fillmode: string } };
  const look = (trace: Record<string, unknown>) => trace.marker as Look;
  assert.notEqual(look(figure.data[0]).color, look(figure.data[1]).color);
  assert.notEqual(look(figure.data[0]).pattern.shape, look(figure.data[1]).pattern.shape);
  // Plotly's default, 'replace', makes the colour that of the pattern's strokes and leaves the bar white.
  assert.ok(figure.data.every((trace) => look(trace).pattern.fillmode === 'overlay'));
  assert.match(altOf(figure), /A\s: précision 50/);
  const counts = groupedBars(['a'], [{ name: 'n', values: [1234] }], { title: 't', yTitle: 'y', format: 'number' });
  assert.match((counts.data[0].text as string[])[0], /^1\s234$/);
  assert.throws(() => groupedBars(['a'], [{ name: 'A', values: [] }], { title: 't', yTitle: 'y' }), {
    message: 'groupedBars: A has 0 values for 1 groups',
  });
  assert.throws(() => groupedBars([], [], { title: 't', yTitle: 'y' }), { name: 'RangeError' });
});

test('grouped bars: where bars are many, the sign is left to the axis', () => {
  const groups = ['a', 'b', 'c', 'd', 'e'];
  const series = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `s${i}`, values: [0.5, 0, 1, 0.126, 0.2] }));
  const textOf = (count: number) => groupedBars(groups, series(count), { title: 't', yTitle: 'y' }).data[0].text;
  assert.deepEqual(textOf(4), ['50\u202f%', '0\u202f%', '100\u202f%', '13\u202f%', '20\u202f%']);
  assert.deepEqual(textOf(5), ['50', '0', '100', '13', '20']);
});

test('axes of shares count in percents as the house writes them, with a space before the sign', () => {
  const bars = (format: 'percent' | 'number') =>
    groupedBars(['a'], [{ name: 'A', values: [0.5] }], { title: 't', yTitle: 'y', format });
  const suffix = (axis: unknown) => (axis as { ticksuffix?: string }).ticksuffix;
  for (const { layout } of [rocCurves(curves), precisionRecallCurves(curves)]) {
    assert.deepEqual([suffix(layout.xaxis), suffix(layout.yaxis)], ['\u202f%', '\u202f%']);
  }
  assert.equal(suffix(bars('percent').layout.yaxis), '\u202f%');
  assert.equal(suffix(bars('number').layout.yaxis), undefined);
});

test('clouds of points', () => {
  const options = { title: 'Plan', xTitle: 'x', yTitle: 'y' };
  const figure = scatter(
    [
      {
        name: 'A',
        points: [
          [1, 2],
          [3, 4],
        ],
      },
      { name: 'B', points: [] },
    ],
    options,
  );
  assert.deepEqual(
    [figure.data[0].x, figure.data[0].y],
    [
      [1, 3],
      [2, 4],
    ],
  );
  assert.match(altOf(figure), /^Plan\s: A \(2\), B \(0\)\.$/);
  assert.throws(() => scatter([{ name: 'A', points: [] }], options), { message: 'scatter: there is no point to draw' });
});

test('heat over a picture: none leaves it, the strongest colours it', () => {
  const grey = image(Uint8Array.of(100, 100), 1, 2, 1);
  const { pixels, channels } = heatOverlay(grey, [0, 1]);
  assert.equal(channels, 3);
  assert.deepEqual([...pixels], [100, 100, 100, 193, 184, 40]);
  assert.throws(() => heatOverlay(grey, [0]), { message: 'heatOverlay: 1 values for a picture of 1 x 2' });
});
