/** Sends what a cell shows to Jupyter, and to the terminal where the code runs outside a kernel. */

import { UserError } from '../errors';
import { LARGEST_OUTPUT, type PlainFigure, tooLarge } from './plain-figure';

/** The parts of tslab's API that are used; its own type wants bytes or text for `raw`, Plotly's type needs an object. */
interface Screen {
  html(markup: string): void;
  raw(mimeType: string, content: unknown): void;
}

interface Tslab {
  readonly display: Screen;
  newDisplay(): Screen;
}

/** The kernel keeps the running cell's AbortController here; so a kernel is told from a plain program. */
export const insideKernel = (): boolean => Symbol.for('cahier.interrupt') in globalThis;

function tslab(): Tslab {
  return require('tslab') as Tslab;
}

/**
 * Shows HTML in the running cell; outside a kernel its `text` is printed.
 * @throws UserError where it is larger than a browser opens
 */
export function showHtml(html: string, text: string): void {
  if (html.length > LARGEST_OUTPUT) {
    throw new UserError(tooLarge('This output', html.length, 'show fewer rows, or a smaller picture'));
  }
  if (insideKernel()) tslab().display.html(html);
  else console.log(text);
}

/** Shows a Plotly figure; it must arrive as an object, a string breaks JupyterLab's page. */
export function showPlotly(figure: PlainFigure, text: string): void {
  if (insideKernel()) tslab().display.raw('application/vnd.plotly.v1+json', figure);
  else console.log(text);
}

/** A place in the cell's output that is written over at each call. */
export function updatableHtml(): (html: string) => void {
  if (!insideKernel()) return () => {};
  const screen = tslab().newDisplay();
  return (html) => screen.html(html);
}
