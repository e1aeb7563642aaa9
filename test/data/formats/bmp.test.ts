import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeBmp, isBmp } from '../../../lib/data/formats/bmp';

interface Bmp {
  width: number;
  height: number;
  bits: number;
  compression?: number;
  /** Bytes between header and pixels: masks or palette. */
  between?: number[];
  pixels: number[];
  core?: boolean;
}

/** A BMP file written from its specification: 14 bytes of file header, 40 (or 12) of picture header, pixels. */
function bmp({ width, height, bits, compression = 0, between = [], pixels, core = false }: Bmp): Uint8Array {
  const headerSize = core ? 12 : 40;
  const start = 14 + headerSize + between.length;
  const bytes = new Uint8Array(start + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, headerSize, true);
  if (core) {
    view.setUint16(18, width, true);
    view.setUint16(20, height, true);
    view.setUint16(22, 1, true);
    view.setUint16(24, bits, true);
  } else {
    view.setInt32(18, width, true);
    view.setInt32(22, height, true);
    view.setUint16(26, 1, true);
    view.setUint16(28, bits, true);
    view.setUint32(30, compression, true);
  }
  bytes.set(between, 14 + headerSize);
  bytes.set(pixels, start);
  return bytes;
}

const little = (...values: number[]) =>
  values.flatMap((v) => [v & 255, (v >> 8) & 255, (v >> 16) & 255, (v >>> 24) & 255]);
const pixelsOf = (file: Bmp) => [...decodeBmp(bmp(file)).pixels];

test('24 bits: blue first, rows from the bottom up, padded to 4 bytes; a negative height turns them', () => {
  // Below, as stored first: red, green; above: blue, white. Rows of 6 bytes are padded to 8.
  const pixels = [0, 0, 255, 0, 255, 0, 9, 9, 255, 0, 0, 255, 255, 255, 9, 9];
  const upright = [0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255, 0];
  assert.deepEqual(pixelsOf({ width: 2, height: 2, bits: 24, pixels }), upright);
  assert.deepEqual(pixelsOf({ width: 2, height: 2, bits: 24, pixels, core: true }), upright);
  assert.deepEqual(pixelsOf({ width: 2, height: -2, bits: 24, pixels }), [...upright.slice(6), ...upright.slice(0, 6)]);
  const { height, width, channels } = decodeBmp(bmp({ width: 2, height: -2, bits: 24, pixels }));
  assert.deepEqual([height, width, channels], [2, 2, 3]);
});

test('palettes of 1, 4 and 8 bits', () => {
  const between = [0, 0, 0, 0, 10, 20, 30, 0];
  const [black, brown] = [
    [0, 0, 0],
    [30, 20, 10],
  ];
  const expected = [brown, black, brown].flat();
  assert.deepEqual(pixelsOf({ width: 3, height: 1, bits: 1, between, pixels: [0b10100000, 0, 0, 0] }), expected);
  assert.deepEqual(pixelsOf({ width: 3, height: 1, bits: 4, between, pixels: [0x10, 0x10, 0, 0] }), expected);
  assert.deepEqual(pixelsOf({ width: 3, height: 1, bits: 8, between, pixels: [1, 0, 1, 0] }), expected);
});

test('16 and 32 bits, plain and by masks', () => {
  // 5 bits a channel: 31 is 255, 16 is 255 * 16 / 31.
  const pixels = [(31 << 10) & 255, (31 << 10) >> 8, 16, 0];
  assert.deepEqual(pixelsOf({ width: 2, height: 1, bits: 16, pixels }), [255, 0, 0, 0, 0, 132]);
  // 5, 6 and 5 bits.
  const between = little(0xf800, 0x7e0, 0x1f);
  assert.deepEqual(
    pixelsOf({ width: 2, height: 1, bits: 16, compression: 3, between, pixels: [0xe0, 0x07, 0x1f, 0xf8] }),
    [0, 255, 0, 255, 0, 255],
  );
  assert.deepEqual(pixelsOf({ width: 1, height: 1, bits: 32, pixels: [1, 2, 3, 77] }), [3, 2, 1]);
  // Red in the highest byte, whose sign bit JavaScript would see.
  const highest = little(0xff000000 | 0, 0xff0000, 0xff00);
  assert.deepEqual(
    pixelsOf({ width: 1, height: 1, bits: 32, compression: 3, between: highest, pixels: [0, 1, 2, 200] }),
    [200, 2, 1],
  );
});

test('run lengths of 8 and 4 bits: runs, colours as they are, ends of lines, moves', () => {
  // Grey levels 0 to 15 as palette.
  const between = Array.from({ length: 16 }, (_, i) => [i, i, i, 0]).flat();
  const greys = (file: Omit<Bmp, 'between' | 'width' | 'height'>) =>
    pixelsOf({ ...file, between, width: 4, height: 3 }).filter((_, i) => i % 3 === 0);
  // From below: 4 x 7; then 1 2 3 (padded) and 5; then a move by one, and 9.
  const expected = [0, 9, 0, 0, 1, 2, 3, 5, 7, 7, 7, 7];
  const eight = [4, 7, 0, 0, 0, 3, 1, 2, 3, 0, 1, 5, 0, 0, 0, 2, 1, 0, 1, 9, 0, 1];
  assert.deepEqual(greys({ bits: 8, compression: 1, pixels: eight }), expected);
  const four = [4, 0x77, 0, 0, 0, 3, 0x12, 0x30, 1, 0x50, 0, 0, 0, 2, 1, 0, 1, 0x90, 0, 1];
  assert.deepEqual(greys({ bits: 4, compression: 2, pixels: four }), expected);
  for (const [pixels, message] of [
    [eight.slice(0, -2), /its runs end too soon/],
    [[5, 7, 0, 1], /a run beyond its edge/],
    [[0, 2, 0, 9, 1, 1, 0, 1], /a run beyond its edge/],
    [[1, 16, 0, 1], /colour that its palette lacks/],
  ] as const) {
    assert.throws(() => greys({ bits: 8, compression: 1, pixels: [...pixels] }), { name: 'RangeError', message });
  }
});

test('opacity is laid on white where a mask says where it is', () => {
  const between = little(0xff0000, 0xff00, 0xff, 0xff000000 | 0);
  const pixels = [0, 0, 255, 255, 0, 0, 255, 0, 0, 0, 0, 51];
  const file = { width: 3, height: 1, bits: 32, compression: 6, between, pixels };
  assert.deepEqual(pixelsOf(file), [255, 0, 0, 255, 255, 255, 204, 204, 204]);
});

test('what is no whole BMP is refused, saying why', () => {
  const good: Bmp = { width: 2, height: 1, bits: 24, pixels: [1, 2, 3, 4, 5, 6, 0, 0] };
  const whole = bmp(good);
  const changed = (change: (bytes: Uint8Array) => void) => {
    const copy = whole.slice();
    change(copy);
    return copy;
  };
  const cases: [Uint8Array, RegExp][] = [
    [whole.subarray(0, whole.length - 1), /truncated BMP: 61 of 62 bytes/],
    [whole.subarray(0, 20), /no BMP file, or truncated/],
    [Uint8Array.of(1, 2, 3), /no BMP file/],
    [changed((bytes) => bytes.set([0, 0, 0, 0], 18)), /BMP of 0 x 1 pixels/],
    [changed((bytes) => bytes.set([255, 255, 255, 127], 18)), /BMP of 2147483647 x 1 pixels/],
    [changed((bytes) => bytes.set([3], 28)), /3 bits a pixel/],
    [changed((bytes) => bytes.set([1], 30)), /compression 1: save it uncompressed/],
    [changed((bytes) => bytes.set([16], 14)), /header of 16 bytes/],
    [
      bmp({ width: 1, height: 1, bits: 8, between: [0, 0, 0, 0], pixels: [5, 0, 0, 0] }),
      /colour that its palette lacks/,
    ],
  ];
  for (const [bytes, message] of cases) assert.throws(() => decodeBmp(bytes), { name: 'RangeError', message });
  assert.ok(isBmp(whole) && !isBmp(Uint8Array.of(0x89, 0x50)));
});
