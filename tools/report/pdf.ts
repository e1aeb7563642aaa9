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

/** Prints a self-contained report. @throws UserError where its figures or formulas do not come up within a minute */
export async function printPdf(browser: Browser, report: string, output: string): Promise<void> {
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: PAGE_WIDTH, height: 1000, deviceScaleFactor: 2 });
    await page.emulateMediaType('print');
    await page.goto(pathToFileURL(report).href, { waitUntil: 'load', timeout: 60_000 });
    await page.waitForFunction(isComplete, { timeout: 60_000 });
    const pdf = await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: FOOTER,
      tagged: true,
    });
    writeFileAtomic(output, pdf);
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error;
    throw new UserError(
      `${report}: its figures were not drawn within a minute; open it in a browser and see its console.`,
    );
  } finally {
    await page.close();
  }
}

/** In the page: everything that scripts draw is there. */
const isComplete = `document.documentElement.dataset.figures === 'drawn' &&
  (!window.MathJax || document.documentElement.dataset.math === 'ready')`;
