import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { loadImage } from '../../../lib/data';
import { contentFrame } from '../../../lib/data/images/content-frame';
import { image } from '../../../lib/data/images/image';

/** A light rectangle on black, with one light pixel in a corner, as of a letter. */
function rectangle(height: number, width: number, frame: { left: number; top: number; width: number; height: number }) {
  const pixels = new Uint8Array(height * width);
  pixels[0] = 255;
  for (let y = frame.top; y < frame.top + frame.height; y++) {
    pixels.fill(200, y * width + frame.left, y * width + frame.left + frame.width);
  }
  return image(pixels, height, width, 1);
}

test('the border is cut to what is light, and single light pixels do not count', () => {
  const frame = { left: 10, top: 20, width: 70, height: 60 };
  assert.deepEqual(contentFrame(rectangle(100, 100, frame)), frame);
  const whole = { left: 0, top: 0, width: 60, height: 40 };
  assert.deepEqual(contentFrame(rectangle(40, 60, whole)), whole);
});

test('no more than a third is cut off each side, and nothing where there is nothing', () => {
  assert.deepEqual(contentFrame(rectangle(90, 90, { left: 37, top: 37, width: 16, height: 16 })), {
    left: 30,
    top: 30,
    width: 30,
    height: 30,
  });
  assert.deepEqual(contentFrame(image(new Uint8Array(81), 9, 9, 1)), { left: 0, top: 0, width: 9, height: 9 });
});

test('a picture is loaded without its border, and with its tones stretched', async (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-border-'));
  context.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'framed.png');
  const light = { create: { width: 40, height: 30, channels: 3, background: '#646464' } } as const;
  await sharp({ create: { width: 60, height: 60, channels: 3, background: '#000000' } })
    .composite([{ input: light, left: 15, top: 10 }])
    .png()
    .toFile(file);
  const shape = { height: 6, width: 8, channels: 1, fit: 'fill' } as const;
  assert.equal((await loadImage(file, shape)).pixels[0], 0);
  const cut = await loadImage(file, { ...shape, border: 'cut' });
  assert.deepEqual([...cut.pixels], new Array(48).fill(100));
  const stretched = await loadImage(file, { ...shape, tones: 'stretch' });
  assert.ok(Math.max(...stretched.pixels) > 245 && Math.min(...stretched.pixels) === 0, `${stretched.pixels}`);
});
