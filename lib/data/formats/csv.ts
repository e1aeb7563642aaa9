import Papa from 'papaparse';
import { quoted, UserError } from '../../errors';
import { readFile } from '../storage/files';
import { fileFormat } from './file-format';
import { type DecodedText, decodeText } from './text-encoding';

/** One line of a table below its header. */
export interface CsvRow {
  /** Where it begins in the file, the header's line being 1 where nothing stands above it. */
  readonly line: number;
  /** By column, without spaces around. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface CsvTable {
  /** The file, for sentences about it. */
  readonly name: string;
  /** As the header writes them, without spaces around. */
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly encoding: DecodedText['encoding'];
  readonly delimiter: string;
}

/** What stands between cells: the first that cuts the header into the most cells. */
const DELIMITERS = [',', ';', '\t', '|'];

/** Reads a table: see `parseCsv`. @throws UserError where the file is missing, too. */
export function readCsv(file: string): CsvTable {
  return parseCsv(readFile(file), file);
}

/**
 * A table of text (RFC 4180, read by Papa Parse): cells between commas, semicolons, tabs or bars, or what a first line
 * `sep=;` says; quoted where they hold such, quotes or line breaks; UTF-8, UTF-16 or Windows-1252. Empty lines, empty
 * cells behind the last column and a column of empty cells without a name are left out.
 *
 * @param name stands in the sentences.
 * @throws UserError naming the line where there is no header, a name comes twice, a quote is not closed, or a line has
 * more or fewer cells than there are columns.
 */
export function parseCsv(bytes: Uint8Array, name: string): CsvTable {
  refuseOtherFormats(bytes, name);
  const { text, encoding } = decodeText(bytes);
  const declared = /^"?sep=(.)"?[;,\t|]*\n/i.exec(text);
  const body = declared === null ? text : text.slice(declared[0].length);
  const delimiter = declared?.[1] ?? delimiterOf(body);
  const lines = linesOf(body, { name, delimiter, firstLine: declared === null ? 1 : 2 });
  const header = lines.shift();
  if (header === undefined) throw new UserError(`${name}: the table is empty; its first line names the columns.`);
  const columns = namedColumns(header.cells, lines);
  const twice = columns.find((column, i) => columns.slice(0, i).some((other) => sameName(other, column)));
  if (twice !== undefined) {
    throw new UserError(`${name}, line ${header.line}: the column ${quoted(twice)} comes twice; leave one.`);
  }
  const rows = lines.map((line) => rowOf(line, columns, { name, delimiter }));
  return { name, columns, rows, encoding, delimiter };
}

/** CSV text (RFC 4180) of rows of cells, quoted where they must be, lines ended by \n; null and undefined are empty. */
export function csvText(rows: readonly (readonly unknown[])[]): string {
  return `${Papa.unparse(rows as unknown[][], { newline: '\n' })}\n`;
}

/** The first of `names` that the table has as a column, in the table's own spelling; capitals do not count. */
export function findColumn({ columns }: Pick<CsvTable, 'columns'>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = columns.find((column) => sameName(column, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The cells of columns that a table must have, by line.
 * @param remedy ends the sentence.
 * @throws UserError listing the columns found where one is missing.
 */
export function requireColumns<Name extends string>(
  table: CsvTable,
  names: readonly Name[],
  remedy: string,
): { readonly line: number; readonly cells: Readonly<Record<Name, string>> }[] {
  const columns = names.map((name) => {
    const column = findColumn(table, [name]);
    if (column === undefined) {
      throw new UserError(
        `${table.name}: expected the columns ${names.join(', ')}, found ${quoted(table.columns.join(', '))}; ${remedy}.`,
      );
    }
    return [name, column] as const;
  });
  return table.rows.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(columns.map(([name, column]) => [name, cells[column]])) as Record<Name, string>,
  }));
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function refuseOtherFormats(bytes: Uint8Array, name: string): void {
  const format = fileFormat(bytes);
  if (format === undefined) return;
  throw new UserError(`${name}: this is ${format.name}, no table of text; save it as CSV (UTF-8) and give that.`);
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** How a header's cells are told apart: where none cuts it, by commas. */
function delimiterOf(text: string): string {
  const cells = DELIMITERS.map((delimiter) => Papa.parse<string[]>(text, { delimiter, newline: '\n', preview: 1 }));
  const counts = cells.map(({ data }) => data[0]?.length ?? 0);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

/** Lines that are not empty, the header first. */
function linesOf(
  text: string,
  { name, delimiter, firstLine }: { name: string; delimiter: string; firstLine: number },
): Line[] {
  const lines: Line[] = [];
  const lineAt = lineCounter(text, firstLine);
  let start = 0;
  Papa.parse<string[]>(text.replace(/[ \n]+$/, ''), {
    delimiter,
    newline: '\n',
    step: ({ data, errors, meta }) => {
      if (errors.length > 0) {
        const line = lineAt(errors[0].index ?? start);
        throw new UserError(
          `${name}, line ${line}: a quote is not closed, or text follows it; a quote within quotes is written twice.`,
        );
      }
      const cells = data.map((cell) => cell.trim());
      if (cells.some((cell) => cell !== '')) lines.push({ line: lineAt(start), cells });
      start = meta.cursor;
    },
  });
  return lines;
}

/** The line of a place in the text; places are asked for in ascending order. */
function lineCounter(text: string, firstLine: number): (at: number) => number {
  let [line, counted] = [firstLine, 0];
  return (at) => {
    for (; counted < at; counted++) if (text[counted] === '\n') line++;
    return line;
  };
}

/** A spreadsheet's empty columns at the end have no name, and nothing in their cells. */
function namedColumns(header: readonly string[], rows: readonly Line[]): string[] {
  const used = (column: number) => header[column] !== '' || rows.some(({ cells }) => (cells[column] ?? '') !== '');
  let end = header.length;
  while (end > 0 && !used(end - 1)) end--;
  return header.slice(0, end).map((column, i) => column || `column ${i + 1}`);
}

function rowOf(
  { line, cells }: Line,
  columns: readonly string[],
  { name, delimiter }: { name: string; delimiter: string },
): CsvRow {
  const isSurplus = cells.slice(columns.length).some((cell) => cell !== '');
  if (isSurplus || cells.length < columns.length) {
    const shown = delimiter === '\t' ? 'tab' : delimiter;
    const late = cells.some((cell) => cell.startsWith('"')) ? ', without a space before the quote' : '';
    throw new UserError(
      `${name}, line ${line}: ${cells.length} cells (${quoted(cells.join(' | '))}) for the ${columns.length} columns ${quoted(columns.join(', '))}; quote a cell that holds "${shown}": "like${delimiter} this"${late}.`,
    );
  }
  return { line, cells: Object.fromEntries(columns.map((column, i) => [column, cells[i]])) };
}
