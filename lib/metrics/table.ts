import type { DataFrame } from 'danfojs-node';
import { csvText } from '../data/formats/csv';
import { UserError } from '../errors';
import type { ClassificationReport, ClassScores } from './report';

/** One row of a table by column name; all rows have the same columns. */
export type TableRow = Readonly<Record<string, string | number>>;

/**
 * A danfo.js table: `table.column('f1')`, `table.sortValues('f1')`, `table.describe()`... Danfo.js loads on first use.
 * @throws RangeError where there are no rows, or their columns differ; UserError where danfo.js is not installed.
 */
export async function toTable(rows: readonly TableRow[]): Promise<DataFrame> {
  if (rows.length === 0) throw new RangeError('there are no rows: a table needs at least one');
  const columns = Object.keys(rows[0]);
  rows.forEach((row, i) => {
    const keys = Object.keys(row);
    if (keys.length === columns.length && columns.every((column) => column in row)) return;
    throw new RangeError(`row ${i} has the columns ${keys.join(', ')}; the first row has ${columns.join(', ')}`);
  });
  // Danfo.js loads TensorFlow: ours goes first, which makes it quiet and able to run on today's Node.
  await import('../tensorflow');
  const danfo = await import('danfojs-node').catch(() => {
    throw new UserError('toTable needs danfo.js, which is not installed here; type: npm install danfojs-node@1.2.0');
  });
  const values = rows.map((row) => columns.map((column) => row[column]));
  return new danfo.DataFrame(values, { columns, dtypes: columns.map((column) => typeOf(rows, column)) });
}

/** Said rather than inferred: danfo.js takes a column of the texts '0', '1'... for numbers. */
function typeOf(rows: readonly TableRow[], column: string): string {
  if (rows.some((row) => typeof row[column] === 'string')) return 'string';
  return rows.every((row) => Number.isInteger(row[column])) ? 'int32' : 'float32';
}

/**
 * The report as a table: a row a class, then `macro avg` and `weighted avg`, each with the columns class, precision,
 * recall, f1 and support. Accuracy is no column of it.
 */
export function reportTable({ classes, macroAverage, weightedAverage }: ClassificationReport): Promise<DataFrame> {
  const row = (name: string, { precision, recall, f1, support }: ClassScores): TableRow => ({
    class: name,
    precision,
    recall,
    f1,
    support,
  });
  return toTable([
    ...classes.map((scores) => row(scores.className, scores)),
    row('macro avg', macroAverage),
    row('weighted avg', weightedAverage),
  ]);
}

/**
 * The table as CSV (RFC 4180, lines end in \n), numbers in full precision. Danfo's own writer does not quote cells that
 * hold commas.
 */
export function toCsv(table: DataFrame): string {
  return csvText([table.columns, ...(table.values as unknown[][])]);
}
