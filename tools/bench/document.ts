/** Puts the table of a benchmark between the marks of a document. */

import path from 'node:path';
import { ROOT } from '../repository';
import type { BenchmarkResult } from './results';
import { benchmarkSummary, benchmarkTable } from './table';

const BEGIN = '<!-- benchmark -->';
const END = '<!-- /benchmark -->';

/** The documents that show the committed run, and how. */
export const DOCUMENTS: readonly { readonly file: string; readonly render: (result: BenchmarkResult) => string }[] = [
  { file: path.join(ROOT, 'README.md'), render: benchmarkSummary },
  { file: path.join(ROOT, 'docs', 'performance.md'), render: benchmarkTable },
];

/** @throws RangeError where the document has not exactly one pair of marks. */
export function withTable(document: string, table: string): string {
  const [from, to] = marks(document);
  return `${document.slice(0, from)}\n\n${table}\n\n${document.slice(to)}`;
}

/** What stands between the marks. */
export function tableOf(document: string): string {
  const [from, to] = marks(document);
  return document.slice(from, to).trim();
}

function marks(document: string): [number, number] {
  const begin = document.split(BEGIN);
  const end = document.split(END);
  const from = begin[0].length + BEGIN.length;
  const to = end[0].length;
  if (begin.length !== 2 || end.length !== 2 || to < from) {
    throw new RangeError(`the document must hold ${BEGIN} and ${END} once each, in this order`);
  }
  return [from, to];
}
