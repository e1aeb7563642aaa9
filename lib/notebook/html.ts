/** HTML of what notebooks show, styled inline so that it reads in JupyterLab, in a report and on paper. */

import { typography } from '../locale';

export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!,
  );
}

/** Slides, which are read from afar, set another size and width than these. */
const FONT =
  'font-family:system-ui,"Segoe UI","DejaVu Sans",sans-serif;font-size:var(--output-size,15px);line-height:1.5';
const WIDTH = 'max-width:var(--output-width,860px)';

/** A sentence or a short text. @param inner HTML, escaped where it holds foreign text. */
export function paragraph(inner: string): string {
  return `<p style='${FONT};${WIDTH};margin:6px 0'>${inner}</p>`;
}

/** A box that stands out a little: banners and summaries. */
export function box(inner: string): string {
  return `<div style='${FONT};${WIDTH};border-left:4px solid #0072B2;padding:6px 14px;margin:6px 0'>${inner}</div>`;
}

export interface Column {
  readonly title: string;
  /** Numbers stand to the right, so that their digits line up. */
  readonly align?: 'left' | 'right';
}

/** A table of texts. `foot` rows are set off by a line. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { caption, foot = [] }: { readonly caption?: string; readonly foot?: readonly (readonly string[])[] } = {},
): string {
  const cell = (tag: 'th' | 'td', text: string, column: Column, line: string) =>
    `<${tag}${tag === 'th' ? " scope='col'" : ''} style='text-align:${column.align ?? 'left'};padding:3px 14px;border:0;${line}'>${escapeHtml(typography(text))}</${tag}>`;
  const row = (tag: 'th' | 'td', texts: readonly string[], line: string) =>
    `<tr style='background:none'>${columns.map((column, i) => cell(tag, texts[i] ?? '', column, line)).join('')}</tr>`;
  const head = row(
    'th',
    columns.map(({ title }) => title),
    'border-bottom:2px solid #888',
  );
  const body = rows.map((texts) => row('td', texts, 'border-bottom:1px solid #8884')).join('');
  const feet = foot.map((texts, i) => row('td', texts, i === 0 ? 'border-top:2px solid #888' : '')).join('');
  const title = caption
    ? `<caption style='caption-side:top;text-align:left;padding:4px 0;color:inherit'>${escapeHtml(typography(caption))}</caption>`
    : '';
  return `<table style='${FONT};border-collapse:collapse;border:0;margin:8px 0;font-variant-numeric:tabular-nums'>${title}<thead>${head}</thead><tbody>${body}</tbody>${feet ? `<tfoot>${feet}</tfoot>` : ''}</table>`;
}

/** The same table for a terminal. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  return all.map((row) => row.map((text, i) => text.padEnd(widths[i])).join('  ')).join('\n');
}
