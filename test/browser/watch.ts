import type { Page } from 'puppeteer-core';

/** Collects what a page should never do: complain on its console, throw, ask for anything beyond itself. */
export function watch(page: Page): { complaints: string[]; requests: string[] } {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  return { complaints, requests };
}

/** Width and height of the drawing of each Plotly figure in the page, and how many shapes and texts it holds. */
export const drawings = `[...document.querySelectorAll('.js-plotly-plot')].map((plot) => {
  const { width, height } = plot.querySelector('.main-svg').getBoundingClientRect();
  return { width, height, marks: plot.querySelectorAll('.main-svg :is(path, image, text, rect)').length };
})`;

export interface Drawing {
  width: number;
  height: number;
  marks: number;
}
