import assert from 'node:assert/strict';
import test from 'node:test';
import { image, imageAt, loadWholeImage, mnist, prepareDigit } from '../../../lib/data';
import { UserError } from '../../../lib/errors';
import { createRandom } from '../../../lib/random';

/** A bar of ink, `height` x `width`, on a sheet of 100 x 100. */
function bar({ top = 20, left = 30, height = 50, width = 10, ink = 255, paper = 0 }) {
  const pixels = new Uint8Array(10_000).fill(paper);
  for (let y = top; y < top + height; y++) pixels.fill(ink, y * 100 + left, y * 100 + left + width);
  return image(pixels, 100, 100, 1);
}

test('a bar of 50 x 10 becomes one of 20 x 4 around pixel (14, 14)', () => {
  const { pixels, height, width, channels } = prepareDigit(bar({}));
  assert.deepEqual([height, width, channels], [28, 28, 1]);
  let [rows, columns] = [new Set<number>(), new Set<number>()];
  pixels.forEach((value, i) => {
    assert.ok(value === 0 || value === 255);
    if (value === 255) [rows, columns] = [rows.add(Math.floor(i / 28)), columns.add(i % 28)];
  });
  // The middles of 20 rows and of 4 columns lie between two pixels: half a pixel is rounded up.
  assert.deepEqual([Math.min(...rows), rows.size], [5, 20]);
  assert.deepEqual([Math.min(...columns), columns.size], [13, 4]);
});

test('neither place, nor size, nor ink on paper or the reverse, nor contrast matter', () => {
  const expected = prepareDigit(bar({}));
  assert.deepEqual(prepareDigit(bar({ top: 45, left: 5 })), expected);
  assert.deepEqual(prepareDigit(bar({ height: 75, width: 15 })), expected);
  assert.deepEqual(prepareDigit(bar({ ink: 0, paper: 255 })), expected);
  assert.deepEqual(prepareDigit(bar({ ink: 60, paper: 200 })), expected);
});

test('a digit of MNIST, prepared again, stays the same but for a shift of one pixel where rounding is near', async () => {
  const { test: digits } = await mnist({ source: 'sample' });
  let same = 0;
  for (let index = 0; index < digits.size; index++) {
    const original = imageAt(digits, index).pixels;
    const strongest = Math.max(...original);
    const prepared = prepareDigit(imageAt(digits, index)).pixels;
    same += Number(original.every((value, i) => Math.abs((255 * value) / strongest - prepared[i]) <= 3));
  }
  // MNIST's own centres were computed from the larger originals: here 492 of 500 agree.
  assert.ok(same >= 490, `${same} of ${digits.size}`);
});

test('shade and grain of the sheet are no ink', () => {
  const random = createRandom(1);
  // With a foot, so that the centre of mass lies near no rounding.
  const sheet = bar({ ink: 30, paper: 200 });
  for (let y = 60; y < 70; y++) sheet.pixels.fill(30, y * 100 + 40, y * 100 + 60);
  const clean = prepareDigit(sheet);
  // Darker by 20 from one side to the other, with a grain of 8 levels.
  const pixels = sheet.pixels.map((value, i) => value - Math.floor((i % 100) / 5) + random.integer(9) - 4);
  const prepared = prepareDigit({ ...sheet, pixels }).pixels;
  prepared.forEach((value, i) => {
    assert.ok(Math.abs(value - clean.pixels[i]) < 40, `pixel ${i}: ${value}, ${clean.pixels[i]}`);
  });
});

test('the digit that is shipped is found on its sheet', async () => {
  const sheet = await loadWholeImage('data/samples/personal/chiffre.png', { channels: 1 });
  const { pixels } = prepareDigit(sheet);
  assert.equal(Math.max(...pixels), 255);
  assert.ok(pixels.filter((value) => value === 0).length > 500, 'the sheet is black');
});

test('an empty sheet gets one sentence', () => {
  assert.throws(
    () => prepareDigit(bar({ ink: 210, paper: 200 })),
    (error: Error) => error instanceof UserError && /No digit stands out/.test(error.message),
  );
});
