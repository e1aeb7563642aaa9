import assert from 'node:assert/strict';
import test from 'node:test';
import { UserError } from '../../lib/errors';
import { LARGEST_OUTPUT, plainFigure } from '../../lib/notebook/plain-figure';
import { plainValue } from '../../lib/notebook/plain-value';
import { tf } from '../../lib/tensorflow';

const sent = (y: unknown) =>
  (JSON.parse(JSON.stringify(plainFigure({ data: [{ y }], layout: {} }))).data[0] as { y: unknown }).y;

test('whatever holds a series arrives as a list of its numbers', () => {
  const tensor = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  const series: [unknown, unknown][] = [
    [new Float32Array([1, 3, 2.5]), [1, 3, 2.5]],
    [new Float64Array([0.1]), [0.1]],
    [new Int32Array([-1, 2]), [-1, 2]],
    [new Uint8ClampedArray([300, 2]), [255, 2]],
    [new BigInt64Array([1n, -2n]), [1, -2]],
    [Buffer.from([7, 8]), [7, 8]],
    [
      [new Float32Array([1, 2]), new Float32Array([3])],
      [[1, 2], [3]],
    ],
    [tf.tidy(() => tf.tensor1d([1, 2]).dataSync()), [1, 2]],
    [
      tensor,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      [tensor, tf.scalar(5)],
      [
        [
          [1, 2],
          [3, 4],
        ],
        [5],
      ],
    ],
    [new Set([1, 2]), [1, 2]],
    [[1, 2].values(), [1, 2]],
    [Object.assign(new Array(3), { 0: 1, 2: 2 }), [1, null, 2]],
    [
      [1n, true, 'a', null],
      [1, true, 'a', null],
    ],
    [
      [new Number(1), new String('b')],
      [1, 'b'],
    ],
    [[new Date(0)], ['1970-01-01T00:00:00.000Z']],
    // What has no place on an axis is a gap.
    [
      [1, Number.NaN, Infinity, -Infinity, undefined, new Date(Number.NaN)],
      [1, null, null, null, null, null],
    ],
    [new Float32Array([1, Number.NaN]), [1, null]],
    [['a\ud800'], ['a\ufffd']],
  ];
  for (const [given, wanted] of series) assert.deepEqual(sent(given), wanted);
  tensor.dispose();
});

test('what has no form in JSON is refused by its path', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const disposed = tf.scalar(1);
  disposed.dispose();
  const refused: [unknown, RegExp][] = [
    [{ data: [{ y: [1] }, { y: new Map() }] }, /^data\[1\]\.y is a Map; what is shown takes numbers/],
    [{ data: [{ y: [1, () => 2] }] }, /^data\[0\]\.y\[1\] is a function/],
    [{ data: [{ y: [Symbol('a')] }] }, /^data\[0\]\.y\[0\] is a symbol/],
    [{ data: [{ y: Promise.resolve([1]) }] }, /^data\[0\]\.y is a promise: write await before it/],
    [{ data: [{ y: disposed }] }, /^data\[0\]\.y is a tensor that was disposed/],
    [{ data: [{ y: new ArrayBuffer(8) }] }, /^data\[0\]\.y is bytes without a type/],
    [{ data: [{ y: [1] }], layout: { 'a b': circle } }, /^layout\["a b"\]\.self holds itself/],
    [{ data: Promise.resolve([]) }, /^data is a promise/],
  ];
  for (const [figure, message] of refused) {
    assert.throws(
      () => plainFigure(figure as Record<string, unknown>),
      (error: Error) => error instanceof UserError && message.test(error.message),
    );
  }
  // The same object twice is no circle.
  const shared = { color: 'red' };
  assert.deepEqual(plainValue([shared, shared], ''), [shared, shared]);
});

test('a figure without points says which series is empty', () => {
  const empty: [unknown, RegExp][] = [
    [{ data: [] }, /^The figure has no points: data holds no value/],
    [{ data: undefined }, /data holds no value/],
    [{ data: [{ type: 'scatter', x: [1, 2], y: [] }] }, /: data\[0\]\.y holds no value/],
    [
      { data: [{ y: [Number.NaN, undefined] }, { x: [], y: [] }] },
      /: data\[0\]\.y, data\[1\]\.x, data\[1\]\.y hold no value/,
    ],
    [{ data: [{ type: 'heatmap', z: [[], []] }] }, /data\[0\]\.z/],
  ];
  for (const [figure, message] of empty)
    assert.throws(() => plainFigure(figure as Record<string, unknown>), { name: 'UserError', message });
  const shown: Record<string, unknown>[] = [
    { data: [{ x: [], y: [] }, { y: [0] }] },
    { data: [{ type: 'histogram', x: [1] }] },
    { data: [{ type: 'indicator', value: 0 }] },
    { data: [{ type: 'image', source: 'data:image/png;base64,' }] },
    { data: [{ type: 'table', cells: { values: [['a']] } }] },
    { data: [{ type: 'parcoords', dimensions: [{ values: [1] }] }] },
    { data: [{ type: 'pie', labels: ['a'], values: [1] }] },
    { data: [], layout: { shapes: [{ type: 'line' }] } },
  ];
  for (const figure of shown) plainFigure(figure);
});

test('a figure that no browser would open is refused with its size', () => {
  const y = new Float64Array(LARGEST_OUTPUT / 8).map((_, i) => Math.sin(i));
  assert.throws(() => plainFigure({ data: [{ y }], layout: {} }), {
    name: 'UserError',
    message: /^The figure has 1\d\d MB, more than a notebook shows \(50 MB\): show fewer points/,
  });
});
