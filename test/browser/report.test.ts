import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { MAX_LINE_LENGTH } from '../../tools/check/notebook-skeleton';
import { openBrowser } from '../../tools/report/browser';
import { exportNotebook } from '../../tools/report/export';
import { PAGE_WIDTH, printPdf } from '../../tools/report/pdf';
import { execute } from '../../tools/runner/execute';
import { type Drawing, drawings, watch } from './watch';

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), 'cahier-report-'));
const executed = path.join(FOLDER, 'executed.ipynb');
const report = path.join(FOLDER, 'report.html');
const slides = path.join(FOLDER, 'slides.html');
let browser: Browser;

test.before(async () => {
  const notebook = path.join(__dirname, '../notebooks/fixtures/figures.ipynb');
  assert.equal(await execute(notebook, { profile: 'quick', timeout: 300, to: executed }), null);
  const lesson = { title: '97 · Un essai <de rapport>', profile: 'quick', provenance: 'MNIST, graine 7' };
  await exportNotebook(executed, 'report', report, lesson);
  await exportNotebook(executed, 'slides', slides, lesson);
  browser = await openBrowser();
});

test.after(async () => {
  await browser?.close();
  fs.rmSync(FOLDER, { recursive: true });
});

async function opened(file: string, ready: string, width = 1280) {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.setViewport({ width, height: 800 });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(ready, { timeout: 120_000 });
  return { page, seen };
}

const DRAWN = `document.documentElement.dataset.figures === 'drawn' && document.documentElement.dataset.math === 'ready'`;

for (const width of [1280, 700]) {
  test(`a report at ${width} px: figures and formulas are drawn, nothing overflows, nothing is fetched`, async () => {
    const { page, seen } = await opened(report, DRAWN, width);
    const found = (await page.evaluate(drawings)) as Drawing[];
    assert.equal(found.length, 2);
    for (const { width: drawn, height, marks } of found) {
      assert.ok(drawn > 300 && drawn <= 960 && height > 200 && marks > 20, JSON.stringify(found));
    }
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    assert.ok((await page.evaluate(`document.querySelectorAll('mjx-container svg').length`)) === 2);
    assert.deepEqual(seen, { complaints: [], requests: [pathToFileURL(report).href] });
    await page.close();
  });
}

test('a report: language, title, text alternatives, links to other reports, code that can be hidden', async () => {
  const { page } = await opened(report, DRAWN);
  assert.equal(await page.evaluate('document.documentElement.lang'), 'fr');
  assert.equal(await page.title(), '97 · Un essai <de rapport>');
  const labels = `[...document.querySelectorAll('.figure [role=img]')].map((plot) => plot.getAttribute('aria-label'))`;
  assert.deepEqual(await page.evaluate(labels), [
    'Perte par époque : elle descend de 0,9 à 0,21.',
    'Matrice de confusion de dix classes.',
  ]);
  assert.ok(await page.$('a[href="02-mnist-cnn-lstm.html"]'));
  assert.doesNotMatch((await page.evaluate('document.body.innerText')) as string, /In \[/);
  const codeHeight = `document.querySelector('.code').getBoundingClientRect().height`;
  assert.ok(((await page.evaluate(codeHeight)) as number) > 20);
  await page.click('#toggle-code');
  assert.equal(await page.evaluate(codeHeight), 0);
  await page.close();
});

test('the longest line of code that a lesson may have fits a laptop and an A4 page; a longer one breaks', async () => {
  const lines = (length: number) => `(() => {
    const pre = document.querySelector('.code pre');
    pre.textContent = 'x'.repeat(${length});
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(pre);
    return Math.round((pre.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)) / parseFloat(lineHeight));
  })()`;
  const { page } = await opened(report, DRAWN);
  assert.equal(await page.evaluate(lines(MAX_LINE_LENGTH)), 1);
  assert.ok(((await page.evaluate(lines(3 * MAX_LINE_LENGTH))) as number) > 1);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 1280);
  await page.emulateMediaType('print');
  await page.setViewport({ width: PAGE_WIDTH, height: 1000 });
  assert.equal(await page.evaluate(lines(MAX_LINE_LENGTH)), 1);
  await page.close();
});

test('on paper a figure is as on the screen but smaller, and no wider than the page', async () => {
  const { page } = await opened(report, DRAWN);
  const sizes = `[...document.querySelectorAll('.main-svg:first-child')].map((svg) => {
    const { width, height } = svg.getBoundingClientRect();
    return { width, height };
  })`;
  type Size = { width: number; height: number };
  const onScreen = (await page.evaluate(sizes)) as Size[];
  await page.emulateMediaType('print');
  await page.setViewport({ width: PAGE_WIDTH, height: 1000 });
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  await new Promise((resolve) => setTimeout(resolve, 500)); // the figures are laid out anew
  const onPaper = (await page.evaluate(sizes)) as Size[];
  assert.equal(onPaper.length, onScreen.length);
  onPaper.forEach(({ width, height }, i) => {
    assert.ok(width <= PAGE_WIDTH + 1, `figure ${i + 1} is ${width} px wide`);
    assert.ok(height < 0.75 * onScreen[i].height, `figure ${i + 1} is ${height} px high`);
  });
  await page.close();
});

test('a figure is saved as CSV and as PNG from its bar', async () => {
  const { page } = await opened(report, DRAWN);
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: FOLDER });
  const click = (name: string) =>
    page.evaluate(`document.querySelectorAll('.plot')[1].querySelector('[data-title*="${name}"]').click()`);
  await click('CSV');
  const csv = await downloaded('97-figure-2.csv');
  assert.equal(csv.toString('utf8').split('\n')[1], 'avion,25,1,2,3,0,1,2,3,0,1');
  await click('PNG');
  assert.deepEqual((await downloaded('97-figure-2.png')).subarray(1, 4).toString(), 'PNG');
  await page.close();
});

async function downloaded(name: string): Promise<Buffer> {
  const file = path.join(FOLDER, name);
  for (let wait = 0; wait < 100; wait++) {
    if (fs.existsSync(file) && fs.statSync(file).size > 0) return fs.readFileSync(file);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} was not downloaded; there is: ${fs.readdirSync(FOLDER).join(', ')}`);
}

test('slides: each figure is drawn at its size when its slide appears, and no slide overflows', async () => {
  const { page, seen } = await opened(slides, `document.documentElement.dataset.slides === 'ready'`);
  const total = (await page.evaluate('Reveal.getTotalSlides()')) as number;
  assert.ok(total >= 6);
  let figures = 0;
  for (let slide = 0; slide < total; slide++) {
    const undrawn = `Reveal.getCurrentSlide().querySelectorAll('.figure:not([data-state=drawn])').length === 0`;
    await page.waitForFunction(undrawn, { timeout: 10_000 });
    const inside = `[...Reveal.getCurrentSlide().querySelectorAll('.main-svg:first-child')].map((svg) => {
      const { left, right, top, bottom } = svg.getBoundingClientRect();
      return { width: right - left, whole: left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight };
    })`;
    for (const figure of (await page.evaluate(inside)) as { width: number; whole: boolean }[]) {
      assert.ok(figure.whole && figure.width > 400, `slide ${slide + 1}: ${JSON.stringify(figure)}`);
      figures++;
    }
    assert.equal(await page.evaluate(`Reveal.getCurrentSlide().querySelectorAll('.scrolls').length`), 0);
    await page.evaluate('Reveal.next()');
  }
  assert.equal(figures, 2);
  assert.deepEqual(seen, { complaints: [], requests: [pathToFileURL(slides).href] });
  await page.close();
});

test('PDF: A4 pages, written whole', async () => {
  const pdf = path.join(FOLDER, 'report.pdf');
  await printPdf(browser, report, pdf);
  const text = fs.readFileSync(pdf).toString('latin1');
  assert.ok(text.startsWith('%PDF-') && text.trimEnd().endsWith('%%EOF'));
  const pages = text.match(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/g) ?? [];
  assert.ok(pages.length >= 3 && pages.length <= 6, `${pages.length} pages`);
});
