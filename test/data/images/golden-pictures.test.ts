import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { loadImage, loadWholeImage } from '../../../lib/data';
import { decodeImage } from '../../../lib/data/images/image-file';

interface Known {
  readonly height: number;
  readonly width: number;
  /** Bytes as hexadecimal digits, [height, width, 3] and [height, width]. */
  readonly rgb: string;
  readonly grey: string;
}

const FOLDER = path.join('test', 'golden', 'pictures');
const { files } = JSON.parse(fs.readFileSync(`${FOLDER}.json`, 'utf8')) as { files: Record<string, Known> };

/** Pillow and libvips round opacity, and decode AVIF, one level apart; LittleCMS clips what no screen shows another way. */
function tolerances(name: string): { most: number; mean: number } {
  if (name === 'lab.tif') return { most: 29, mean: 1.5 };
  return /clear|alpha|rgba|avif/.test(name) ? { most: 1, mean: 1 } : { most: 0, mean: 0 };
}

for (const [name, { height, width, ...known }] of Object.entries(files)) {
  test(`${name} is read as Pillow reads it`, async () => {
    for (const [channels, expected] of [
      [3, Buffer.from(known.rgb, 'hex')],
      [1, Buffer.from(known.grey, 'hex')],
    ] as const) {
      const found = await loadWholeImage(path.join(FOLDER, name), { channels });
      assert.deepEqual([found.height, found.width], [height, width]);
      const differences = Array.from(found.pixels, (value, i) => Math.abs(value - expected[i]));
      const { most, mean } = tolerances(name);
      assert.ok(Math.max(...differences) <= most, `${channels} channels: ${Math.max(...differences)}`);
      assert.ok(differences.reduce((sum, value) => sum + value, 0) / differences.length <= mean);
    }
    // At its own size a picture is not changed by loading it for a model.
    const shape = { height, width, channels: 3, fit: 'fill' } as const;
    const { pixels } = await loadImage(path.join(FOLDER, name), shape);
    assert.deepEqual(pixels, (await loadWholeImage(path.join(FOLDER, name), { channels: 3 })).pixels);
    const bytes = fs.readFileSync(path.join(FOLDER, name));
    const { original, remark } = await decodeImage(bytes, name, { height: 2, width: 2, channels: 1 });
    assert.deepEqual(original, { height, width });
    assert.equal(remark, /animated|pages/.test(name) ? 'the first of its 2 pictures' : undefined);
  });

  test(`${name}, cut short, is refused or the same`, async () => {
    const bytes = fs.readFileSync(path.join(FOLDER, name));
    const shape = { height, width, channels: 3, fit: 'fill' } as const;
    const whole = (await decodeImage(bytes, name, shape)).image.pixels;
    for (const share of [0.5, 0.75, 0.9]) {
      const cut = bytes.subarray(0, Math.floor(share * bytes.length));
      const read = await decodeImage(cut, name, shape).catch((error: Error) => {
        assert.equal(error.name, 'UserError');
        assert.match(error.message, /: this cannot be read as a picture \(.+\); [^\n]+\.$/);
        return undefined;
      });
      if (read !== undefined) assert.deepEqual(read.image.pixels, whole, `${share}`);
    }
  });
}
