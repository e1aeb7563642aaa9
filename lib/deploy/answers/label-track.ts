import { UNKNOWN } from './answer';
import type { SegmentAnswer } from './file-answer';

/** One label a class that was given; what stayed unknown has none. */
const labelled = (segments: readonly SegmentAnswer[]) =>
  segments.flatMap(({ start, end, labels, scores }) =>
    labels.map((label, i) => ({ start, end, label, score: scores[i] })).filter(({ label }) => label !== UNKNOWN),
  );

/** A cell of a table whose columns are parted by tabs. */
const cell = (text: string) => text.replace(/[\t\r\n]+/g, ' ');

/**
 * Segments as a label track of Audacity: a line each of start, end and label, parted by tabs, seconds with a point
 * (https://manual.audacityteam.org/man/importing_and_exporting_labels.html).
 */
export function audacityLabels(segments: readonly SegmentAnswer[]): string {
  return labelled(segments)
    .map(({ start, end, label }) => `${start.toFixed(6)}\t${end.toFixed(6)}\t${cell(label)}\n`)
    .join('');
}

/** The columns that Raven wants of a table, and what is ours behind them. */
const COLUMNS = [
  'Selection',
  'View',
  'Channel',
  'Begin Time (s)',
  'End Time (s)',
  'Low Freq (Hz)',
  'High Freq (Hz)',
  'Begin File',
  'Species',
  'Score',
] as const;

export interface RavenOptions {
  /** The name of the recording, without folders. */
  readonly file: string;
  /** What the model hears, in Hz. */
  readonly band: readonly [low: number, high: number];
}

/**
 * Segments as a selection table of Raven (Cornell Lab): tab-separated, a header, a row a selection, numbered from 1
 * (Raven Pro 1.6 User's Manual, chapter 6).
 */
export function ravenTable(segments: readonly SegmentAnswer[], { file, band }: RavenOptions): string {
  const rows = labelled(segments).map(({ start, end, label, score }, i) => {
    const times = [start, end].map((time) => time.toFixed(6));
    const numbers = [...times, ...band.map((hertz) => hertz.toFixed(1))];
    return [i + 1, 'Spectrogram 1', 1, ...numbers, cell(file), cell(label), score.toFixed(4)];
  });
  return [COLUMNS, ...rows].map((row) => `${row.join('\t')}\n`).join('');
}
