import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { encode } from 'fast-png';
import type { Browser, Page } from 'puppeteer-core';
import { loadImage } from '../../lib/data';
import { clipFeatures, encodeWav } from '../../lib/features';
import { type LiveOptions, live } from '../../lib/live';
import { mnistCnn, mnistLstm } from '../../lib/models';
import { createRandom } from '../../lib/random';
import { setSeed, tf } from '../../lib/tensorflow';
import { openBrowser } from '../../tools/report/browser';

/** Tests know no types of browsers. */
interface FileInput {
  uploadFile(file: string): Promise<void>;
}

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(() => browser.close());

const DIGITS = [...'0123456789'];

/** Opens a page as a reader does who was sent the file: from no server. */
async function opened(models: Record<string, tf.LayersModel>, options: LiveOptions): Promise<Page> {
  const { page: html } = await live(models, options);
  const page = await browser.newPage();
  await page.setOfflineMode(true);
  await page.setContent(html);
  await page.waitForSelector('#live[data-state=ready]', { timeout: 120_000 });
  return page;
}

/** Runs a program in the page; it knows `input`, and has no types. */
async function inPage<T>(page: Page, program: string, input: Float32Array = new Float32Array(0)): Promise<T> {
  return (await page.evaluate(`(() => { const input = Float32Array.of(${[...input]}); return ${program}; })()`)) as T;
}

/** What the page's models answer to one input, and the models here. */
async function answers(page: Page, models: tf.LayersModel[], input: Float32Array) {
  const there = await inPage<number[][]>(page, 'cahier.answer([input]).map((outputs) => [...outputs])', input);
  const here = models.map((model) =>
    tf.tidy(() => {
      const shape = [1, ...(model.inputs[0].shape.slice(1) as number[])];
      return [...(model.predict(tf.tensor(input, shape)) as tf.Tensor).dataSync()];
    }),
  );
  return { there, here };
}

const textsOf = (page: Page, selector: string) =>
  inPage<string[]>(page, `[...document.querySelectorAll('${selector}')].map((element) => element.textContent)`);

function assertEqual(actual: readonly number[], expected: readonly number[], tolerance = 1e-4): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) <= tolerance, `output ${i}: ${value} in the page, ${expected[i]} here`);
  });
}

const noise = (length: number) => {
  const random = createRandom(7);
  return Float32Array.from({ length }, () => random.next());
};

test('two models of digits answer in a page as they do here, and to what is drawn on it', async () => {
  setSeed(1);
  const models = { CNN: mnistCnn(), LSTM: mnistLstm() };
  const page = await opened(models, { input: 'digit', classNames: DIGITS });
  const { there, here } = await answers(page, Object.values(models), noise(784));
  there.forEach((outputs, i) => {
    assertEqual(outputs, here[i]);
  });

  assert.deepEqual(await textsOf(page, '.answer output'), ['…', '…']);
  const sheet = (await (await page.$('.sheet'))!.boundingBox())!;
  await page.mouse.move(sheet.x + 140, sheet.y + 40);
  await page.mouse.down();
  await page.mouse.move(sheet.x + 140, sheet.y + 240, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction(`document.querySelector('.answer output').textContent !== '…'`);
  const shares = await textsOf(page, '.answer:last-child [role=cell]');
  assert.equal(shares.length, 10);
  const total = shares.reduce((sum, share) => sum + Number.parseFloat(share.replace(',', '.')), 0);
  assert.ok(Math.abs(total - 100) < 1, `${shares}`);

  await page.click('button');
  assert.deepEqual(await textsOf(page, '.answer output'), ['…', '…']);
  await page.close();
});

test('a decoder draws what its sliders say', async () => {
  setSeed(2);
  const decoder = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [3], units: 20, activation: 'relu' }),
      tf.layers.dense({ units: 12, activation: 'sigmoid' }),
    ],
  });
  const page = await opened(
    { Décodeur: decoder },
    {
      input: 'sliders',
      examples: [
        [0, -1, 2],
        [1, 3, -2],
      ],
      picture: [2, 2, 3],
    },
  );
  const drawn = async (code: number[]) => {
    const { here } = await answers(page, [decoder], Float32Array.from(code));
    const seen = await inPage<number[]>(
      page,
      `[...document.querySelector('.answer canvas').getContext('2d').getImageData(0, 0, 2, 2).data]`,
    );
    assertEqual(
      seen.filter((_, i) => i % 4 !== 3),
      here[0].map((value) => Math.round(255 * value)),
      1,
    );
  };
  await drawn([0, -1, 2]);
  await page.click('button');
  await drawn([1, 3, -2]);
  await inPage(
    page,
    `(() => { const [slider] = document.querySelectorAll('input'); slider.value = 0.5; slider.dispatchEvent(new Event('input')); })()`,
  );
  await drawn([0.5, 3, -2]);
  await page.close();
});

test('features of a sound are computed in the page by the same sources, and the card says how', async () => {
  setSeed(3);
  const recipe = {
    kind: 'mfcc',
    sampleRate: 16_000,
    seconds: 1,
    nFft: 1024,
    hopLength: 512,
    numMfcc: 13,
    deltaWidth: 9,
  } as const;
  const signal = noise(44_100).map((value, i) => 0.3 * Math.sin((i * i) / 1e5) + 0.01 * value);
  const features = clipFeatures(recipe, 44_100)(signal, 1);
  const frames = features.length / (13 * 3);
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [13, frames, 3], filters: 4, kernelSize: 3, activation: 'relu' }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  const page = await opened({ Sons: model }, { preprocessing: { kind: 'sound', recipe }, classNames: ['a', 'b'] });
  const clips = await inPage<number[][]>(page, 'cahier.clip(input, 44100).map((values) => [...values])', signal);
  const spread = Math.max(...features) - Math.min(...features);
  assertEqual(clips[0], [...features], 1e-5 * spread);

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-live-'));
  const file = path.join(folder, 'sound.wav');
  fs.writeFileSync(file, encodeWav(signal, 44_100));
  await ((await page.$('input[type=file]')) as unknown as FileInput).uploadFile(file);
  await page.waitForFunction(`document.querySelector('.answer output').textContent !== '…'`);
  const { here } = await answers(page, [model], features);
  assert.deepEqual(await textsOf(page, '.answer output'), [here[0][0] > here[0][1] ? 'a' : 'b']);
  await page.close();
  fs.rmSync(folder, { recursive: true });
});

test('a picture that is given is seen by the model as loadImage shows it, and what is none is said to be', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-live-'));
  const pixels = Uint8Array.from({ length: 60 * 90 * 3 }, (_, i) => {
    const [y, x, channel] = [Math.floor(i / 270), Math.floor(i / 3) % 90, i % 3];
    return 128 + 100 * Math.sin(x / (4 + channel)) * Math.cos(y / 6);
  });
  const file = path.join(folder, 'picture.png');
  fs.writeFileSync(file, encode({ data: pixels, width: 90, height: 60, channels: 3, depth: 8 }));
  setSeed(4);
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [20, 20, 3] }), tf.layers.dense({ units: 2, activation: 'softmax' })],
  });
  const preprocessing = { kind: 'image', height: 20, width: 20, channels: 3, fit: 'cover' } as const;
  const page = await opened({ m: model }, { preprocessing, classNames: ['a', 'b'] });
  const input = (await page.$('input[type=file]')) as unknown as FileInput;
  await input.uploadFile(file);
  await page.waitForFunction(`document.querySelector('.answer output').textContent !== '…'`);
  const seen = await inPage<number[]>(
    page,
    `[...document.querySelector('.seen').getContext('2d').getImageData(0, 0, 20, 20).data].filter((_, i) => i % 4 < 3)`,
  );
  const loaded = await loadImage(file, { height: 20, width: 20, channels: 3, fit: 'cover' });
  const differences = seen.map((value, i) => Math.abs(value - loaded.pixels[i]));
  assert.ok(Math.max(...differences) <= 12, `${Math.max(...differences)} levels`);
  assert.ok(differences.reduce((sum, value) => sum + value, 0) / differences.length < 2);

  const broken = path.join(folder, 'broken.png');
  fs.writeFileSync(broken, 'no picture');
  await input.uploadFile(broken);
  await page.waitForFunction(`document.querySelector('[role=alert]').textContent !== ''`);
  assert.deepEqual(await textsOf(page, '.answer output'), ['…']);
  await page.close();
  fs.rmSync(folder, { recursive: true });
});

test('what a page cannot ask, or cannot show, is refused', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [3], units: 2 })] });
  const refused = (options: LiveOptions, sentence: RegExp) => assert.rejects(live({ m: model }, options), sentence);
  await refused({ classNames: ['a', 'b'] }, /^UserError: live: nothing says what the reader gives; give input/);
  await refused(
    { input: 'digit', classNames: ['a', 'b'] },
    /a drawn digit has 28 x 28 pixels, but model .* takes 3 values/,
  );
  await refused({ input: 'picture', classNames: ['a', 'b'] }, /input 'picture' needs the preprocessing/);
  await refused({ input: 'sliders', examples: [[1, 2]], classNames: ['a', 'b'] }, /at least two of the 3 values/);
  await refused(
    {
      input: 'sliders',
      examples: [
        [1, 2, 3],
        [1, 2, 4],
      ],
    },
    /outputs \[2\] of model .* are neither classes/,
  );
  await refused({ classNames: ['a'] }, /1 class names, but model .* has 2 outputs/);
  await assert.rejects(live({}), /there is no model/);
});
