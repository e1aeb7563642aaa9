import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { loadImage } from '../../../lib/data';
import { UserError } from '../../../lib/errors';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-images-'));
const file = (name: string) => path.join(folder, name);
test.after(() => fs.rmSync(folder, { recursive: true }));

/** 40 high, 80 wide: blue, but for the red square of 40 in the middle. */
function redOnBlue() {
  const red = { create: { width: 40, height: 40, channels: 3, background: '#ff0000' } } as const;
  return sharp({ create: { width: 80, height: 40, channels: 3, background: '#0000ff' } }).composite([
    { input: red, left: 20, top: 0 },
  ]);
}

test('a picture is cropped around its centre to the asked proportions', async () => {
  await redOnBlue().png().toFile(file('wide.png'));
  const { pixels, height, width, channels } = await loadImage(file('wide.png'), { height: 8, width: 8, channels: 3 });
  assert.deepEqual([height, width, channels], [8, 8, 3]);
  // The square alone is kept; the filter lets in a little of what lies just beyond the crop.
  for (let i = 0; i < pixels.length; i += 3)
    assert.ok(pixels[i] > 235 && pixels[i + 2] < 20, `${pixels.subarray(i, i + 3)}`);
});

test('EXIF orientation turns the picture upright before it is cropped', async () => {
  // Left half white, right half black; orientation 6 is shown turned by 90 degrees to the right: white above.
  const black = { create: { width: 20, height: 40, channels: 3, background: '#000000' } } as const;
  await sharp({ create: { width: 40, height: 40, channels: 3, background: '#ffffff' } })
    .composite([{ input: black, left: 20, top: 0 }])
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100 })
    .toFile(file('turned.jpg'));
  const { pixels } = await loadImage(file('turned.jpg'), { height: 4, width: 4, channels: 1 });
  assert.ok(
    pixels.subarray(0, 4).every((value) => value > 240),
    `${pixels}`,
  );
  assert.ok(
    pixels.subarray(12).every((value) => value < 15),
    `${pixels}`,
  );
});

test('transparency is laid on white, grey pictures become colour and the reverse', async () => {
  await sharp({ create: { width: 9, height: 9, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toFile(file('clear.png'));
  assert.ok((await loadImage(file('clear.png'), { height: 3, width: 3, channels: 1 })).pixels.every((v) => v === 255));
  await sharp({ create: { width: 9, height: 9, channels: 3, background: '#808080' } })
    .grayscale()
    .png()
    .toFile(file('grey.png'));
  const { pixels } = await loadImage(file('grey.png'), { height: 2, width: 3, channels: 3 });
  assert.deepEqual([...pixels], new Array(18).fill(128));
});

test('a missing, empty, foreign or truncated picture gets one sentence', async () => {
  fs.writeFileSync(file('empty.jpg'), '');
  fs.writeFileSync(file('text.jpg'), 'not a picture');
  const whole = await redOnBlue().jpeg().toBuffer();
  fs.writeFileSync(file('cut.jpg'), whole.subarray(0, whole.length - 200));
  for (const [name, message] of [
    ['none.jpg', /none\.jpg: there is no such file/],
    ['empty.jpg', /empty\.jpg: .*the file is empty/],
    ['text.jpg', /text\.jpg: this cannot be read as a picture/],
    ['cut.jpg', /cut\.jpg: this cannot be read as a picture/],
  ] as const) {
    await assert.rejects(
      loadImage(file(name), { height: 4, width: 4, channels: 3 }),
      (error: Error) => error instanceof UserError && message.test(error.message),
      name,
    );
  }
});
