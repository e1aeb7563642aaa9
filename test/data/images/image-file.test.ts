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

/** That `loadImage` refuses a file in one sentence; writes it where its bytes are given. */
async function refused(name: string, message: RegExp, bytes?: Uint8Array): Promise<void> {
  if (bytes !== undefined) fs.writeFileSync(file(name), bytes);
  const matches = (error: Error) => error instanceof UserError && message.test(error.message);
  await assert.rejects(loadImage(file(name), { height: 4, width: 4, channels: 3 }), matches, name);
}

/** A TIFF file of one grey sample of 32 bits, or of those given, with one more tag. */
function tiff([tag, value]: readonly [number, number], bits = 32): Buffer {
  const short = 3;
  const tags = [
    [254, 0],
    [256, 1],
    [257, 1],
    [258, bits],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, 1],
    [279, bits / 8],
  ].filter(([known]) => known !== tag);
  const entries = [...tags, [tag, value]].sort(([a], [b]) => a - b);
  const bytes = Buffer.alloc(12 + 2 + 12 * entries.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(12, 4);
  bytes.writeUInt16LE(entries.length, 12);
  entries.forEach(([id, number], i) => {
    const at = 14 + 12 * i;
    bytes.writeUInt16LE(id, at);
    bytes.writeUInt16LE(short, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt16LE(number, at + 8);
  });
  return bytes;
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

/** The bytes of a PNG file with these levels of grey side by side, each `width` wide. */
async function bars(levels: readonly number[], { width = 4, height = 8, depth = 8 as 8 | 16 } = {}): Promise<Buffer> {
  const row = levels.flatMap((level) => new Array(width).fill(level));
  const values = new Array(height).fill(row).flat();
  const raw = { width: row.length, height, channels: 1 } as const;
  if (depth === 8) return sharp(Uint8Array.from(values), { raw }).toColourspace('b-w').png().toBuffer();
  const wide = sharp(Uint16Array.from(values), { raw });
  return wide.toColourspace('grey16').png().toBuffer();
}

test('stretched tones are linear, of 8 and of 16 bits, and are stretched before the bars of contain', async () => {
  const ramp = [0, 32, 64, 96, 128, 159, 191, 223, 255];
  const shape = { height: 8, width: 36, channels: 1, tones: 'stretch', fit: 'fill' } as const;
  for (const [levels, depth] of [
    [[0, 2, 4, 6, 8, 10, 12, 14, 16], 8],
    [[200, 205, 210, 215, 220, 225, 230, 235, 240], 8],
    [[0, 512, 1024, 1536, 2048, 2560, 3072, 3584, 4096], 16],
    [[60_000, 60_001, 60_002, 60_003, 60_004, 60_005, 60_006, 60_007, 60_008], 16],
  ] as const) {
    fs.writeFileSync(file('ramp.png'), await bars(levels, { depth }));
    const { pixels } = await loadImage(file('ramp.png'), shape);
    // In the middle of a bar, far from its neighbours.
    const seen = ramp.map((_, i) => pixels[4 * i + 2]);
    seen.forEach((value, i) => {
      assert.ok(Math.abs(value - ramp[i]) <= 1, `${levels}: ${seen}`);
    });
  }
  fs.writeFileSync(file('halves.png'), await bars([60, 180], { width: 16 }));
  const { pixels } = await loadImage(file('halves.png'), { ...shape, height: 16, width: 16, fit: 'contain' });
  assert.deepEqual([...pixels.subarray(0, 16)], new Array(16).fill(0));
  const middle = pixels.subarray(16 * 8, 16 * 9);
  assert.deepEqual([middle[0], middle[4], middle[11], middle[15]], [0, 0, 255, 255]);
  fs.writeFileSync(file('flat.png'), await bars([77]));
  assert.ok((await loadImage(file('flat.png'), shape)).pixels.every((value) => value === 77));
});

test('a hundredth of the pixels at either end does not count when tones are stretched', async () => {
  const levels = [...new Array(50).fill(100), ...new Array(50).fill(150)];
  levels[10] = 255;
  levels[60] = 0;
  fs.writeFileSync(file('noise.png'), await bars(levels, { width: 1, height: 1 }));
  const { pixels } = await loadImage(file('noise.png'), { height: 1, width: 100, channels: 3, tones: 'stretch' });
  assert.deepEqual([pixels[0], pixels[30], pixels[180], pixels[297]], [0, 255, 0, 255]);
});

test('colours become grey by Rec. 601', async () => {
  for (const [background, grey] of [
    ['#ff0000', 76],
    ['#00ff00', 150],
    ['#0000ff', 29],
    ['#b45a28', 111],
  ] as const) {
    await sharp({ create: { width: 5, height: 5, channels: 3, background } })
      .png()
      .toFile(file('flat.png'));
    assert.deepEqual(
      [...(await loadImage(file('flat.png'), { height: 1, width: 2, channels: 1 })).pixels],
      [grey, grey],
    );
  }
});

test('pictures of one pixel, of one row and of one column', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 700],
    [700, 1],
    [30_000, 2],
  ] as const) {
    await sharp({ create: { width, height, channels: 3, background: '#336699' } })
      .png()
      .toFile(file('thin.png'));
    for (const fit of ['cover', 'fill', 'contain'] as const) {
      for (const [border, tones] of [
        ['keep', 'keep'],
        ['cut', 'stretch'],
      ] as const) {
        const found = await loadImage(file('thin.png'), { height: 3, width: 5, channels: 3, fit, border, tones });
        assert.equal(found.pixels.length, 45);
        if (fit !== 'contain') assert.deepEqual([...found.pixels.subarray(0, 3)], [0x33, 0x66, 0x99]);
      }
    }
  }
});

test('a JPEG whose data is damaged is refused, one with bytes left over at its end is read', async () => {
  const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919 + ((i * i) % 251)) & 255);
  const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 1500, 1600);
  await refused('damaged.jpg', /this cannot be read as a picture \(VipsJpeg: /, damaged);
  fs.writeFileSync(file('more.jpg'), Buffer.concat([whole.subarray(0, -2), Buffer.from('more'), whole.subarray(-2)]));
  assert.equal((await loadImage(file('more.jpg'), { height: 4, width: 4, channels: 3 })).pixels.length, 48);
});

test('options out of range are named', async () => {
  fs.writeFileSync(file('good.png'), await bars([1]));
  const good = { height: 4, width: 4, channels: 3 } as const;
  for (const [options, message] of [
    [{ height: 0 }, /loadImage: height is 0; expected a whole number, at least 1/],
    [{ width: 2.5 }, /loadImage: width is 2\.5; expected a whole number/],
    [{ width: Number.NaN }, /loadImage: width is NaN/],
    [{ channels: 4 }, /loadImage: channels is 4; expected 1 or 3/],
    [{ fit: 'crop' }, /loadImage: fit is the text "crop"; expected cover, contain or fill/],
    [{ tone: 'stretch' }, /loadImage: tone is no known key; did you mean tones/],
  ] as const) {
    const matches = (error: Error) => error instanceof UserError && message.test(error.message);
    await assert.rejects(loadImage(file('good.png'), { ...good, ...options } as never), matches);
  }
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

test('what cannot be read is named with the way out', async () => {
  const heic = '\0\0\0\x18ftypheic\0\0\0\0mif1heic';
  for (const [start, message] of [
    [heic, /it is HEIC\); export it as JPEG, or convert it: heif-convert/],
    [`${'\0'.repeat(128)}DICM`, /it is DICOM\); choose its window of grey levels and convert it: dcmj2pnm/],
    ['\0\0\0\x0cjP  \r\n\x87\n', /it is JPEG 2000\); convert it: opj_decompress/],
    ['\0\0\0\x0cJXL \r\n\x87\n', /it is JPEG XL\); convert it: djxl/],
    ['8BPS\0\x01', /it is Photoshop PSD\); export it as PNG/],
    ['%PDF-1.4', /it is a PDF document\); take its pages out: pdftoppm/],
    ['<!doctype html><p>404', /it is an HTML page\); the download went wrong: fetch it again/],
    ['{"error": "not found"}', /it is JSON\); the download went wrong/],
    [
      'version https://git-lfs.github.com/spec/v1\n',
      /a pointer of Git LFS\); the picture was not fetched: git lfs pull/,
    ],
    ['PK\x03\x04', /a ZIP archive or an Office document\); unpack it/],
    ['II*\0\x10\0\0\0CR\x02\0', /it is camera RAW \(Canon CR2\)\); develop it/],
    ['RIFF\0\0\0\0WAVEfmt ', /it is WAV\); give a whole JPEG, PNG/],
    ['\x01\x02\x03\x04', /it begins with 01020304, as no picture known here does/],
    ['hello there', /it begins with "hello there", as no picture/],
  ] as const) {
    fs.writeFileSync(file('other.jpg'), Buffer.from(start, 'latin1'));
    await refused('other.jpg', message);
  }
});

test('samples without black and white, a camera’s preview, and too many pixels are refused', async () => {
  await refused(
    'float.tif',
    /its samples are floating-point numbers, of which none says what is black/,
    tiff([339, 3]),
  );
  await refused('signed.tif', /signed numbers of 16 bits/, tiff([339, 2], 16));
  await refused('preview.tif', /it is camera RAW, of which only a preview could be shown/, tiff([254, 1], 8));
  const wide = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="17000" height="17000"/>');
  await refused('wide.svg', /17000 x 17000 pixels, more than the 268 million that are read\); reduce it/, wide);
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
