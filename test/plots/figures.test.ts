import assert from 'node:assert/strict';
import test from 'node:test';
import { decode } from 'fast-png';
import { type Image, image } from '../../lib/data/images/image';
import type { Figure, Trace } from '../../lib/plots';
import * as plots from '../../lib/plots';
import { looks } from '../../lib/plots/figure';
import type { EpochRecord } from '../../lib/training';

/** What is read from a layout or a trace in these tests. */
// biome-ignore lint/suspicious/noExplicitAny: Plotly's own types are not used; a wrong path fails the test.
const at = (figure: Figure) => ({ data: figure.data as any[], layout: figure.layout as any });
const alt = (figure: Figure): string => at(figure).layout.meta.alt;

const plain = (value: number, channels: 1 | 3 = 3): Image =>
  image(new Uint8Array(4 * channels).fill(value), 2, 2, channels);

const epochs = (count: number, rates: readonly number[] = [0.001]): EpochRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    epoch: i + 1,
    loss: 2 / (i + 1),
    accuracy: i / count,
    validationLoss: 3 / (i + 1),
    validationAccuracy: i / (2 * count),
    learningRate: rates[Math.min(i, rates.length - 1)],
    seconds: 1,
  }));

test('every figure has a title, an alternative text and French texts', () => {
  const history = { epochs: epochs(3), bestEpoch: 3 };
  const pictures = [plain(0), plain(255)];
  const figures = [
    plots.learningCurves(history),
    plots.learningRateCurve(history),
    plots.lines([{ name: 'une', x: [0, 1], y: [1, 2] }], { title: "L'une : oui", xTitle: 'x', yTitle: 'y' }),
    plots.confusionHeatmap(
      [
        [1, 0],
        [2, 3],
      ],
      { classNames: ['a', 'b'] },
    ),
    plots.probabilityBars([0.2, 0.8], ['a', 'b']),
    plots.modelComparison([{ name: 'a', value: 0.5 }], { title: 'Deux' }),
    plots.calibrationPlot({
      bins: [{ low: 0, high: 1, count: 4, meanConfidence: 0.6, accuracy: 0.5, interval: { low: 0.15, high: 0.85 } }],
      expectedCalibrationError: 0.1,
    }),
    plots.sampleGrid(pictures, [0, 1], { classNames: ['a', 'b'] }),
    plots.predictionGrid(pictures, { yTrue: [0, 1], yPred: [0, 0], classNames: ['a', 'b'] }),
    plots.reconstructionPairs(pictures, pictures),
  ];
  for (const figure of figures) {
    const texts = JSON.stringify({ ...figure, layout: { ...figure.layout, images: [] } });
    assert.ok(at(figure).layout.title.text.length > 0 && alt(figure).length > 10, texts);
    assert.doesNotMatch(texts, /\S [:;?!%»]|« |undefined|NaN|[a-zé]'[a-zé]|\.\d*%/, alt(figure));
  }
});

test('learning curves: training dotted, validation full with markers, the best epoch ringed, in both panels', () => {
  const { data, layout } = at(plots.learningCurves({ epochs: epochs(4), bestEpoch: 2 }));
  assert.deepEqual(
    data.map(({ name, mode, xaxis }) => [name, mode, xaxis]),
    ['x', 'x2'].flatMap((axis) => [
      ['entraînement', 'lines', axis],
      ['validation', 'lines+markers', axis],
      ['meilleure époque', 'markers', axis],
    ]),
  );
  assert.deepEqual(data[1].y, [3, 1.5, 1, 0.75]);
  assert.deepEqual([data[2].x, data[2].y], [[2], [1.5]]);
  // Accuracy is in percents, as its axis says.
  assert.deepEqual(data[3].y, [0, 25, 50, 75]);
  assert.equal(layout.yaxis2.ticksuffix, '\u202f%');
  // No tick between two epochs, none before the first.
  assert.equal(layout.xaxis.dtick, 1);
  assert.ok(layout.xaxis.range[0] > 0 && layout.xaxis.range[1] > 4);
});

test('learning curves of several models differ in more than colour; what was not measured is not drawn', () => {
  const named = ['CNN', 'LSTM'].map((name) => ({ name, history: { epochs: epochs(2), bestEpoch: 1 } }));
  const { data } = at(plots.learningCurves(named));
  const validation = data.filter(({ name, xaxis }) => / validation$/.test(name) && xaxis === 'x');
  assert.deepEqual(
    validation.map(({ name }) => name),
    ['CNN, validation', 'LSTM, validation'],
  );
  assert.notEqual(validation[0].marker.symbol, validation[1].marker.symbol);
  const explained = data.filter(({ showlegend }) => showlegend).map(({ name }) => name);
  assert.equal(new Set(explained).size, explained.length, 'the legend says each thing once, the ring too');
  assert.equal(explained.filter((name) => name === 'meilleure époque').length, 1);
  for (const key of ['color', 'dash', 'symbol'] as const) {
    assert.equal(new Set(looks.map((look) => look[key])).size, looks.length, key);
  }
  const lossAlone = epochs(2).map(({ epoch, loss, learningRate, seconds }) => ({ epoch, loss, learningRate, seconds }));
  const alone = at(plots.learningCurves({ epochs: lossAlone, bestEpoch: 2 }));
  assert.deepEqual(
    alone.data.map(({ name }) => name),
    ['entraînement'],
  );
  assert.throws(() => plots.learningCurves({ epochs: [], bestEpoch: 1 }), /no epoch/);
  assert.throws(() => plots.learningCurves([]), /no epoch/);
});

test('learning rates: ticks at the rates that occur; at the ends and powers of ten where they are many', () => {
  const few = at(plots.learningRateCurve({ epochs: epochs(6, [0.001, 0.001, 0.0005, 0.00025]) })).layout.yaxis;
  assert.deepEqual(few.tickvals, [0.00025, 0.0005, 0.001]);
  assert.deepEqual(few.ticktext, ['0,00025', '0,0005', '0,001']);
  const annealed = Array.from({ length: 60 }, (_, i) => 0.003 * 0.9 ** i);
  const many = at(plots.learningRateCurve({ epochs: epochs(60, annealed) })).layout.yaxis;
  assert.deepEqual(many.tickvals.slice(1, -1), [1e-5, 1e-4, 1e-3]);
  assert.deepEqual([many.tickvals[0], many.tickvals.at(-1)], [annealed[59], annealed[0]]);
  const warmed = at(plots.learningRateCurve({ epochs: epochs(2, [0, 0.001]) })).layout.yaxis;
  assert.deepEqual(warmed.tickvals, [0.001]);
  assert.throws(() => plots.learningRateCurve({ epochs: epochs(2, [0]) }), /above 0/);
  assert.throws(() => plots.learningRateCurve({ epochs: [] }), /no epoch/);
});

/** Relative luminance of sRGB, 0 to 1, as WCAG 2.1 defines it. */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test('confusion: counts and shares of each row; no text where there is nothing; every text is legible on its cell', () => {
  // One row for each share from 0 to 100 %.
  const matrix = Array.from({ length: 101 }, (_, i) => Array.from({ length: 101 }, (_, j) => (j === i ? i : 0)));
  matrix.forEach((row, i) => {
    row[(i + 1) % 101] = 100 - i;
  });
  const names = matrix.map((_, i) => `c${i}`);
  const { data, layout } = at(plots.confusionHeatmap(matrix, { classNames: names }));
  const [colours, counts] = data;
  assert.deepEqual(
    colours.z[40].filter((share: number) => share > 0),
    [40, 60],
  );
  assert.deepEqual([counts.x.length, counts.text[0]], [200, '100<br>100\u202f%']);
  assert.equal(layout.yaxis.autorange, 'reversed');
  const scale = colours.colorscale.map(([share, rgb]: [number, string]) => [share, rgb.match(/\d+/g)!.map(Number)]);
  counts.x.forEach((name: string, cell: number) => {
    const share = colours.z[names.indexOf(counts.y[cell])][names.indexOf(name)] / 100;
    const above = Math.max(
      1,
      scale.findIndex(([end]: [number]) => end >= share),
    );
    const [[low, from], [high, to]] = [scale[above - 1], scale[above]];
    const ground = luminance(from.map((c: number, i: number) => c + ((to[i] - c) * (share - low)) / (high - low)));
    const ink = counts.textfont.color[cell] === '#000000' ? 0 : 1;
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    // WCAG's level AA for small text.
    assert.ok(contrast >= 4.5, `${share}: ${contrast}`);
  });
  assert.match(
    alt(
      plots.confusionHeatmap(
        [
          [3, 1],
          [0, 0],
        ],
        { classNames: ['a', 'b'], title: 'T' },
      ),
    ),
    /3 réponses justes sur 4.*a 75.%, b 0.%/,
  );
  assert.throws(() => plots.confusionHeatmap([[1]], { classNames: ['a', 'b'] }), /1 rows, but 2 class names/);
});

test('probabilities: the highest is marked, and nothing is called certain that is not', () => {
  const { data, layout } = at(plots.probabilityBars([0.99996, 0.00004, 0], ['a', 'b', 'c'], { image: plain(9) }));
  assert.deepEqual(data[0].text, ['> 99,9\u202f%', '< 0,1\u202f%', '0,0\u202f%']);
  assert.deepEqual(data[0].y, ['▶ a', 'b', 'c']);
  assert.equal(new Set(data[0].marker.color).size, 2);
  assert.equal(layout.images.length, 1);
  assert.throws(() => plots.probabilityBars([1], ['a', 'b']), /1 probabilities, but 2 class names/);
});

test('model comparison: intervals as error bars and in words; numbers that are no shares stay as they are', () => {
  const models = [
    { name: 'a', value: 0.5, interval: { low: 0.4, high: 0.7 } },
    { name: 'b', value: 0.25 },
  ];
  const { data, layout } = at(plots.modelComparison(models, { title: 'T' }));
  assert.deepEqual(data[0].x, [50, 25]);
  const { x, y, error_x: error } = data[1];
  assert.deepEqual([x, y, error.array, error.arrayminus], [[50], ['a'], [20], [10]]);
  assert.equal(layout.annotations[0].text, '50,0\u202f% (40,0\u202f% à 70,0\u202f%)');
  // The axis goes on beyond 100 %, its ticks do not.
  assert.equal(layout.xaxis.ticktext.at(-1), '100\u202f%');
  const losses = at(plots.modelComparison([{ name: 'a', value: 0.0241 }], { title: 'T', axis: 'MSE' }));
  assert.deepEqual([losses.data[0].x, losses.layout.annotations[0].text], [[0.0241], '0,0241']);
  assert.equal(losses.data.length, 1);
  assert.throws(() => plots.modelComparison([], { title: 'T' }), /no model/);
});

test('calibration: a point a filled bin, in percents, its count below its interval', () => {
  const bin = { low: 0, high: 0.5, count: 12, meanConfidence: 0.4, accuracy: 0.25, interval: { low: 0.1, high: 0.5 } };
  const { data, layout } = at(
    plots.calibrationPlot({ bins: [bin, { ...bin, count: 0 }], expectedCalibrationError: 0.15 }),
  );
  const [diagonal, measured] = data;
  assert.deepEqual(diagonal.x, diagonal.y);
  assert.deepEqual(
    [measured.x, measured.y, measured.error_y.array, measured.error_y.arrayminus],
    [[40], [25], [25], [15]],
  );
  assert.deepEqual(
    layout.annotations.map(({ text, y }: { text: string; y: number }) => [text, y]),
    [['12', 10]],
  );
  assert.throws(() => plots.calibrationPlot({ bins: [], expectedCalibrationError: 0 }), /all bins are empty/);
});

test('prediction grid: right and wrong differ in sign, dash and colour, and what is wrong names the truth', () => {
  const pictures = [plain(0), plain(1), plain(2)];
  const figure = plots.predictionGrid(pictures, { yTrue: [0, 1, 1], yPred: [0, 0, 1], classNames: ['chat', 'chien'] });
  const { layout } = at(figure);
  assert.deepEqual(
    layout.annotations.map(({ text }: { text: string }) => text),
    ['✓ chat', '✗ chat<br>(chien)', '✓ chien'],
  );
  assert.deepEqual(
    layout.shapes.map(({ line }: { line: Trace }) => line.dash),
    ['solid', 'dash', 'solid'],
  );
  assert.notEqual(layout.shapes[0].line.color, layout.shapes[1].line.color);
  assert.match(alt(figure), /2 bien reconnues, 1 mal/);
  assert.throws(
    () => plots.predictionGrid(pictures, { yTrue: [0], yPred: [0, 0, 0], classNames: ['a'] }),
    /3 images, but 1 yTrue/,
  );
});

test('grids: pictures in rows, labels inside the figure; rows of reconstructions are named beside it', () => {
  const pictures = Array.from({ length: 7 }, (_, i) => plain(i));
  const { layout } = at(plots.sampleGrid(pictures, [0, 1, 0, 1, 0, 1, 0], { classNames: ['a', 'b'], columns: 3 }));
  assert.deepEqual(
    layout.images.map(({ x }: { x: number }) => Math.floor(x)),
    [0, 1, 2, 0, 1, 2, 0],
  );
  const lowest = Math.max(...layout.annotations.map(({ y }: { y: number }) => y));
  assert.ok(lowest < layout.yaxis.range[0]);
  // Two pictures stay as large as three, in a figure that has room for its title.
  const sideIn = (columns: number) => {
    const { layout } = at(plots.sampleGrid(pictures, [0, 1, 0, 1, 0, 1, 0], { classNames: ['a', 'b'], columns }));
    assert.ok(layout.width >= 500);
    return ((layout.width - layout.margin.l - layout.margin.r) * layout.xaxis.domain[1]) / columns;
  };
  assert.ok(Math.abs(sideIn(2) - sideIn(3)) < 5);
  const pairs = plots.reconstructionPairs(pictures.slice(0, 2), pictures.slice(2, 4), {
    name: 'réseau',
    baseline: pictures.slice(4, 6),
    baselineName: 'ACP',
    errors: [0.0123, 0.2],
  });
  const { images, annotations } = at(pairs).layout;
  assert.equal(images.length, 6);
  // Plotly drops an annotation whose data coordinate lies off its axis: names of rows stand on the paper.
  const rows = annotations.filter(({ xref }: { xref?: string }) => xref === 'paper');
  assert.deepEqual(
    rows.map(({ text }: { text: string }) => text),
    ['original', 'réseau', 'ACP'],
  );
  rows.forEach(({ y }: { y: number }, row: number) => {
    const { y: top, sizey } = images[2 * row];
    assert.ok(y > top && y < top + sizey, `row ${row}`);
  });
  assert.deepEqual(
    annotations.slice(0, 2).map(({ text }: { text: string }) => text),
    ['0,0123', '0,2'],
  );
  assert.throws(() => plots.sampleGrid([], [], { classNames: [] }), /images is empty/);
  assert.throws(() => plots.reconstructionPairs(pictures, pictures.slice(1)), /7 originals, but 6 reconstructions/);
});

test('a small picture becomes a PNG enlarged by whole pixels, a large one stays as it is', () => {
  const two = image(Uint8Array.from([0, 50, 100, 255]), 2, 2, 1);
  const bytes = (uri: string) => decode(Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64'));
  const { width, height, channels, data } = bytes(plots.pngUri(two));
  assert.deepEqual([width, height, channels], [128, 128, 1]);
  assert.deepEqual([data[0], data[63], data[64], data[128 * 127], data[128 * 128 - 1]], [0, 0, 50, 100, 255]);
  const large = image(new Uint8Array(200 * 100 * 3), 100, 200, 3);
  const same = bytes(plots.pngUri(large));
  assert.deepEqual([same.width, same.height, same.channels], [200, 100, 3]);
});
