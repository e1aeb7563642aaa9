import type { Dataset, Image, InputArray } from '../data';
import { getLocale, translated } from '../locale';
import type { ClassificationReport } from '../metrics';
import { type Figure, pngUri } from '../plots';
import type { tf } from '../tensorflow';
import { showHtml, showPlotly } from './display';
import { plainFigure } from './plain-figure';
import { datasetTable, modelTable, reportTable, rowsTable, type ShownTable } from './tables';

/** A danfo.js table, as far as it is shown. */
interface DataFrame {
  readonly columns: string[];
  readonly values: unknown;
}

/** What is HTML already, as a page that `live` makes, and the text that stands for it outside a kernel. */
export interface Markup {
  readonly html: string;
  readonly text: string;
}

export type Showable =
  | Figure
  | tf.LayersModel
  | Dataset<InputArray>
  | ClassificationReport
  | Image
  | DataFrame
  | Markup
  | readonly Readonly<Record<string, unknown>>[];

/**
 * Shows a figure, a model, a data set, a classification report, an image, a table or a live page in the running cell; outside a
 * kernel it prints them as text.
 * @throws TypeError for anything else, RangeError for an empty table, and UserError for a figure without points, with a
 *   value that cannot be drawn, or too large to be shown.
 */
export function show(value: Showable): void {
  if (isFigure(value)) showFigure(value);
  else if (has(value, 'pixels', 'channels')) showImage(value as Image);
  else {
    const { html, text } = has(value, 'html', 'text') ? (value as Markup) : tableOf(value);
    showHtml(html, text);
  }
}

function tableOf(value: Showable): ShownTable {
  if (Array.isArray(value)) return rowsTable(value);
  if (has(value, 'layers', 'countParams')) return modelTable(value as tf.LayersModel);
  if (has(value, 'train', 'provenance')) return datasetTable(value as Dataset<InputArray>);
  if (has(value, 'classes', 'macroAverage')) return reportTable(value as ClassificationReport);
  if (has(value, 'columns', 'values')) return rowsTable(rowsOf(value as DataFrame));
  throw new TypeError(
    `show takes a figure, a model, a data set, a report, an image or an array of rows; this is ${nameOf(value)}`,
  );
}

/** A layout may be left out, as Plotly allows. */
const isFigure = (value: unknown): value is Figure =>
  has(value, 'data', 'layout') || (has(value, 'data') && Array.isArray((value as Figure).data));

const has = (value: unknown, ...keys: string[]) =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value);

function nameOf(value: unknown): string {
  if (has(value, 'arraySync')) return 'a tensor: print its values, or draw them as the y of a figure';
  if (typeof value !== 'object' || value === null) return String(value);
  return `an object of ${value.constructor?.name ?? 'no class'} with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing in it'}`;
}

function showFigure({ data, layout }: Figure): void {
  const alt = (layout?.meta as { alt?: string } | undefined)?.alt ?? 'figure';
  showPlotly(plainFigure({ data, layout, config: { responsive: true, displaylogo: false, locale: getLocale() } }), alt);
}

function showImage(image: Image): void {
  const alt = translated`image of ${image.height} × ${image.width} pixels`;
  showHtml(`<img src='${pngUri(image)}' alt='${alt}' style='max-width:320px'>`, alt);
}

function rowsOf({ columns, values }: DataFrame): Record<string, unknown>[] {
  return (values as unknown[][]).map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}
