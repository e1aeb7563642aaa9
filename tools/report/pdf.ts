import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { writeFileAtomic } from '../../lib/data/storage/files';
import { UserError } from '../../lib/errors';

/** Width of an A4 page between its margins (report.css), in CSS pixels: figures are drawn for it. */
export const PAGE_WIDTH = 658;

const FOOTER = `<div style="width: 100%; margin: 0 18mm; font: 8pt sans-serif; color: #566070; display: flex">
  <span class="title" style="flex: 1"></span>
  <span><span class="pageNumber"></span>\u202f/\u202f<span class="totalPages"></span></span>
</div>`;

/** How long each step may take, in milliseconds; pages of tens of megabytes take minutes to print. */
const LOADING = 120_000;
const DRAWING = 60_000;
const PRINTING = 600_000;

/** Prints a self-contained report. @throws UserError where a step takes too long, naming it and what was slow */
export async function printPdf(browser: Browser, report: string, output: string): Promise<void> {
  const page = await browser.newPage();
  const within = async <T>(step: () => Promise<T>, slow: () => Promise<string>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
      throw new UserError(`${report}: ${await slow()}.`);
    }
  };
  try {
    await page.setViewport({ width: PAGE_WIDTH, height: 1000, deviceScaleFactor: 2 });
    await page.emulateMediaType('print');
    const megabytes = Math.round(fs.statSync(report).size / 1e6);
    const address = pathToFileURL(report).href;
    await within(
      () => page.goto(address, { waitUntil: 'load', timeout: LOADING }),
      async () => `the browser did not open its ${megabytes} MB within ${LOADING / 1000} s; show less in the lesson`,
    );
    await within(
      () => page.waitForFunction(isComplete, { timeout: DRAWING }),
      async () => `${await page.evaluate(undone)} within ${DRAWING / 1000} s; open it in a browser and see its console`,
    );
    const pdf = await within(
      () => page.pdf({ ...PAPER, timeout: PRINTING }),
      async () => `its ${megabytes} MB were not printed within ${PRINTING / 60_000} min; show less in the lesson`,
    );
    writeFileAtomic(output, pdf);
  } finally {
    await page.close();
  }
}

const PAPER = {
  preferCSSPageSize: true,
  printBackground: true,
  displayHeaderFooter: true,
  headerTemplate: '<span></span>',
  footerTemplate: FOOTER,
  tagged: true,
};

/** In the page: everything that scripts draw is there. */
const isComplete = `document.documentElement.dataset.figures === 'drawn' &&
  (!window.MathJax || document.documentElement.dataset.math === 'ready')`;

/** In the page: what is not there yet. */
const undone = `(() => {
  const figures = [...document.querySelectorAll('.figure')];
  const left = figures.filter(({ dataset }) => dataset.state !== 'drawn').length;
  return left > 0 ? left + ' of its ' + figures.length + ' figures were not drawn' : 'its formulas were not set';
})()`;
